/// The word that names a board's runtime, its interface and toolchain, and which figures of a model are unknown.
public struct RuntimeIdentifier: RawRepresentable, Equatable, Hashable, Sendable {
  /// The word in messages.
  public var rawValue: UInt32
  /// Any word is an identifier.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Runtimes; open.
  public struct Runtime: RawRepresentable, Equatable, Hashable, Sendable {
    /// Bits 7...0 of the word.
    public var rawValue: UInt8
    /// A runtime by its number, known or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// ST Edge AI's generated C, formerly X-CUBE-AI.
    public static var stAI: Runtime { Runtime(rawValue: 1) }
    /// TensorFlow Lite for Microcontrollers.
    public static var tensorFlowLiteMicro: Runtime { Runtime(rawValue: 2) }
    /// Apache TVM.
    public static var tvm: Runtime { Runtime(rawValue: 3) }
    /// ST's Neural-ART accelerator.
    public static var neuralART: Runtime { Runtime(rawValue: 4) }
    /// Glow.
    public static var glow: Runtime { Runtime(rawValue: 5) }
    /// ST Edge AI with models loaded separately.
    public static var stAIRelocatable: Runtime { Runtime(rawValue: 6) }
  }

  /// Compilers; open.
  public struct Toolchain: RawRepresentable, Equatable, Hashable, Sendable {
    /// Bits 23...16 of the word.
    public var rawValue: UInt8
    /// A toolchain by its number, known or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// GNU Arm Embedded.
    public static var gcc: Toolchain { Toolchain(rawValue: 1) }
    /// IAR Embedded Workbench.
    public static var iar: Toolchain { Toolchain(rawValue: 2) }
    /// Arm Compiler 5.
    public static var armCompiler5: Toolchain { Toolchain(rawValue: 3) }
    /// Arm Compiler 6, and Clang.
    public static var armCompiler6: Toolchain { Toolchain(rawValue: 4) }
    /// HighTec.
    public static var hightec: Toolchain { Toolchain(rawValue: 5) }
    /// Green Hills.
    public static var greenHills: Toolchain { Toolchain(rawValue: 6) }
  }

  /// Figures of a model that the board does not know.
  public struct Unavailable: OptionSet, Hashable, Sendable {
    /// Bits 31...24 of the word.
    public let rawValue: UInt8
    /// The figures whose bits are set.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bytes of activations.
    public static var activations: Unavailable { Unavailable(rawValue: 1) }
    /// Bytes of weights.
    public static var parameters: Unavailable { Unavailable(rawValue: 2) }
    /// Multiply-accumulates.
    public static var macs: Unavailable { Unavailable(rawValue: 4) }
  }

  /// Bits of `interface`.
  public static var interfaceSTAI: UInt8 { 1 }
  /// The interface of ST's TFLite Micro library.
  public static var interfaceLite: UInt8 { 2 }
  /// Models are loaded separately.
  public static var interfaceRelocatable: UInt8 { 4 }

  /// An identifier of these parts.
  public init(runtime: Runtime, interface: UInt8 = 0, toolchain: Toolchain, unavailable: Unavailable = []) {
    rawValue =
      UInt32(runtime.rawValue) | UInt32(interface) << 8 | UInt32(toolchain.rawValue) << 16
      | UInt32(unavailable.rawValue) << 24
  }

  /// What runs the models.
  public var runtime: Runtime { Runtime(rawValue: UInt8(truncatingIfNeeded: rawValue)) }
  /// Variant of the runtime's interface; 0 is its default.
  public var interface: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
  /// What compiled the firmware.
  public var toolchain: Toolchain { Toolchain(rawValue: UInt8(truncatingIfNeeded: rawValue >> 16)) }
  /// Meaningful in model descriptions only.
  public var unavailable: Unavailable { Unavailable(rawValue: UInt8(truncatingIfNeeded: rawValue >> 24)) }
}
