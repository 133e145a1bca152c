import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("Picture encoding")
struct PictureEncoderTests {
  @Test(arguments: [(1, 1), (7, 5), (300, 200), (2, 3000)])
  func pngIsLossless(width: Int, height: Int) throws {
    let picture = Picture(width: width, height: height, pixels: noise(count: width * height * 3))
    #expect(try PictureDecoder().decode(PictureEncoder().encode(picture, as: .png)) == picture)
  }

  @Test func jpegKeepsColourEdges() throws {
    // Subsampled chroma would smear the border between two colours of the same luminance.
    var picture = Picture(width: 16, height: 16, filledWith: .init(hex: 0xFF0000))
    for y in 0..<16 { for x in 0..<7 { picture[x, y] = .init(hex: 0x0000FF) } }
    let decoded = try PictureDecoder().decode(PictureEncoder().encode(picture, as: .jpeg(quality: 100)))
    let largest = zip(decoded.pixels, picture.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(largest <= 4)
  }

  @Test func qualityChangesTheSize() throws {
    let picture = Picture(width: 64, height: 64, pixels: noise(count: 64 * 64 * 3))
    let sizes = try [10, 50, 95].map { try PictureEncoder().encode(picture, as: .jpeg(quality: $0)).count }
    #expect(sizes == sizes.sorted() && sizes[0] < sizes[2])
  }

  @Test func suffixChoosesTheFormat() throws {
    let folder = try TemporaryFolder()
    let picture = Picture(width: 9, height: 9, pixels: noise(count: 9 * 9 * 3))
    for (name, format) in [("a.png", PictureFormat.png), ("a.PNG", .png), ("a.jpg", .jpeg), ("a", .jpeg)] {
      try PictureEncoder().write(picture, to: folder.file(name))
      #expect(PictureFormat(content: [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))) == format)
    }
    #expect(try folder.contents() == ["a", "a.PNG", "a.jpg", "a.png"])
  }

  @Test func missingFolderIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none/a.png")
    #expect(throws: PictureError(path: path, reason: .unwritable("No such file or directory"))) {
      try PictureEncoder().write(Picture(width: 2, height: 2, pixels: noise(count: 2 * 2 * 3)), to: path)
    }
  }

  @Test func croppingClipsToThePicture() {
    let picture = Picture(width: 6, height: 4, pixels: noise(count: 6 * 4 * 3))
    let crop = picture.cropped(columns: 4..<9, rows: -3..<2)
    #expect(crop?.width == 2 && crop?.height == 2)
    #expect(crop?[1, 1] == picture[5, 1])
    #expect(picture.cropped(columns: 6..<9, rows: 0..<2) == nil)
  }
}
