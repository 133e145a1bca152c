import EdgeFormats
import EdgeModel
import Foundation

/// Small models that tests write into their folder.
enum SampleModels {
  /// The mean of each colour of an 8 x 8 picture: runs, but is no detector.
  static func classifier() throws -> Data {
    let quantization = Quantization(scale: 1 / 255, zeroPoint: -128)
    let axes = TensorStorage(byteCount: 8)
    axes.baseAddress.storeBytes(of: 1, as: Int32.self)
    axes.baseAddress.storeBytes(of: 2, toByteOffset: 4, as: Int32.self)
    let graph = Graph(
      name: "classifier",
      tensors: [
        GraphTensor(name: "picture", shape: [1, 8, 8, 3], elementType: .int8, quantization: quantization),
        GraphTensor(name: "axes", shape: [2], elementType: .int32, constant: axes),
        GraphTensor(name: "scores", shape: [1, 3], elementType: .int8, quantization: quantization),
      ],
      operators: [Operator(kind: .mean(keepDimensions: false), inputs: [0, 1], outputs: [2], sourceIndex: 0)],
      inputs: [0], outputs: [2])
    return Data(try TFLiteWriter.write(graph))
  }
}
