import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("Bad pictures")
struct BadPictureTests {
  private func reason(_ bytes: [UInt8], _ options: PictureDecoder.Options = .init()) -> PictureError.Reason? {
    do {
      _ = try PictureDecoder(options: options).decode(bytes, path: "x")
      return nil
    } catch {
      return error.reason
    }
  }

  private func reason(file path: String, _ options: PictureDecoder.Options = .init()) -> PictureError.Reason? {
    do {
      _ = try PictureDecoder(options: options).decode(file: path)
      return nil
    } catch {
      #expect(error.path == path)
      return error.reason
    }
  }

  @Test func missingEmptyAndUnreadableFilesSayWhy() throws {
    let folder = try TemporaryFolder()
    #expect(reason(file: folder.file("none.jpg")) == .missing)
    #expect(reason(file: folder.file("none/none.jpg")) == .missing)
    #expect(reason(file: try folder.write([], to: "empty.jpg")) == .empty)
    #expect(reason(file: folder.path) == .notAFile)
    #expect(reason(file: "/dev/null") == .notAFile)
    // The superuser may read everything.
    if getuid() != 0 {
      let path = try folder.write([1], to: "secret.jpg")
      chmod(path, 0)
      #expect(reason(file: path) == .unreadable("Permission denied"))
    }
  }

  @Test(
    "forms of TIFF that are not read are named", .enabled(if: PictureSamples.isReadable("tiffColor.tiff"), "no libtiff")
  )
  func unsupportedTIFF() throws {
    guard case .unsupported(let form) = reason(try PictureSamples.bytes("tiffFloat.tiff")) else {
      Issue.record("float samples")
      return
    }
    #expect(form.contains("32-bit"))
  }

  @Test(
    "frames outside of their canvas are errors", .enabled(if: PictureSamples.isReadable("gifPalette.gif"), "no giflib"))
  func frameOutsideOfCanvas() throws {
    var bytes = try PictureSamples.bytes("gifPalette.gif")
    bytes[6] -= 1
    #expect(reason(bytes) == .damaged("its first frame reaches beyond the picture"))
  }

  @Test func textAndNoiseAreNoPictures() {
    #expect(reason(Array("hello, this is a text\n".utf8)) == .notAPicture("text"))
    #expect(reason(Array("<!DOCTYPE html><html>".utf8)) == .notAPicture("a web page"))
    #expect(reason([0, 0, 0, 24] + Array("ftypmp42....".utf8)) == .notAPicture("a video"))
    #expect(reason([0, 1, 2, 3, 4, 5, 200, 255]) == .notAPicture(""))
  }

  @Test(
    "every truncation is an error", arguments: PictureSamples.decodable.filter { !$0.contains("Animated.gif") })
  func truncation(name: String) throws {
    let bytes = try PictureSamples.bytes(name)
    // The last bytes of a file may be padding or an end mark that decoders do without.
    for count in Swift.stride(from: 1, to: bytes.count - 40, by: max(bytes.count / 40, 1)) {
      #expect(reason(Array(bytes[..<count])) != nil, "\(count) of \(bytes.count) bytes")
    }
  }

  @Test(arguments: [PictureEncoder.Output.jpeg(quality: 90), .png])
  func truncatedPixelsAreErrorsUnlessAccepted(output: PictureEncoder.Output) throws {
    let bytes = try PictureEncoder().encode(
      Picture(width: 200, height: 150, pixels: noise(count: 200 * 150 * 3)), as: output)
    let cut = Array(bytes[..<(bytes.count / 2)])
    #expect(reason(cut) == .truncated)
    let picture = try PictureDecoder(options: .init(acceptsDamage: true)).decode(cut)
    let whole = try PictureDecoder().decode(bytes)
    let quarter = whole.pixels.count / 4
    let upperPartIsThere = picture.pixels[..<quarter] == whole.pixels[..<quarter]
    #expect(upperPartIsThere && picture.pixels.count == whole.pixels.count)
  }

