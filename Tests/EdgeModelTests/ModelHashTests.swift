import EdgeModel
import Synchronization
import Testing

@Suite("Model hash")
struct ModelHashTests {
  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  @Test("nobody computes a hash before it is asked for, and nobody twice")
  func computedOnce() {
    let counter = Counter()
    let hash = ModelHash {
      counter.value.add(1, ordering: .relaxed)
      return "5ca1ab1e"
    }
    let copy = hash
    #expect(counter.value.load(ordering: .relaxed) == 0)
    #expect(copy.description == "5ca1ab1e" && hash.description == "5ca1ab1e" && hash == "5ca1ab1e")
    #expect(counter.value.load(ordering: .relaxed) == 1)
  }

  @Test("hashes are equal when their texts are")
  func equality() {
    #expect(ModelHash(computing: { "a" }) == ModelHash("a"))
    #expect(ModelHash("a") != "b")
    #expect(Set([ModelHash("a"), ModelHash(computing: { "a" }), "b"]).count == 2)
  }
}
