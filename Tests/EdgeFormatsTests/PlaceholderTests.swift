import Testing

@Suite("EdgeFormats")
struct PlaceholderTests {
  @Test func builds() {}
}
