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
    let path = try folder.write("old", to: "a")
    let file = try AtomicFile(path: path)
    try file.append(Array("ne".utf8))
    #expect(try folder.text(of: "a") == "old")
    try file.append(Array("w".utf8))
    try file.commit()
    #expect(try folder.text(of: "a") == "new")
    #expect(try folder.names() == ["a"])
  }

  @Test("what is not committed leaves nothing")
  func discards() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try AtomicFile(path: folder.path("a"))
      try file.append([1, 2, 3])
      #expect(try folder.names().count == 1)
    }
    #expect(try folder.names() == [])
  }

  @Test("a full disk leaves the old file and nothing else", arguments: [0, 10])
  func fullDisk(firstWrite: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old", to: "a")
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
    #expect(try folder.names() == ["a"])
    #expect(try folder.text(of: "a") == "old")
  }

  @Test("a folder that is not there is named with the system's words")
  func missingFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/a")
    let error = #expect(throws: FileError.self) { try AtomicFile.write([], to: path) }
    #expect(error?.description == "\(path): cannot create: No such file or directory")
  }

  @Test("a file cannot replace a folder, and nothing of it stays")
  func folderInTheWay() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "a/b")
    let error = #expect(throws: FileError.self) { try AtomicFile.write([1], to: folder.path("a")) }
    #expect(error?.reason.hasPrefix("cannot replace: ") == true)
    #expect(try folder.names() == ["a"])
  }
}
