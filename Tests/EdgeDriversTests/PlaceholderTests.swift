import Testing

@Suite("EdgeDrivers")
struct PlaceholderTests {
  @Test func builds() {}
}
