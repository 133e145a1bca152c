import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("Glob")
struct GlobTests {
  @Test(arguments: [
    ("*", "", true), ("a*b*c", "aXbYbc", true), ("a*b*c", "aXbYb", false), ("[]a]", "]", true), ("[a", "[a", true),
    ("[!x]", "x", false), ("*", ".x", false), ("ä?", "äö", true), ("a**", "a", true), ("[z-a]", "m", false),
  ])
  func patternsFitAsInPython(pattern: String, name: String, fits: Bool) {
    #expect(GlobPattern(pattern).matches(name) == fits)
  }

  @Test("only names with a special character are patterns", arguments: [("a.jpg", false), ("a?", true), ("[1]", true)])
  func isPattern(text: String, expected: Bool) {
    #expect(GlobPattern.isPattern(text) == expected)
  }

  @Test(
    "files come sorted by code point, folders and hidden ones left out",
    arguments: [
      ("*", ["B", "a", "ä"]), ("**", ["B", "a", "deep/c", "deep/er/d", "ä"]), ("deep/*", ["deep/c"]),
      ("deep/*/*", ["deep/er/d"]), ("none/*", []), ("deep", []), (".*", [".hidden"]),
    ])
  func files(pattern: String, expected: [String]) throws {
    let folder = try TemporaryFolder()
    for name in ["ä", "a", "B", ".hidden", "deep/c", "deep/er/d", "deep/.git/e"] { try folder.write("".utf8, to: name) }
    let found = GlobSearch.files(matching: FileSystem.join(folder.path, pattern))
    #expect(found.map { String($0.dropFirst(folder.path.count + 1)) } == expected)
  }

  @Test func linksInCirclesEnd() throws {
    let folder = try TemporaryFolder()
    try folder.write("".utf8, to: "a/b")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a/loop"), withDestinationPath: folder.file("a"))
    #expect(GlobSearch.files(matching: folder.file("**/b")) == [folder.file("a/b")])
  }
}
