import EdgeSystem
import Testing

@Suite("Text")
struct TextTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("litrt", "litert", 1), ("natvie", "native", 1), ("lbi", "lib", 1),
    ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func editDistanceCountsSwapsOnce(from: String, to: String, distance: Int) {
    #expect(from.editDistance(to: to) == distance)
    #expect(to.editDistance(to: from) == distance)
  }

  @Test("suggestions come nearest first, equally near ones in their order")
  func suggestions() {
    let names = ["serial", "litert", "native", "lib", "lit"]
    #expect(Suggestion.names(like: "LITR", among: names, maximumDistance: { _ in 2 }) == ["lit", "litert", "lib"])
    #expect(Suggestion.names(like: "lit", among: names, maximumDistance: { $0.count / 3 }) == ["lit", "lib"])
    #expect(Suggestion.names(like: "tensorrt", among: names, maximumDistance: { _ in 1 }) == [])
  }

  @Test func hexadecimalReadsWhatItWrites() {
    let bytes = (0...255).map { UInt8($0) }
    let text = Hexadecimal.text(bytes)
    #expect(String(decoding: text.prefix(24), as: UTF8.self) == "000102030405060708090a0b")
    #expect(Hexadecimal.bytes(text) == bytes)
    #expect(Hexadecimal.bytes("aBcD".utf8) == [0xAB, 0xCD])
    #expect(Hexadecimal.bytes("abc".utf8) == nil && Hexadecimal.bytes("0g".utf8) == nil)
  }
}
