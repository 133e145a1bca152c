import Testing

@Suite("EdgeCommand")
struct PlaceholderTests {
  @Test func builds() {}
}
