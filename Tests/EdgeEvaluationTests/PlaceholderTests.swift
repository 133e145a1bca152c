import Testing

@Suite("EdgeEvaluation")
struct PlaceholderTests {
  @Test func builds() {}
}
