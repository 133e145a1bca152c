import EdgeFormats
import EdgeModel
import Foundation

/// The 320-pixel YOLOv8n with twice the height and width: there is no file of 640 pixels among the shared models, and
/// what loading and running cost does not depend on the values of weights.
///
/// Every spatial size of the network doubles and every number of anchors is four times as large; constants by anchor
/// are repeated. Weights stay. The detections mean nothing.
enum EnlargedModel {
  /// Writes the file into a temporary folder and gives its path.
  static func yolov8n640(from path: String) throws -> String {
    var graph = try TFLiteReader.read(contentsOf: path).graph
    for index in graph.tensors.indices { graph.tensors[index] = enlarged(graph.tensors[index]) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-bench-yolov8n-640.tflite")
    try Data(TFLiteWriter.write(graph)).write(to: file, options: .atomic)
    return file.path
  }

  /// Sizes of the 320-pixel network, with and without a border of one pixel, and of the enlarged one.
  private static let sizes: [Int: Int] = {
    var sizes = [2100: 8400]
    for side in [10, 20, 40, 80, 160, 320] {
      sizes[side] = 2 * side
      sizes[side + 2] = 2 * side + 2
    }
    for side in [10, 20, 40] { sizes[side * side] = 4 * side * side }
    return sizes
  }()

  private static func enlarged(_ tensor: GraphTensor) -> GraphTensor {
    var result = tensor
    result.shape = tensor.shape.map { sizes[$0] ?? $0 }
    guard let constant = tensor.constantTensor else { return result }
    if tensor.elementType == .int32, tensor.quantization == nil, tensor.elementCount <= 5 {
      // Operands of RESHAPE, STRIDED_SLICE and the like are sizes themselves.
      result.shape = tensor.shape
      result.constant = storage(
        constant.withUnsafeBytes { bytes in
          bytes.bindMemory(to: Int32.self).flatMap { value -> [UInt8] in
            withUnsafeBytes(of: Int32(sizes[Int(value)] ?? Int(value)).littleEndian) { Array($0) }
          }
        })
    } else if result.shape != tensor.shape {
      // Constants by anchor: the last dimension is repeated, row by row.
      let times = result.elementCount / tensor.elementCount
      let row = (tensor.shape.last ?? 1) * tensor.byteCount / tensor.elementCount
      result.constant = storage(
        constant.withUnsafeBytes { bytes in
          stride(from: 0, to: bytes.count, by: row).flatMap { start in
            (0..<times).flatMap { _ in bytes[start..<start + row] }
          }
        })
    }
    return result
  }

  private static func storage(_ bytes: [UInt8]) -> TensorStorage {
    let storage = TensorStorage(byteCount: bytes.count)
    UnsafeMutableRawBufferPointer(start: storage.baseAddress, count: bytes.count).copyBytes(from: bytes)
    return storage
  }
}
