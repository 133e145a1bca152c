import Testing

@Suite("EdgeVision")
struct PlaceholderTests {
  @Test func builds() {}
}
