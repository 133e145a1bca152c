import EdgeWire
import Testing

@Suite("What firmware and hosts agree on beyond messages") struct FirmwareConventionTests {
  private func text(_ string: String) -> WireText {
    Array(string.utf8).withUnsafeBytes { WireText(truncating: $0) }
  }

  private func string(_ text: WireText) -> String { text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

  @Test("a configuration line is read as it was written")
  func configuration() throws {
    let line = ConfigurationLine(.stackUsed, 1_234)
    #expect(string(line.text) == "s:config:stack_used:1234")
    #expect(ConfigurationLine(line.text) == line)
    let fault = ConfigurationLine(.faultPlace, text("node 3 a:b of net"))
    #expect(ConfigurationLine(fault.text) == fault)
    #expect(string(try #require(ConfigurationLine(fault.text)).value) == "node 3 a:b of net")
  }

  @Test(
    "other lines are no configuration",
    arguments: ["", "s:config", "s:config:", "s:config:key", "s:config:key:", "s:config::value", "hello", "s:node:1:2"])
  func noConfiguration(line: String) { #expect(ConfigurationLine(text(line)) == nil) }

  @Test("a line of a node is told without its prefix")
  func nodeLine() {
    #expect(ProgramLine.nodeText(text("s:node:epoch:1")).map(string) == "epoch:1")
    #expect(ProgramLine.nodeText(text("s:config:a:b")) == nil)
  }

  @Test("a value that a log line cannot hold is cut")
  func longValue() {
    let line = ConfigurationLine(.fault, text(String(repeating: "x", count: 127))).text
    #expect(line.count == WireText.capacity)
    #expect(ConfigurationLine(line)?.value.count == WireText.capacity - 15)
  }

  @Test("boards that number nodes by operators of the source file are known by their description")
  func sourceOperators() {
    #expect(string(FirmwareIdentity.runtimeDescription("with Clang 00000000")) == "EdgeRunner with Clang 00000000")
    #expect(FirmwareIdentity.namesSourceOperators(FirmwareIdentity.runtimeDescription("00000000")))
    #expect(!FirmwareIdentity.namesSourceOperators(text("atonn-v1.1.1-14-ge619e860 ae536891")))
    #expect(!FirmwareIdentity.namesSourceOperators(text("Edge")))
  }

  @Test(
    "faults are told with cause, place and address",
    arguments: [
      (Fault.Cause.exception(6), "usage fault at 0x0800ABCD, status 0x00010000, address 0x00000000"),
      (.exception(3), "hard fault at 0x0800ABCD, status 0x00010000, address 0x00000000"),
      (.exception(21), "exception 21 at 0x0800ABCD, status 0x00010000, address 0x00000000"),
      (.watchdog, "watchdog: node took too long at 0x0800ABCD"),
    ])
  func faults(cause: Fault.Cause, expected: String) {
    let fault = Fault(cause: cause, programCounter: 0x0800_ABCD, status: 0x0001_0000, address: 0)
    #expect(string(fault.text) == expected)
  }

  @Test("places name node and network")
  func places() {
    #expect(string(Fault.place(node: 12, name: text("conv"), network: text("net"))) == "node 12 conv of net")
    #expect(
      string(Fault.changedWeights(of: text("net")))
        == "the weights of net in the board's memory are not those of the model (CRC-32 differs)")
  }
}
