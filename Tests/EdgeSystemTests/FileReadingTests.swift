import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("Reading files")
struct FileReadingTests {
  @Test func wholeFilesAndMappedFilesHoldTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = try folder.write(bytes, to: "a")
    #expect(try WholeFile.read(path, maximumByteCount: bytes.count) == bytes)
    #expect(try MappedFile(path: path).region.array() == bytes)
  }

  @Test func emptyFilesAreReadButNotMapped() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("".utf8, to: "a")
    #expect(try WholeFile.read(path, maximumByteCount: 0) == [])
    #expect(throws: FileError(path: path, reason: "is empty")) { try MappedFile(path: path) }
  }

  @Test("what is no regular file is refused, and a pipe without waiting for a writer")
  func otherKinds() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, failure, reason) in [
      (folder.path, WholeFile.Failure.folder, "is a folder, not a file"),
      ("/dev/null", .notAFile, "is not a regular file"), (pipe, .notAFile, "is not a regular file"),
      (folder.file("none"), .missing, "cannot open: No such file or directory"),
      ("/dev/null/a", .missing, "cannot open: Not a directory"),
    ] {
      #expect(throws: failure) { try WholeFile.read(path, maximumByteCount: 10) }
      let error = #expect(throws: FileError.self) { try MappedFile(path: path) }
      #expect(error?.reason == reason)
    }
  }

  @Test func aFileAboveTheLimitIsRefusedWithBothNumbers() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("abc".utf8, to: "a")
    let failure = #expect(throws: WholeFile.Failure.self) { try WholeFile.read(path, maximumByteCount: 2) }
    #expect(failure?.description == "is too large: 3 bytes, the limit is 2")
  }

  // The superuser may read everything.
  @Test(.enabled(if: getuid() != 0)) func unreadableFilesSayWhy() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("abc".utf8, to: "a")
    chmod(path, 0)
    #expect(throws: WholeFile.Failure.unreadable("Permission denied")) {
      try WholeFile.read(path, maximumByteCount: 10)
    }
  }
}
