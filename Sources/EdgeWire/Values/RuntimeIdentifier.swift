/// The word that names a board's runtime, its interface and toolchain, and which figures of a model are unknown.
public struct RuntimeIdentifier: RawRepresentable, Equatable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Runtimes; open.
  public struct Runtime: RawRepresentable, Equatable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static var stAI: Runtime { Runtime(rawValue: 1) }
    public static var tensorFlowLiteMicro: Runtime { Runtime(rawValue: 2) }
    public static var tvm: Runtime { Runtime(rawValue: 3) }
    public static var neuralART: Runtime { Runtime(rawValue: 4) }
    public static var glow: Runtime { Runtime(rawValue: 5) }
    public static var stAIRelocatable: Runtime { Runtime(rawValue: 6) }
  }

  /// Compilers; open.
  public struct Toolchain: RawRepresentable, Equatable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static var gcc: Toolchain { Toolchain(rawValue: 1) }
    public static var iar: Toolchain { Toolchain(rawValue: 2) }
    public static var armCompiler5: Toolchain { Toolchain(rawValue: 3) }
    public static var armCompiler6: Toolchain { Toolchain(rawValue: 4) }
    public static var hightec: Toolchain { Toolchain(rawValue: 5) }
    public static var greenHills: Toolchain { Toolchain(rawValue: 6) }
  }

  /// Figures of a model that the board does not know.
  public struct Unavailable: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static var activations: Unavailable { Unavailable(rawValue: 1) }
    public static var parameters: Unavailable { Unavailable(rawValue: 2) }
    public static var macs: Unavailable { Unavailable(rawValue: 4) }
  }

  /// Bits of `interface`.
  public static var interfaceSTAI: UInt8 { 1 }
  public static var interfaceLite: UInt8 { 2 }
  public static var interfaceRelocatable: UInt8 { 4 }

  public init(runtime: Runtime, interface: UInt8 = 0, toolchain: Toolchain, unavailable: Unavailable = []) {
    rawValue =
      UInt32(runtime.rawValue) | UInt32(interface) << 8 | UInt32(toolchain.rawValue) << 16
      | UInt32(unavailable.rawValue) << 24
  }

  public var runtime: Runtime { Runtime(rawValue: UInt8(truncatingIfNeeded: rawValue)) }
  /// Variant of the runtime's interface; 0 is its default.
  public var interface: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
  public var toolchain: Toolchain { Toolchain(rawValue: UInt8(truncatingIfNeeded: rawValue >> 16)) }
  /// Meaningful in model descriptions only.
  public var unavailable: Unavailable { Unavailable(rawValue: UInt8(truncatingIfNeeded: rawValue >> 24)) }
}
