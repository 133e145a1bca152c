import CEdgeNetwork
import EdgeFormats
import EdgeModel
import EdgeRunner
import Foundation

/// A library of networks that EdgeRunner printed, through the interface of `edge_network.h`.
final class PrintedLibrary: Sendable {
  let library: DynamicLibrary
  let functions: PrintedLibraryFunctions
  let path: String
  let toolVersion: String
  let details: [RunnerInformation.Detail]
  private let descriptions: [PrintedDescription]
  private let weights: [String]

  /// Most networks of one library.
  private static let networkLimit: UInt32 = 1000

  /// - Parameter models: finds the files that the networks were printed of.
  init(
    _ library: DynamicLibrary, path: String, weights: [String], models: ModelReader
  ) throws(RunnerError) {
    self.library = library
    self.path = path
    self.weights = weights
    do throws(DynamicLibrary.Failure) {
      functions = try PrintedLibraryFunctions(library)
    } catch {
      throw RunnerError(
        .invalidModel, "\(path) is not complete", cause: error, hint: "build it again with edgerunner generate --dll")
    }
    var descriptions: [PrintedDescription] = []
    while descriptions.count < Self.networkLimit, let pointer = functions.network(UInt32(descriptions.count)) {
      descriptions.append(try PrintedDescription(pointer, path: path, models: models))
    }
    guard let first = descriptions.first else { throw RunnerError(.invalidModel, "\(path) holds no network") }
    self.descriptions = descriptions
    toolVersion = first.toolVersion
    details = [
      .init("interface", "edgerunner \(EDGE_NETWORK_INTERFACE)"), .init("target", first.target),
      .init("arithmetic", first.arithmetic), .init("options", first.options),
    ]
  }

  /// All networks, or the one called `name`.
  func networks(named name: String?) throws(RunnerError) -> [any LibraryNetwork] {
    let chosen = descriptions.filter { name == nil || $0.model.name == name }
    guard !chosen.isEmpty else {
      throw RunnerError(
        .invalidArgument, "there is no network \(name ?? "") in \(path)",
        hint: "it has \(descriptions.map(\.model.name).joined(separator: ", "))")
    }
    var networks: [any LibraryNetwork] = []
    for description in chosen {
      networks.append(try PrintedNetwork(self, description, weights: weights(of: description)))
    }
    return networks
  }

  /// The bytes of a weights file: the one named, or `NAME_weights.bin` beside the library.
  private func weights(of description: PrintedDescription) throws(RunnerError) -> TensorStorage? {
    guard description.needsWeights else { return nil }
    let file = "\(description.model.name)_weights.bin"
    let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(file).path
    let chosen = weights.first ?? beside
    return try WeightsFile.read(chosen, byteCount: description.weightsByteCount, library: path)
  }
}

/// Files with weights that libraries do not hold themselves.
enum WeightsFile {
  /// Reads a file that must have the given size.
  static func read(_ path: String, byteCount: Int, library: String) throws(RunnerError) -> TensorStorage {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RunnerError(
        .invalidModel, "\(library) was built without its weights, and there is no file \(path)",
        hint: "name the file: lib:PATH?weights=FILE")
    }
    guard data.count == byteCount else {
      throw RunnerError(.invalidModel, "\(path) has \(data.count) bytes, the library expects \(byteCount)")
    }
    let storage = TensorStorage(byteCount: byteCount)
    data.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { storage.baseAddress.copyMemory(from: start, byteCount: bytes.count) }
    }
    return storage
  }
}

/// The functions of `edge_network.h` that a library exports.
struct PrintedLibraryFunctions: Sendable {
  typealias Network = @convention(c) @Sendable (UInt32) -> UnsafePointer<edge_network_description>?
  typealias Create =
    @convention(c) @Sendable (
      UnsafeMutablePointer<edge_network>, UnsafePointer<edge_network_description>,
      UnsafePointer<UnsafeMutableRawPointer?>, UnsafePointer<Int>, UnsafeRawPointer?
    ) -> edge_status
  typealias Check = @convention(c) @Sendable (UnsafePointer<edge_network>) -> edge_status
  typealias Observe =
    @convention(c) @Sendable (
      UnsafeMutablePointer<edge_network>, edge_node_callback?, UnsafeMutableRawPointer?
    ) -> Void
  typealias Data =
    @convention(c) @Sendable (UnsafePointer<edge_network>, UnsafePointer<edge_tensor>) -> UnsafeRawPointer?
  typealias Run = @convention(c) @Sendable (UnsafeMutablePointer<edge_network>) -> edge_status

  let network: Network
  let create: Create
  let check: Check
  let observe: Observe
  let data: Data
  let run: Run

  init(_ library: DynamicLibrary) throws(DynamicLibrary.Failure) {
    network = try library.function("edge_library_network")
    create = try library.function("edge_network_create")
    check = try library.function("edge_network_check_weights")
    observe = try library.function("edge_network_observe")
    data = try library.function("edge_network_data")
    run = try library.function("edge_network_run")
  }
}
