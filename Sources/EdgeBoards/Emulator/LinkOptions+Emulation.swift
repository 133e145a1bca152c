package import EdgeLink

extension LinkOptions {
  /// Waits for a board whose every instruction is emulated, perhaps on a busy machine; checks nothing that its line,
  /// a pair of sockets, cannot damage.
  package var forEmulatedBoards: LinkOptions {
    var options = self
    func stretch(_ duration: inout Duration, to least: Duration) { duration = max(duration, least) }
    stretch(&options.timeouts.control, to: .seconds(5))
    stretch(&options.timeouts.modelInformation, to: .seconds(20))
    stretch(&options.timeouts.runRequest, to: .seconds(10))
    stretch(&options.timeouts.upload, to: .seconds(20))
    stretch(&options.timeouts.inference, to: .seconds(120))
    stretch(&options.timeouts.nodeTensor, to: .seconds(10))
    stretch(&options.timeouts.stall, to: .seconds(10))
    stretch(&options.timeouts.recovery, to: .seconds(90))
    options.verifiesPayloads = false
    return options
  }
}
