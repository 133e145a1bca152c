import Testing

@Suite("EdgeWire")
struct PlaceholderTests {
  @Test func builds() {}
}
