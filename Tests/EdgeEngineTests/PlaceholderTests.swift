import Testing

@Suite("EdgeEngine")
struct PlaceholderTests {
  @Test func builds() {}
}
