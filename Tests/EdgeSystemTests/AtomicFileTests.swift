import EdgeSystem
import EdgeTestSupport
import Foundation
import SystemPackage
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  @Test("the old file is there until the new one is whole")
  func replacesInOneStep() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old".utf8, to: "a")
    let file = try AtomicFile(path: path)
    try file.append(Array("ne".utf8))
    #expect(try String(contentsOfFile: folder.file("a"), encoding: .utf8) == "old")
    try file.append(Array("w".utf8))
    try file.commit()
    #expect(try String(contentsOfFile: folder.file("a"), encoding: .utf8) == "new")
    #expect(try folder.contents() == ["a"])
  }

  @Test("what is not committed leaves nothing")
  func discards() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try AtomicFile(path: folder.file("a"))
      try file.append([1, 2, 3])
      #expect(try folder.contents().count == 1)
    }
    #expect(try folder.contents() == [])
  }

  @Test("a full disk leaves the old file and nothing else", arguments: [0, 10])
  func fullDisk(firstWrite: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old".utf8, to: "a")
    var calls = 0
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write([UInt8](repeating: 7, count: 100), to: path) { descriptor, bytes in
        calls += 1
        guard calls == 1 && firstWrite > 0 else { throw Errno.noSpace }
        return try descriptor.write(UnsafeRawBufferPointer(rebasing: bytes.prefix(firstWrite)))
      }
    }
    #expect(error?.description == "\(path): cannot write: No space left on device")
    #expect(error?.systemReason == "No space left on device")
    #expect(try folder.contents() == ["a"])
    #expect(try String(contentsOfFile: folder.file("a"), encoding: .utf8) == "old")
  }

  @Test("a folder that is not there is named with the system's words")
  func missingFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none/a")
    let error = #expect(throws: FileError.self) { try AtomicFile.write([], to: path) }
    #expect(error?.description == "\(path): cannot create: No such file or directory")
  }

  @Test("a file cannot replace a folder, and nothing of it stays")
  func folderInTheWay() throws {
    let folder = try TemporaryFolder()
    try folder.write("".utf8, to: "a/b")
    let error = #expect(throws: FileError.self) { try AtomicFile.write([1], to: folder.file("a")) }
    #expect(error?.reason.hasPrefix("cannot replace: ") == true)
    #expect(try folder.contents() == ["a"])
  }
}
