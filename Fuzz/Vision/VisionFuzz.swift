import EdgeDetection
import EdgeModel
import EdgeVision

/// Gives `count` bytes from `start` to the picture decoders and to the head; called by libFuzzer.
///
/// Whatever the bytes are, both must return or throw. Pixels are read to the end, so that the address sanitizer sees a
/// decoder that left some of them unwritten memory.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
  let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
  for acceptsDamage in [false, true] {
    let decoder = PictureDecoder(options: .init(maximumPixelCount: 1 << 13, acceptsDamage: acceptsDamage))
    guard let picture = try? decoder.decode(bytes) else { continue }
    precondition(picture.pixels.count == picture.width * picture.height * 3)
    let geometry = LetterboxGeometry(
      pictureWidth: picture.width, pictureHeight: picture.height, inputWidth: 32, inputHeight: 32)
    _ = picture.letterboxed(geometry)
  }
  decodeHead(bytes)
  return 0
}

/// Reads the bytes as the shapes and numbers of a head's outputs: one byte per dimension, then the numbers.
private func decodeHead(_ bytes: [UInt8]) {
  guard bytes.count > 8 else { return }
  let dimensions = bytes.prefix(5).map { Int($0 & 63) }
  let shapes = [[1, dimensions[0], dimensions[1]], [1, dimensions[2] & 15, dimensions[3] & 15, dimensions[4]]]
  let used = bytes[5] & 1 == 0 ? Array(shapes.prefix(1)) : shapes
  let tasks: [DetectorTask?] = [nil, .detect, .segment, .pose]
  guard
    let head = try? DetectionHead(
      outputShapes: used, inputWidth: 32, inputHeight: 32, task: tasks[Int(bytes[6] & 3)])
  else { return }
  let quantization = Quantization(scale: Float(bytes[7]) / 4096, zeroPoint: Int(bytes[8]))
  let outputs = used.map { shape in
    let size = shape.reduce(1, *)
    return Tensor(
      shape: shape, elementType: .uint8, quantization: quantization, values: (0..<size).map { bytes[$0 % bytes.count] })
  }
  let geometry = LetterboxGeometry(pictureWidth: 50, pictureHeight: 20, inputWidth: 32, inputHeight: 32)
  for options in [PostprocessOptions(), .validation, PostprocessOptions(version: .v8239)] {
    guard let found = try? head.detections(in: outputs, geometry: geometry, options: options) else { continue }
    let result = PictureResult(path: "x", geometry: geometry, detections: found, names: ClassNames())
    _ = result.labelLines(withConfidence: true)
  }
}
