import EdgeModel
public import EdgeRunner
import Foundation

/// Runs networks of shared libraries: those that `edgerunner generate --dll` builds, and any other with the
/// "st-ai" C interface.
public struct SharedLibraryDriver: Driver {
  /// The driver has no settings; descriptors have.
  public init() {}

  /// `lib`, which folders need not name.
  public var name: String { "lib" }
  /// What is run.
  public var summary: String { "generated C on this machine, from a shared library" }
  /// The forms with all parameters.
  public var descriptorForms: [String] {
    ["lib:FOLDER", "lib:PATH\(LibrarySearch.suffix)[?interface=edgerunner|st-ai&name=NAME&weights=PATH]", "FOLDER"]
  }
  /// Times and results of nodes, where the library was built with its observer.
  public var capabilities: Capabilities { SharedLibraryRunner.capabilities }

  /// A folder, or a file named like a shared library.
  public func claims(target: String) -> Bool {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: target, isDirectory: &isFolder), isFolder.boolValue { return true }
    return LibrarySearch.extensions.contains { target.lowercased().hasSuffix(".\($0)") }
  }

  /// Always usable.
  public func availability() -> Availability { .usable(version: ProductVersion.current, reason: "built in") }

  /// Loads the library and reads the descriptions of its networks.
  /// - Throws: `RunnerError.Code.invalidModel` for a library without networks or of another interface.
  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let settings = try SharedLibrarySettings(descriptor)
    let path = try LibrarySearch.library(at: descriptor.target)
    let library = try LibraryCopy.load(path)
    if settings.interface != .stAI, library.exports("edge_library_network") {
      return try SharedLibraryRunner(printed: library, path: path, settings: settings, models: environment.models)
    }
    guard settings.interface != .edgeRunner else {
      throw RunnerError(
        .invalidModel, "\(path) was not built by EdgeRunner: it does not export edge_library_network",
        hint: "leave out interface=edgerunner")
    }
    return try SharedLibraryRunner(stAI: library, path: path, settings: settings)
  }
}

/// The query parameters of a `lib:` descriptor.
struct SharedLibrarySettings: Sendable {
  /// Which of its interfaces a library is asked through.
  enum Interface: String, CaseIterable, Sendable {
    case edgeRunner = "edgerunner"
    case stAI = "st-ai"
  }

  /// Nil: EdgeRunner's own where the library has it.
  var interface: Interface?
  /// C name of the network, for libraries whose file name does not tell it.
  var name: String?
  /// Files with the weights that the library does not hold itself.
  var weights: [String]

  init(_ descriptor: Descriptor) throws(RunnerError) {
    var parameters = DescriptorParameters(descriptor)
    interface = try parameters.choice("interface", of: Interface.self)
    name = parameters.text("name")
    weights = parameters.text("weights").map { $0.split(separator: ",").map(String.init) } ?? []
    // One thread computes; asking for that is no error, so that descriptors can be compared by changing the driver.
    _ = try parameters.integer("threads", in: 1...1)
    try parameters.finish()
  }
}
