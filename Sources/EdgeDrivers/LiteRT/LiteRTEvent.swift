import CEdgeHost
package import EdgeRunner

/// One record of LiteRT's profiler.
package struct LiteRTEvent: Sendable, Hashable {
  /// Who executed what the record tells of.
  package enum Kind: Sendable, Hashable {
    /// An operator of the file, run by the interpreter itself.
    case sourceOperator
    /// A step of XNNPACK's own graph, which has no fixed relation to the file's operators.
    case delegateStep
    /// Bookkeeping.
    case other
  }

  /// What ran, in the words of whoever reports it.
  package var tag: String
  package var kind: Kind
  /// Whole microseconds: LiteRT measures no finer.
  package var elapsedMicroseconds: UInt64
  /// The operator's number in the file, or the step's in its partition.
  package var number: Int

  init(_ record: EdgeLiteRtProfiledEvent) {
    tag = record.tag.map { String(cString: $0) } ?? ""
    // The record's own `source` says nothing: 2.3.0 leaves it zero.
    kind =
      switch Int(record.event_type) {
      case Int(EdgeLiteRtEventOperator): .sourceOperator
      case Int(EdgeLiteRtEventDelegateOperator), Int(EdgeLiteRtEventDelegateProfiledOperator): .delegateStep
      default: .other
      }
    elapsedMicroseconds = record.elapsed_microseconds
    number = Int(truncatingIfNeeded: record.metadata1)
  }

  /// The nodes that `events` of one run tell of, in order.
  package static func nodes(of events: [LiteRTEvent]) -> [NodeProfile] {
    events.filter { $0.kind != .other }.enumerated().map { index, event in
      let sources = event.kind == .sourceOperator ? [event.number] : []
      return NodeProfile(
        node: NodeDescription(
          index: index, name: "\(event.tag) \(event.number)", kind: event.tag, sourceOperators: sources,
          kernel: event.kind == .sourceOperator ? "builtin" : "XNNPACK"),
        duration: .microseconds(Int64(clamping: event.elapsedMicroseconds)))
    }
  }
}
