import EdgeModel
import EdgeRunner
import Testing

@Suite("Errors and facts of runners")
struct RunnerErrorTests {
  private struct Cause: Error, CustomStringConvertible { var description = "the cause" }

  @Test("an error tells its message, what is underneath, and what can be done")
  func description() {
    #expect(RunnerError(.timeout, "no answer").description == "no answer")
    let full = RunnerError(.unavailable, "cannot open it", cause: Cause(), hint: "install it")
    #expect(full.description == "cannot open it: the cause (hint: install it)")
    #expect(Availability.unusable(full) == .unusable(reason: "cannot open it: the cause", hint: "install it"))
  }

  @Test("a driver may add codes of its own")
  func codes() {
    let own = RunnerError.Code(rawValue: "out-of-paper")
    #expect(own != .outOfMemory && own == RunnerError.Code(rawValue: "out-of-paper"))
  }

  @Test("what is usable needs no hint")
  func availability() {
    let usable = Availability.usable(version: "1.2", reason: "built in")
    #expect(usable.isUsable && usable.version == "1.2" && usable.hint == nil)
  }

  @Test("sizes of descriptions follow shape and type; what cannot be has none")
  func sizes() {
    let description = TensorDescription(name: "x", shape: [2, 3], elementType: .float32)
    #expect(description.elementCount == 6 && description.byteCount == 24)
    let impossible = TensorDescription(name: "x", shape: [-1], elementType: .int8)
    #expect(impossible.elementCount == 0 && impossible.byteCount == 0)
  }

  @Test("a profile knows its parts, nothing more")
  func profile() {
    let node = NodeProfile(node: NodeDescription(index: 0, name: "a", kind: "ADD"), duration: .milliseconds(2))
    let profile = Profile(durations: [.milliseconds(3)], hostDuration: .milliseconds(5), nodes: [[node]])
    #expect(profile.nodes[0][0].duration == .milliseconds(2) && profile.nodes[0][0].cycles == nil)
    #expect(profile.transfer == nil && profile.details.isEmpty && node.data.isEmpty)
  }
}
