import Testing

@Suite("EdgeModel")
struct PlaceholderTests {
  @Test func builds() {}
}
