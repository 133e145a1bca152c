import EdgeFormats
import EdgeModel
import EdgeRunner
import Foundation

/// The file in which `run` keeps inputs and outputs, written while samples run: `m_inputs_1`, `c_outputs_1` and so on.
final class RunArchive {
  private let path: String
  private let writer: NPZFileWriter
  private let inputCount: Int
  /// Shapes of one sample's outputs.
  private let outputShapes: [[Int]]
  private let quantizations: [Quantization?]

  /// Starts the file; the first part tells what all samples look like.
  /// - Throws: `CommandFailure` when the file cannot be made.
  init(_ path: String, _ inputs: [Tensor], _ outputs: [Tensor], of stream: SampleStream) throws(CommandFailure) {
    self.path = path
    inputCount = inputs.count
    let firstCount = min(stream.partCount, stream.sampleCount)
    outputShapes = outputs.map { Self.sampleShape(of: $0, count: firstCount) }
    quantizations = outputs.map(\.quantization)
    func announce(_ tensors: [Tensor], _ prefix: String) -> [NPZFileWriter.Announcement] {
      tensors.enumerated().map { position, tensor in
        let sample = Self.sampleShape(of: tensor, count: firstCount)
        return .init(
          name: "\(prefix)_\(position + 1)", shape: SampleBatch.shape(of: stream.sampleCount, samplesOf: sample),
          elementType: tensor.elementType)
      }
    }
    try? FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    do throws(NumpyError) {
      writer = try NPZFileWriter(path: path, announce(inputs, "m_inputs") + announce(outputs, "c_outputs"))
    } catch { throw Self.failure(error) }
  }

  /// Adds a part.
  func append(_ inputs: [Tensor], _ outputs: [Tensor]) throws(CommandFailure) {
    do throws(NumpyError) {
      for (position, tensor) in inputs.enumerated() { try writer.append(tensor, to: position) }
    } catch { throw Self.failure(error) }
    for (position, tensor) in outputs.enumerated() {
      let size = max(outputShapes[position].reduce(1, *), 1)
      guard tensor.shape.dropFirst() == outputShapes[position].dropFirst(), tensor.elementCount % size == 0 else {
        throw CommandFailure(
          .model, "output #\(position + 1) has shape \(tensor.shape) for some samples and another for those before",
          hint: "its size depends on the data: run one sample at a time")
      }
      do throws(NumpyError) { try writer.append(tensor, to: inputCount + position) } catch { throw Self.failure(error) }
    }
  }

  /// Puts the file into place and gives all outputs, which stay in it.
  func finish() throws(CommandFailure) -> [Tensor] {
    do throws(NumpyError) {
      try writer.finish()
      let written = try NPZArchive.read(contentsOf: path)
      return quantizations.indices.compactMap { position in
        var tensor = written["c_outputs_\(position + 1)"]
        tensor?.quantization = quantizations[position]
        return tensor
      }
    } catch { throw Self.failure(error) }
  }

  private static func sampleShape(of tensor: Tensor, count: Int) -> [Int] {
    guard let first = tensor.shape.first, count > 0, first % count == 0 else { return tensor.shape }
    return [first / count] + tensor.shape.dropFirst()
  }

  private static func failure(_ error: NumpyError) -> CommandFailure {
    CommandFailure(.outputUnwritable, error.description, hint: "check free space and permissions, or write elsewhere")
  }
}
