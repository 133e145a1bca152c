/// What a runner can do beyond returning outputs.
public struct Capabilities: OptionSet, Sendable, Hashable {
  /// One bit for each capability.
  public let rawValue: Int
  /// The capabilities of the bits that are set.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Duration per node.
  public static let perLayer = Capabilities(rawValue: 1 << 0)
  /// The contents of intermediate tensors.
  public static let intermediateData = Capabilities(rawValue: 1 << 1)
  /// Hardware cycle counts per node.
  public static let cycleCounters = Capabilities(rawValue: 1 << 2)
  /// Reading and writing the device's memory.
  public static let memoryAccess = Capabilities(rawValue: 1 << 3)
  /// A checksum over the device's memory computed by the device.
  public static let memoryChecksum = Capabilities(rawValue: 1 << 4)
  /// The device's own tests.
  public static let selfTest = Capabilities(rawValue: 1 << 5)
  /// Runs that keep their results on the device, for timing only.
  public static let performanceOnly = Capabilities(rawValue: 1 << 6)

  /// All single capabilities with the name each has in text and JSON.
  public static let named: [(name: String, capability: Capabilities)] = [
    ("per-layer", .perLayer), ("intermediate-data", .intermediateData), ("cycle-counters", .cycleCounters),
    ("memory-access", .memoryAccess), ("memory-checksum", .memoryChecksum), ("self-test", .selfTest),
    ("performance-only", .performanceOnly),
  ]

  /// Names of the capabilities present, in declaration order.
  public var names: [String] { Self.named.filter { contains($0.capability) }.map(\.name) }
}
