import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("Picture decoding")
struct PictureDecoderTests {
  @Test("pixels equal OpenCV's", arguments: PictureSamples.decodable)
  func pixelsEqualOpenCV(name: String) throws {
    let picture = try PictureDecoder().decode(PictureSamples.bytes(name), path: name)
    let expected = try PictureSamples.expected(name)
    #expect(picture.width == expected.width && picture.height == expected.height)
    // Compared outside of the macro, which would print every byte.
    let pixelsAreEqual = picture.pixels == expected.pixels
    #expect(pixelsAreEqual)
  }

  @Test("samples cover every format") func samplesArePresent() {
    #expect(PictureSamples.recorded.count == 33 + 29)
  }

  @Test(
    "the size is known before the picture is decoded",
    arguments: PictureSamples.decodable + ["heicColor.heic"].filter(PictureSamples.isReadable))
  func sizesAreKnown(name: String) throws {
    let bytes = try PictureSamples.bytes(name)
    let picture = try PictureDecoder().decode(bytes)
    #expect(try PictureDecoder().size(of: bytes) == (picture.width, picture.height))
  }

  @Test(
    "HEIC is read as its library converts it", .enabled(if: PictureSamples.isReadable("heicColor.heic"), "no libheif"))
  func heic() throws {
    let picture = try PictureDecoder().decode(PictureSamples.bytes("heicColor.heic"))
    #expect((picture.width, picture.height) == (26, 20))
    // From dark green at the left to blue at the right, as the original.
    #expect(picture[0, 0].green > 200 && picture[25, 0].green < 60 && picture[25, 19].red > 200)
  }

  @Test(
    "photographs equal OpenCV's", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: [
      ("bus.jpg", 810, 1080, 0x06A1_E636_02D5_A5AA as UInt64), ("zidane.jpg", 1280, 720, 0x6F84_42D9_936F_E550),
    ])
  func photographsEqualOpenCV(name: String, width: Int, height: Int, hash: UInt64) throws {
    let picture = try PictureDecoder().decode(file: SharedFiles.path("images/\(name)"))
    #expect(picture.width == width && picture.height == height)
    #expect(fnv1a(picture.pixels) == hash)
  }

  @Test("all eight EXIF orientations bring the picture upright", arguments: PictureOrientation.allCases)
  func orientationIsApplied(orientation: PictureOrientation) throws {
    let upright = Picture(width: 5, height: 3, pixels: noise(count: 5 * 3 * 3))
    let stored = Self.stored(upright, as: orientation)
    #expect(stored.uprighted(from: orientation) == upright)
  }

  @Test("the orientation is found in either byte order", arguments: PictureOrientation.allCases, [false, true])
  func orientationIsFound(orientation: PictureOrientation, bigEndian: Bool) throws {
    let picture = Picture(width: 24, height: 16, pixels: noise(count: 24 * 16 * 3))
    let plain = try PictureEncoder().encode(picture, as: .jpeg(quality: 100))
    let tagged =
      plain.prefix(2) + Self.exifSegment(orientation: orientation.rawValue, bigEndian: bigEndian) + plain.dropFirst(2)
    let decoder = PictureDecoder()
    let expected = try decoder.decode(plain).uprighted(from: orientation)
    #expect(try decoder.decode(Array(tagged)) == expected)
    let size = try decoder.size(of: Array(tagged))
    #expect(size == (expected.width, expected.height))
  }

  @Test("PNG and WebP orientations are applied too", arguments: [("pngRotated.png", 3), ("webPRotated.webp", 8)])
  func orientationOutsideJPEG(name: String, value: Int) throws {
    let orientation = try #require(PictureOrientation(rawValue: value))
    let plain = try PictureSamples.expected("pngColor.png")
    #expect(
      try PictureDecoder().decode(PictureSamples.bytes(name), path: name) == plain.uprighted(from: orientation))
  }

  @Test("an unknown orientation leaves the picture as stored", arguments: [0, 9, 65535])
  func unknownOrientation(value: Int) throws {
    let plain = try PictureEncoder().encode(
      Picture(width: 8, height: 8, pixels: noise(count: 8 * 8 * 3)), as: .jpeg(quality: 90))
    let tagged = plain.prefix(2) + Self.exifSegment(orientation: value, bigEndian: false) + plain.dropFirst(2)
    #expect(try PictureDecoder().decode(Array(tagged)) == PictureDecoder().decode(plain))
  }

  @Test("a very long and narrow picture survives", arguments: [PictureEncoder.Output.png, .jpeg(quality: 90)])
  func longPicture(output: PictureEncoder.Output) throws {
    let picture = Picture(width: 20_000, height: 3, pixels: noise(count: 20_000 * 3 * 3))
    let decoded = try PictureDecoder().decode(PictureEncoder().encode(picture, as: output))
    #expect(decoded.width == 20_000 && decoded.height == 3)
  }

  /// How a camera that needs `orientation` would store the picture.
  private static func stored(_ upright: Picture, as orientation: PictureOrientation) -> Picture {
    // Seven of the eight are their own inverse or come in inverse pairs.
    switch orientation {
    case .rotatedRight: upright.uprighted(from: .rotatedLeft)
    case .rotatedLeft: upright.uprighted(from: .rotatedRight)
    default: upright.uprighted(from: orientation)
    }
  }

  private static func exifSegment(orientation: Int, bigEndian: Bool) -> [UInt8] {
    func two(_ value: Int) -> [UInt8] {
      let bytes = [UInt8(value >> 8), UInt8(value & 255)]
      return bigEndian ? bytes : bytes.reversed()
    }
    func four(_ value: Int) -> [UInt8] { bigEndian ? [0, 0] + two(value) : two(value) + [0, 0] }
    let entries =
      two(0x010F) + two(2) + four(1) + four(65) + two(0x0112) + two(3) + four(1) + two(orientation) + [0, 0]
    let tiff = Array((bigEndian ? "MM" : "II").utf8) + two(42) + four(8) + two(2) + entries + four(0)
    let payload = Array("Exif\0\0".utf8) + tiff
    return [0xFF, 0xE1, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
  }
}
