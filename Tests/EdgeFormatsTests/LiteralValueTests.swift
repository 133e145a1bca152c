import EdgeFormats
import Testing

@Suite("Literals of Python and JSON")
struct LiteralValueTests {
  @Test(
    "values parse",
    arguments: [
      ("12", .integer(12)), ("-3", .integer(-3)), ("+4", .integer(4)), ("1_000", .integer(1000)),
      ("0.5", .real(0.5)), (".5", .real(0.5)), ("1e3", .real(1000)), ("-Infinity", .real(-.infinity)),
      ("99999999999999999999", .real(1e20)), ("True", .bool(true)), ("false", .bool(false)), ("None", .null),
      ("null", .null), ("'a'", .string("a")), (#""a'b""#, .string("a'b")), (#"'a\'b\\c\n'"#, .string("a'b\\c\n")),
      (#"'\x41\u00e9\U0001F600\101\q'"#, .string("Aé😀A\\q")), (#""\ud83d\ude00\/""#, .string("😀/")),
      (#""\ud83d!""#, .string("\u{FFFD}!")), ("()", .list([])), ("(1)", .integer(1)), ("(1,)", .list([.integer(1)])),
      ("[1, 2,]", .list([.integer(1), .integer(2)])), ("[]", .list([])), ("{}", .dictionary([])),
      (" { 0 : 'x' , } ", .dictionary([LiteralValue.Entry(key: .integer(0), value: .string("x"))])),
      ("(1, (2, 3))", .list([.integer(1), .list([.integer(2), .integer(3)])])),
    ] as [(String, LiteralValue)])
  func parses(text: String, value: LiteralValue) throws {
    #expect(try LiteralValue(parsing: text) == value)
  }

  @Test(
    "other texts are refused",
    arguments: [
      "", " ", "{", "[1", "[1 2]", "{1}", "{1:}", "{1:2", "'abc", "'\\", "'\\x4", "'\\u12'", "nul", "1 2", "--1",
      "0x10",
      "1.2.3", "import os", "__import__('os')", "[,]", "{,}", "}", "\u{0}", "é",
    ])
  func refuses(text: String) {
    #expect(throws: LiteralValue.ParseError.self) { try LiteralValue(parsing: text) }
  }

  @Test("nesting is bounded", arguments: ["[", "(", "{1:"])
  func nesting(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    #expect(throws: LiteralValue.ParseError.self) { try LiteralValue(parsing: text) }
  }

  @Test("the last of repeated keys counts, and lookups of other values find nothing")
  func lookup() throws {
    let value = try LiteralValue(parsing: "{'a': 1, 'b': 2.0, 'a': 'x', 3: 4}")
    #expect(value["a"] == .string("x"))
    #expect(value["b"]?.intValue == 2)
    #expect(value["3"] == nil)
    #expect(LiteralValue.integer(1)["a"] == nil)
    #expect(value.description == "{'a': 1, 'b': 2.0, 'a': 'x', 3: 4}")
  }
}
