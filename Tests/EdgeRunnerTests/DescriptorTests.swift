import EdgeRunner
import Testing

@Suite("Descriptors")
struct DescriptorTests {
  @Test(
    "a descriptor is a driver, a target and parameters, each of which may be missing",
    arguments: [
      ("model.tflite", nil, "model.tflite", [:]), ("litert:m.tflite", "litert", "m.tflite", [:]),
      ("stedgeai:litert:m.tflite", "litert", "m.tflite", [:]), ("STEdgeAI:m.tflite", nil, "m.tflite", [:]),
      ("LiteRT:m.tflite?threads=2", "litert", "m.tflite", ["threads": "2"]),
      ("serial", nil, "serial", [:]), ("serial:", "serial", "", [:]),
      ("serial:/dev/ttyACM0:921600", "serial", "/dev/ttyACM0:921600", [:]),
      ("C:\\models\\m.tflite", nil, "C:\\models\\m.tflite", [:]), ("./a:b.tflite", nil, "./a:b.tflite", [:]),
      ("native:a?b=1&c", "native", "a", ["b": "1", "c": "1"]), ("native:a?B=X=Y", "native", "a", ["b": "X=Y"]),
      ("native:a?b=1&b=2", "native", "a", ["b": "2"]), ("native:a?b=", "native", "a", ["b": ""]),
      ("native:what?.tflite?b=1", "native", "what?.tflite", ["b": "1"]), ("native:a?", "native", "a", [:]),
      ("qemu-x_1:t", "qemu-x_1", "t", [:]),
    ] as [(String, String?, String, [String: String])])
  func parts(text: String, driver: String?, target: String, parameters: [String: String]) throws {
    let descriptor = try Descriptor(text)
    #expect(descriptor.driverName == driver)
    #expect(descriptor.target == target)
    #expect(descriptor.parameters == parameters)
    #expect(descriptor.text == text && "\(descriptor)" == text)
  }

  @Test(
    "an empty text and a parameter without a name are no descriptors", arguments: ["", "stedgeai:", "?a=1", "m?=1"])
  func refused(text: String) {
    let error = #expect(throws: RunnerError.self) { try Descriptor(text) }
    #expect(error?.code == .invalidDescriptor && error?.hint != nil)
  }
}

@Suite("Parameters of descriptors")
struct DescriptorParametersTests {
  private enum Speed: String, CaseIterable { case slow, fast }

  private func parameters(_ text: String) throws -> DescriptorParameters {
    DescriptorParameters(try Descriptor("driver:target?\(text)"))
  }

  @Test("parameters are read by type; those not given are nil")
  func reads() throws {
    var given = try parameters("count=3&speed=FAST&path=a/b")
    #expect(try given.integer("count", in: 1...4) == 3)
    #expect(try given.choice("speed", of: Speed.self) == .fast)
    #expect(given.text("path") == "a/b")
    try given.finish()
    var none = try parameters("")
    #expect(try none.integer("count", in: 1...4) == nil && none.choice("speed", of: Speed.self) == nil)
    #expect(none.text("path") == nil)
    try none.finish()
  }

  @Test(
    "a value out of range is named with what is allowed",
    arguments: [("count=0", "from 1 to 4"), ("count=5", "from 1 to 4"), ("count=x", "count=x"), ("count=1.5", "1.5")])
  func integers(text: String, part: String) throws {
    var parameters = try parameters(text)
    let error = #expect(throws: RunnerError.self) { try parameters.integer("count", in: 1...4) }
    #expect(error?.code == .invalidDescriptor && error?.message.contains(part) == true)
  }

  @Test("an unknown choice is answered with all choices")
  func choices() throws {
    var parameters = try parameters("speed=warp")
    let error = #expect(throws: RunnerError.self) { try parameters.choice("speed", of: Speed.self) }
    #expect(error?.message.contains("speed=warp is not one of slow, fast") == true)
  }

  @Test("what nobody reads is an error that says what there is")
  func unread() throws {
    var parameters = try parameters("speed=fast&sped=fast")
    _ = parameters.text("speed")
    let error = #expect(throws: RunnerError.self) { try parameters.finish() }
    #expect(error?.message.contains("unknown parameter sped") == true && error?.hint == "it takes speed")
    let all = try self.parameters("a=1")
    #expect(#expect(throws: RunnerError.self) { try all.finish() }?.hint == "this driver takes no parameters")
  }
}
