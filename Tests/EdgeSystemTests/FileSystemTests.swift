import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("File system")
struct FileSystemTests {
  @Test(arguments: [
    ("a/b.tar.GZ", "a", "b.tar", "gz"), ("b", "", "b", ""), ("/b", "/", "b", ""), ("a/.profile", "a", ".profile", ""),
    ("a.b/c", "a.b", "c", ""), ("..", "", "..", ""), ("", "", "", ""), ("ä/ö.é", "ä", "ö", "é"),
    // System calls read a path up to a null character.
    ("a/b.c\0d.e", "a", "b", "c"),
  ])
  func pathsAreTakenApart(path: String, folder: String, stem: String, suffix: String) {
    #expect(FileSystem.folder(of: path) == folder)
    #expect(FileSystem.stem(of: path) == stem)
    #expect(FileSystem.suffix(of: path) == suffix)
  }

  @Test(arguments: [("", "a", "a"), ("a", "b", "a/b"), ("a/", "b", "a/b"), ("/", "a", "/a")])
  func joins(folder: String, name: String, path: String) {
    #expect(FileSystem.join(folder, name) == path)
  }

  @Test func kindsFollowLinks() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("".utf8, to: "a")
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(FileSystem.kind(file) == .file && FileSystem.kind(link) == .file)
    #expect(FileSystem.kind(folder.path) == .folder)
    #expect(FileSystem.kind("/dev/null") == .other)
    #expect(FileSystem.kind(folder.file("none")) == nil)
    #expect(FileSystem.isLink(link) && !FileSystem.isLink(file) && !FileSystem.isLink(folder.file("none")))
  }

  @Test func foldersAreMadeOnceAndWithAllAboveThem() throws {
    let folder = try TemporaryFolder()
    try FileSystem.makeFolders(folder.file("a/b/c"))
    try FileSystem.makeFolders(folder.file("a/b/c"))
    #expect(try FileSystem.names(inFolder: folder.file("a/b")) == ["c"])
    #expect(try FileSystem.makeNewFolder(folder.file("d")))
    #expect(try !FileSystem.makeNewFolder(folder.file("d")))
    let file = try folder.write("".utf8, to: "file")
    let error = #expect(throws: FileError.self) { try FileSystem.makeFolders(file) }
    #expect(error?.systemReason == "File exists")
  }

  @Test func namesComeInCodePointOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "ä", "B", ".a", "a"] { try folder.write("".utf8, to: name) }
    #expect(try FileSystem.names(inFolder: folder.path) == [".a", "B", "a", "b", "ä"])
    let error = #expect(throws: FileError.self) { try FileSystem.names(inFolder: folder.file("none")) }
    #expect(error?.systemReason == "No such file or directory")
  }
}
