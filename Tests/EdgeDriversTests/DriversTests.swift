import EdgeDrivers
import EdgeModel
import EdgeRunner
import Testing

/// A driver that never opens anything, to test the choice among drivers.
private struct StubDriver: Driver {
  var name: String
  var suffix = ".none"
  var reason: String?

  var summary: String { "stub" }
  var descriptorForms: [String] { ["\(name):ANY"] }
  var capabilities: Capabilities { [] }
  func claims(target: String) -> Bool { target.hasSuffix(suffix) }
  func availability() -> Availability {
    reason.map { .unusable(reason: $0, hint: "install \(name)") } ?? .usable(version: "1", reason: "built in")
  }
  func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    throw RunnerError(
      reason == nil ? .inputOutput : .unavailable, reason ?? "opened by \(name)", hint: "install \(name)")
  }
}

@Suite("Choice of a driver") struct DriversTests {
  private let drivers: [any Driver] = [
    StubDriver(name: "native", suffix: ".tflite"), StubDriver(name: "litert", reason: "library missing"),
    StubDriver(name: "onnxruntime", suffix: ".onnx"), StubDriver(name: "lib", suffix: "st_ai_ws"),
  ]

  @Test(
    "a descriptor reaches the driver it names or the one that claims its target",
    arguments: [
      ("model.tflite", "native"), ("native:anything", "native"), ("LiteRT:model.tflite", "litert"),
      ("stedgeai:onnxruntime:m.onnx?threads=2", "onnxruntime"), ("m.onnx", "onnxruntime"), ("file:st_ai_ws", "lib"),
      ("./st_ai_ws", "lib"), ("ort:m.onnx", "onnxruntime"),
    ])
  func choosesDriver(descriptor: String, name: String) throws {
    #expect(try Drivers.driver(for: Descriptor(descriptor), among: drivers).name == name)
  }

  @Test(
    "a misspelt driver is answered with the nearest name and all drivers",
    arguments: [
      ("litrt:m.tflite", "litert"), ("onnxruntme:m.onnx", "onnxruntime"), ("natvie:m.tflite", "native"),
      ("lbi:x", "lib"),
    ])
  func suggestsNearestName(descriptor: String, nearest: String) throws {
    let error = try #require(throws: RunnerError.self) {
      try Drivers.driver(for: Descriptor(descriptor), among: drivers)
    }
    let hint = try #require(error.hint)
    #expect(error.code == .invalidDescriptor)
    #expect(hint.hasPrefix("did you mean \(nearest)?"))
    #expect(hint.contains("native, litert (not usable here: library missing), onnxruntime, lib"))
  }

  @Test("a name far from every driver gets no suggestion") func suggestsNothingFarOff() throws {
    let error = try #require(throws: RunnerError.self) {
      try Drivers.driver(for: Descriptor("tensorrt:m.engine"), among: drivers)
    }
    #expect(try #require(error.hint).hasPrefix("Drivers: "))
  }

  @Test("a target nobody claims is an invalid descriptor") func refusesUnknownTarget() throws {
    let error = try #require(throws: RunnerError.self) {
      try Drivers.driver(for: Descriptor("model.pt"), among: drivers)
    }
    #expect(error.code == .invalidDescriptor)
    #expect(error.message.contains("model.pt"))
  }

  @Test("an unavailable driver's error keeps its hint and names the usable drivers")
  func namesUsableDrivers() async throws {
    let error = try await #require(throws: RunnerError.self) {
      try await Drivers.connect(Descriptor("litert:m.tflite"), among: drivers)
    }
    #expect(error.code == .unavailable)
    #expect(error.hint == "install litert; usable here: native, onnxruntime, lib")
  }

  @Test("other errors pass unchanged") func passesErrorsOn() async throws {
    let error = try await #require(throws: RunnerError.self) {
      try await Drivers.connect(Descriptor("native:m.tflite"), among: drivers)
    }
    #expect(error.code == .inputOutput)
    #expect(error.hint == "install native")
  }

  @Test("every driver has a distinct name, a summary, a form and answers about itself")
  func describesEveryDriver() {
    #expect(Set(Drivers.all.map(\.name)).count == Drivers.all.count)
    for driver in Drivers.all {
      #expect(!driver.summary.isEmpty)
      #expect(!driver.descriptorForms.isEmpty)
      let availability = driver.availability()
      #expect(availability.isUsable || availability.hint != nil, "\(driver.name) is unusable without a hint")
      #expect(!availability.reason.isEmpty)
    }
  }
}