  @Test func extraneousBytesBetweenMarkersAreBorne() throws {
    var bytes = try PictureSamples.bytes("jpegColor420.jpg")
    bytes.insert(contentsOf: [1, 2, 3, 4], at: 20)
    #expect(reason(bytes) == nil)
  }

  @Test("damaged bytes are errors or other pixels, never worse", arguments: PictureSamples.decodable)
  func damage(name: String) throws {
    let bytes = try PictureSamples.bytes(name)
    let noise = noise(count: 400)
    for round in 0..<100 {
      var damaged = bytes
      for change in 0...round % 4 {
        let place = Int(noise[(4 * round + change) % 400]) << 4 ^ Int(noise[(4 * round + change + 1) % 400])
        damaged[place % damaged.count] ^= max(noise[(round + change) % 400], 1)
      }
      _ = reason(damaged, .init(maximumPixelCount: 1 << 20))
    }
  }

  @Test(
    arguments: [
      "jpegColor444.jpg", "pngColor.png", "webPLossless.webp", "bmp24.bmp", "webPAnimated.webp", "tiffColor.tiff",
      "gifPalette.gif", "jp2Color.jp2", "avifColor420.avif", "heicColor.heic",
    ].filter(PictureSamples.isReadable))
  func pixelLimitIsKept(name: String) throws {
    let bytes = try PictureSamples.bytes(name)
    let size = try PictureDecoder().size(of: bytes)
    let count = size.width * size.height
    #expect(reason(bytes, .init(maximumPixelCount: count)) == nil)
    guard case .tooLarge = reason(bytes, .init(maximumPixelCount: count - 1)) else {
      Issue.record("the limit was not kept")
      return
    }
  }

  @Test func hugeAnnouncedSizesAreRefusedBeforeAllocation() throws {
    var png = try PictureSamples.bytes("pngColor.png")
    png.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    guard case .tooLarge = reason(png) else {
      Issue.record("PNG")
      return
    }
    var bmp = try PictureSamples.bytes("bmp24.bmp")
    bmp.replaceSubrange(18..<26, with: [0xFF, 0xFF, 0xFF, 0x00, 0xFF, 0xFF, 0xFF, 0x00])
    guard case .tooLarge = reason(bmp) else {
      Issue.record("BMP")
      return
    }
  }

  @Test func fileSizeLimitIsKept() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try PictureSamples.bytes("pngColor.png"), to: "a.png")
    guard case .tooLarge = reason(file: path, .init(maximumFileByteCount: 20)) else {
      Issue.record("the limit was not kept")
      return
    }
  }

  @Test(arguments: [
    (28, 2 as UInt8, "BMP with 2 bits is not supported"), (30, 1, "compressed BMP is not supported"),
    (14, 13, "the picture is damaged: a BMP header of 13 bytes"),
  ])
  func oddBMPHeaders(offset: Int, value: UInt8, message: String) throws {
    var bytes = try PictureSamples.bytes("bmp24.bmp")
    bytes[offset] = value
    #expect(reason(bytes)?.description == message)
  }

  @Test func pathAndReasonAreInTheMessage() {
    let error = PictureError(path: "a/b.jpg", reason: .truncated)
    #expect("\(error)" == "a/b.jpg: the picture is cut off: the data ends early")
  }

  @Test("mutated files never trap", arguments: PictureSamples.all)
  func mutations(name: String) throws {
    let original = try PictureSamples.bytes(name)
    var generator = RandomSource(seed: fnv1a(Array(name.utf8)))
    for _ in 0..<60 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        // Headers are where the dangerous fields are.
        let limit = Bool.random(using: &generator) ? min(64, bytes.count) : bytes.count
        bytes[Int.random(in: 0..<limit, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      let damaged = Bool.random(using: &generator)
      _ = reason(bytes, .init(maximumPixelCount: 1_000_000, acceptsDamage: damaged))
    }
  }
}
