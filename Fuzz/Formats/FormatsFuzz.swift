import EdgeFormats
import EdgeModel
import EdgeSystem

/// Gives `count` bytes from `start` to every reader of untrusted files; called by libFuzzer.
///
/// Whatever the bytes are, a reader must return or throw. Constants are read to the end, so that the address sanitizer
/// sees a reader that let them reach beyond the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
  let bytes = ByteRegion(copying: UnsafeRawBufferPointer(start: start, count: count))
  if let source = try? ModelReader.shared.open(bytes, fileName: "input") { _ = source.graph }
  if let model = try? TFLiteReader.read(bytes) {
    for tensor in model.graph.tensors {
      if let constant = tensor.constant { precondition(Array(constant.bytes).count == tensor.byteCount) }
    }
    _ = try? TFLiteWriter.write(model.graph)
    _ = try? TFLiteOutputsRewriter.exposingTensors(Array(model.graph.tensors.indices), in: bytes)
  }
  _ = try? NPYFile.read(bytes)
  var limits = ZipLimits()
  limits.totalByteCount = 1 << 26
  _ = try? NPZArchive.read(bytes, limits: limits)
  if let model = try? ONNXInspector.read(bytes) {
    _ = try? ONNXInspector.exposingOutputs(model.nodes.flatMap(\.outputs), in: bytes)
  }
  if let file = try? ELFFile(bytes) {
    for segment in file.segments { precondition(segment.bytes.array().count <= segment.memorySize) }
  }
  _ = try? CSVFile.read(bytes)
  _ = try? LiteralValue(parsing: bytes.text())
  return 0
}
