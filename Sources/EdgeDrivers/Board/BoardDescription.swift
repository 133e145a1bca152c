package import EdgeLink
package import EdgeRunner
import EdgeWire

/// A board in words: what its identity and models say about device, runtime and tools.
package struct BoardDescription {
  let identity: BoardIdentity
  let models: [BoardModel]

  package init(identity: BoardIdentity, models: [BoardModel]) {
    self.identity = identity
    self.models = models
  }

  private var system: SystemInformationMessage { identity.system }
  private var firstModel: ModelMessage<EncodedTensors>? { models.first?.description }

  /// `stm32 family - 0x486 - STM32N6xx @800/400MHz`.
  package var device: String {
    let known = DeviceTable.device(system.deviceIdentifier) ?? named
    let number = "0x" + String(system.deviceIdentifier, radix: 16, uppercase: true)
    let clocks = "@\(system.systemClock / 1_000_000)/\(system.busClock / 1_000_000)MHz"
    return "\(known?.family.rawValue ?? "stm32") family - \(number) - \(known?.name ?? "unknown device") \(clocks)"
  }

  /// A device that is in no table, by the name that EdgeRunner's firmware has for its board.
  private var named: (family: DeviceTable.Family, name: String)? {
    models.first?.configuration(.board).map { (counter == .instructions ? .virtual : .stm32, $0) }
  }

  /// `ST.AI (st-ai api)`.
  package var runtime: String {
    let identifier = firstModel?.runtime ?? identity.runtime
    let interface = Self.interface(identifier)
    return Self.runtimeName(identifier.runtime) + (interface.isEmpty ? "" : " (\(interface) api)")
  }

  private static func runtimeName(_ runtime: RuntimeIdentifier.Runtime) -> String {
    switch runtime {
    case .stAI: "ST.AI"
    case .tensorFlowLiteMicro: "TFLM"
    case .tvm: "TVM"
    case .neuralART: "ST Neural ART"
    case .glow: "GLOW"
    case .stAIRelocatable: "ST.AI/RELOC"
    default: "runtime \(runtime.rawValue)"
    }
  }

  private static func interface(_ identifier: RuntimeIdentifier) -> String {
    let usual: String =
      switch identifier.runtime {
      case .stAI, .stAIRelocatable: "legacy"
      case .tensorFlowLiteMicro: "tflm"
      case .neuralART: "LL_ATON"
      default: ""
      }
    var text = identifier.interface & RuntimeIdentifier.interfaceSTAI != 0 ? "st-ai" : usual
    if identifier.interface & RuntimeIdentifier.interfaceRelocatable != 0 { text += "+reloc" }
    if identifier.interface & RuntimeIdentifier.interfaceLite != 0 { text += "+lite" }
    return text
  }

  package var compiler: String {
    switch (firstModel?.runtime ?? identity.runtime).toolchain {
    case .gcc: "GCC"
    case .iar: "IAR"
    case .armCompiler5: "AC5"
    case .armCompiler6: "AC6"
    case .hightec: "HTC"
    case .greenHills: "GHS"
    default: "unknown"
    }
  }

  /// `v10.1.0-ae536891 compiled with GCC 13.3.1 (GCC)`; nil without a model.
  package var runtimeLibrary: String? {
    guard let firstModel else { return nil }
    var words = firstModel.runtimeDescription.string.split(separator: " ")
    var version = "v" + Self.version(firstModel.runtimeVersion)
    // The last word is the runtime's build, as bare hexadecimal digits.
    if let last = words.last, UInt64(last, radix: 16) != nil {
      version += "-" + last.lowercased()
      words.removeLast()
    }
    let text = words.joined(separator: " ")
    return switch firstModel.runtime.runtime {
    case .neuralART: "\(text) (optimized SW lib \(version) \(compiler))"
    case .tensorFlowLiteMicro: "\(version) from \(text) (\(compiler))"
    default: "\(version) compiled with \(text) (\(compiler))"
    }
  }

  /// A packed version as text.
  static func version(_ packed: UInt32) -> String {
    "\(packed >> 24).\(packed >> 16 & 0xFF).\(packed >> 8 & 0xFF)"
  }

  /// What the models' firmware says that it counts; cycles when it says nothing.
  var counter: BoardCounter {
    models.first?.configuration(.counter) == "\(CounterUnit.instructions.name)" ? .instructions : .cycles
  }

  /// Caches, FPU, flash latency and clocks: `fpu`, `core_icache`, `npu_freq=1000MHz`.
  package var attributes: [String] {
    let word = system.cacheConfiguration
    let series = word >> 24
    func bit(_ number: UInt32) -> Bool { word >> number & 1 != 0 }
    var list = [bit(16) ? "fpu" : "no_fpu"]
    if series > 0, series != 4, series != 5 { list.append("art_lat=\(word & 0xFF)") }
    let names: [(UInt32, String)] =
      switch series {
      case 1: [(8, "art_prefetch"), (9, "art_icache"), (10, "art_dcache")]
      case 2: [(10, "core_icache"), (11, "core_dcache"), (8, "art_prefetch"), (9, "art_en")]
      case 3, 6: [(10, "core_icache"), (11, "core_dcache")]
      case 4: [(9, "icache")]
      case 5: [(10, "core_icache"), (11, "core_dcache"), (0, "npu_cache")]
      default: []
      }
    list += names.filter { bit($0.0) }.map(\.1)
    return list + neuralAttributes
  }

  /// Clocks of the neural processor, from the board's configuration lines or from its system information.
  private var neuralAttributes: [String] {
    guard [0x486, 0x47B].contains(system.deviceIdentifier) else { return [] }
    if let configuration = models.first?.configuration, !configuration.isEmpty {
      let cache = configuration.filter { $0.key == "npu_cache" }.map { "npu_cache=\($0.value)" }
      let clocks = configuration.filter { $0.key.contains("freq") }.compactMap { entry in
        Int(entry.value).map { "\(entry.key)=\($0 / 1_000_000)MHz" }
      }
      return cache + clocks
    }
    return zip([1, 2], ["npu_freq", "nic_freq"]).compactMap { index, name in
      index < system.extra.count ? "\(name)=\(system.extra[index] / 1_000_000)MHz" : nil
    }
  }

  /// Everything a listing shows, in order.
  func information(driver: String, line: String) -> RunnerInformation {
    let version = "\(identity.protocolVersion >> 8).\(identity.protocolVersion & 0xFF)"
    let packets =
      system.largePacketByteCount > 0 ? Int(system.largePacketByteCount) : PacketFormat.smallPayloadByteCount
    var details: [RunnerInformation.Detail] = [
      .init("line", line),
      .init("protocol", "\(version), generation \(identity.generation.rawValue), \(packets)-byte packets"),
      .init("compiler", compiler),
    ]
    if let runtimeLibrary { details.append(.init("runtime library", runtimeLibrary)) }
    if let firstModel { details.append(.init("tools", Self.version(firstModel.toolVersion))) }
    details += [
      .init("device id", "0x" + String(system.deviceIdentifier, radix: 16, uppercase: true)),
      .init("CPU clock", "\(system.systemClock) Hz"), .init("bus clock", "\(system.busClock) Hz"),
      .init("attributes", attributes.joined(separator: ", ")),
    ]
    return RunnerInformation(driver: driver, runtime: runtime, device: device, details: details, isRemote: true)
  }

  /// What the runner contract offers on this board.
  package var capabilities: Capabilities {
    var result: Capabilities = .performanceOnly
    if identity.capabilities.contains(.observer) { result.formUnion([.perLayer, .intermediateData, .cycleCounters]) }
    if identity.capabilities.contains(.memoryAccess) { result.formUnion([.memoryAccess, .memoryChecksum]) }
    if identity.capabilities.contains(.selfTest) { result.insert(.selfTest) }
    return result
  }
}
