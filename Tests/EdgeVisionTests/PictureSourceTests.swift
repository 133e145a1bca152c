import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("Picture sources")
struct PictureSourceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "b.jpg", "a.PNG", "B.webp", ".hidden.jpg", "notes.md", "clip.mp4", "noext", "deep/one/x.bmp", "deep/two/y.jpeg",
      "deep/z.jpg", "deep/.git/w.jpg", "empty/readme.md", "odd[1].jpg",
    ] { try folder.write([1], to: name) }
  }

  private func files(_ sources: String...) -> [String] {
    PictureSource.expand(sources.map { folder.file($0) }).files.map { String($0.dropFirst(folder.path.count + 1)) }
  }

  private func reasons(_ sources: String...) -> [PictureSourceError.Reason] {
    PictureSource.expand(sources).failures.map(\.reason)
  }

  @Test func filesStandForThemselves() {
    #expect(files("b.jpg", "noext", "notes.md") == ["b.jpg", "noext", "notes.md"])
  }

  @Test func foldersAreListedInCodePointOrderWithoutDepth() {
    #expect(files("") == ["/B.webp", "/a.PNG", "/b.jpg", "/odd[1].jpg"].map { String($0.dropFirst()) })
    #expect(files("deep") == ["deep/z.jpg"])
  }

  @Test(arguments: [
    ("*.jpg", ["b.jpg", "odd[1].jpg"]), ("?.jpg", ["b.jpg"]), ("[a-b].*", ["a.PNG", "b.jpg"]),
    ("[!a-z].*", ["B.webp"]), ("deep/*/*", ["deep/one/x.bmp", "deep/two/y.jpeg"]),
    ("deep/**/*.jp*g", ["deep/two/y.jpeg", "deep/z.jpg"]),
    ("deep/**", ["deep/one/x.bmp", "deep/two/y.jpeg", "deep/z.jpg"]),
    (".hid*", [".hidden.jpg"]), ("**/x.bmp", ["deep/one/x.bmp"]), ("odd[1].jpg", ["odd[1].jpg"]),
  ])
  func patterns(pattern: String, expected: [String]) {
    #expect(files(pattern) == expected)
  }

  @Test func listsNamePicturesRelativeToThemselvesOrTheWorkingDirectory() throws {
    let absolute = folder.file("a.PNG")
    try folder.write(
      Array("\u{FEFF}./b.jpg\r\n\n  \(absolute)  \ndeep/z.jpg\n./deep/*/*.bmp\n".utf8), to: "list.txt")
    #expect(files("list.txt") == ["b.jpg", "a.PNG", "deep/z.jpg", "deep/one/x.bmp"])
  }

  @Test func aBadLineOfAListDoesNotHideTheOthers() throws {
    try folder.write(Array("./none.jpg\n./b.jpg\n".utf8), to: "list.txt")
    let expansion = PictureSource.expand([folder.file("list.txt")])
    #expect(expansion.files == [folder.file("b.jpg")])
    #expect(expansion.failures == [PictureSourceError(source: folder.file("none.jpg"), reason: .missing)])
  }

  @Test func failuresSayWhatIsWrong() throws {
    #expect(reasons(folder.file("none.jpg")) == [.missing])
    #expect(reasons("") == [.missing])
    #expect(reasons(folder.file("empty")) == [.noPictures("folder")])
    #expect(reasons(folder.file("none/*.jpg")) == [.noPictures("pattern")])
    #expect(reasons(try folder.write(Array(" \n\n".utf8), to: "empty.txt")) == [.noPictures("list")])
    #expect(reasons(folder.file("clip.mp4")) == [.video])
    #expect(reasons("rtsp://camera/1") == [.stream("a network address")])
    #expect(reasons("0") == [.stream("a camera")])
    #expect(reasons("/dev/null") == [.notAFile])
    #expect("\(PictureSourceError(source: "a.mp4", reason: .video))".hasPrefix("a.mp4: video is not supported"))
  }

  // The superuser may read everything.
  @Test(.enabled(if: getuid() != 0)) func unreadableFoldersSayWhy() {
    chmod(folder.file("deep"), 0)
    defer { chmod(folder.file("deep"), 0o755) }
    #expect(reasons(folder.file("deep")) == [.unreadable("Permission denied")])
  }

  @Test func linksInCirclesEnd() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("deep/loop"), withDestinationPath: folder.file("deep"))
    #expect(files("**/z.jpg") == ["deep/z.jpg"])
  }
}
