import CEdgeNetwork
import EdgeRunner

/// The functions called `stai_NAME_*` of a library.
struct STAIFunctions: Sendable {
  typealias Context = UnsafeMutableRawPointer
  typealias Pointers = UnsafeMutablePointer<UnsafeMutableRawPointer?>
  typealias Size = @convention(c) @Sendable () -> Int32
  typealias Init = @convention(c) @Sendable (Context) -> Int32
  typealias Info = @convention(c) @Sendable (Context, UnsafeMutablePointer<edge_stai_info>) -> Int32
  typealias Get = @convention(c) @Sendable (Context, Pointers, UnsafeMutablePointer<Int32>) -> Int32
  typealias Set = @convention(c) @Sendable (Context, Pointers, Int32) -> Int32
  typealias SetCallback = @convention(c) @Sendable (Context, edge_stai_callback?, UnsafeMutableRawPointer?) -> Int32
  typealias Run = @convention(c) @Sendable (Context, Int32) -> Int32

  /// C name of the network.
  let name: String
  let contextSize: Size
  let initialize: Init
  let info: Info
  let getInputs: Get
  let getOutputs: Get
  let setInputs: Set
  let setOutputs: Set
  let setActivations: Set
  let setStates: Set
  let setWeights: Set
  let setCallback: SetCallback
  let run: Run

  private static let all = [
    "get_context_size", "init", "get_info", "get_inputs", "get_outputs", "set_inputs", "set_outputs",
    "set_activations", "set_states", "set_weights", "set_callback", "run",
  ]

  /// Binds the functions of network `name`.
  /// - Throws: `RunnerError.Code.invalidModel` naming every function that is missing.
  init(_ library: DynamicLibrary, path: String, name: String) throws(RunnerError) {
    let missing = Self.all.filter { !library.exports("stai_\(name)_\($0)") }
    guard missing.isEmpty else {
      if missing.count == Self.all.count {
        let isLegacy = library.exports("ai_\(name)_create")
        throw RunnerError(
          .invalidModel,
          isLegacy
            ? "\(path) has only the legacy interface of ST's tools, which is not supported"
            : "\(path) exports no network called \(name): neither edge_library_network nor stai_\(name)_init",
          hint: isLegacy
            ? "generate it with --c-api st-ai"
            : "name the network: lib:PATH?name=NAME, or build a library with edgerunner generate MODEL --dll")
      }
      throw RunnerError(
        .invalidModel, "\(path) lacks \(missing.map { "stai_\(name)_\($0)" }.joined(separator: ", "))",
        hint: "its st-ai interface is not complete; generate it again")
    }
    self.name = name
    do throws(DynamicLibrary.Failure) {
      contextSize = try library.function("stai_\(name)_get_context_size")
      initialize = try library.function("stai_\(name)_init")
      info = try library.function("stai_\(name)_get_info")
      getInputs = try library.function("stai_\(name)_get_inputs")
      getOutputs = try library.function("stai_\(name)_get_outputs")
      setInputs = try library.function("stai_\(name)_set_inputs")
      setOutputs = try library.function("stai_\(name)_set_outputs")
      setActivations = try library.function("stai_\(name)_set_activations")
      setStates = try library.function("stai_\(name)_set_states")
      setWeights = try library.function("stai_\(name)_set_weights")
      setCallback = try library.function("stai_\(name)_set_callback")
      run = try library.function("stai_\(name)_run")
    } catch {
      throw RunnerError(.invalidModel, "\(path) cannot be bound", cause: error)
    }
  }

  /// Throws unless `code` is success.
  func check(_ code: Int32, _ function: String) throws(RunnerError) {
    guard code != Int32(EDGE_STAI_SUCCESS) else { return }
    let digits = String(UInt32(bitPattern: code), radix: 16)
    let text = Self.meanings[code].map { " (\($0))" } ?? ""
    throw RunnerError(.deviceFailure, "stai_\(name)_\(function) failed with error 0x\(digits)\(text)")
  }

  private static let meanings: [Int32: String] = [
    0x02_0000: "generic", 0x02_0001: "arguments", 0x03_0000: "context", 0x03_0001: "context size",
    0x03_0002: "context alignment", 0x03_0010: "information", 0x03_0020: "run", 0x03_0030: "runtime",
    0x04_0000: "activations address", 0x04_0001: "number of activations", 0x04_0010: "input address",
    0x04_0011: "number of inputs", 0x04_0020: "output address", 0x04_0021: "number of outputs",
    0x04_0030: "states address", 0x04_0031: "number of states", 0x04_0040: "weights address",
    0x04_0041: "number of weights", 0x04_0050: "callback", 0x04_0060: "not implemented",
    0x04_0070: "buffer alignment", 0x05_0000: "another network is current", 0x05_0001: "still running",
    0x06_0000: "initialisation", 0x06_0001: "release",
  ]
}
