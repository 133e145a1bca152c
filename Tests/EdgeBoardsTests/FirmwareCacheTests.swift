import EdgeBoards
import EdgeCodeGenerator
import EdgePlanner
import Testing

@Suite("What built firmware is kept under") struct FirmwareCacheTests {
  @Test("the key of options is the same in every process, whatever the order of a set")
  func isStable() {
    var options = FirmwareOptions()
    #expect(
      options.key == "optimization balanced, arithmetic litert, visible operators none, portable kernels false")
    // Sets print in another order in each process, and sets of other capacities in another order in this one.
    for capacity in [0, 10, 1000] {
      var positions = Set<Int>(minimumCapacity: capacity)
      for position in capacity.isMultiple(of: 100) ? [7, 1, 30, 200, 4] : [4, 200, 30, 1, 7] {
        positions.insert(position)
      }
      options.visibleOperators = .only(positions)
      #expect(options.key.contains("visible operators 1,4,7,30,200, "))
    }
  }

  @Test("every option changes the key")
  func isComplete() {
    let changes: [String: (inout FirmwareOptions) -> Void] = [
      "optimization": { $0.optimization = .ram }, "arithmetic": { $0.arithmetic = .reference },
      "visibleOperators": { $0.visibleOperators = .all }, "usesPortableKernels": { $0.usesPortableKernels = true },
    ]
    #expect(Set(Mirror(reflecting: FirmwareOptions()).children.compactMap(\.label)) == Set(changes.keys))
    for change in changes.values {
      var options = FirmwareOptions()
      change(&options)
      #expect(options.key != FirmwareOptions().key)
    }
  }
}
