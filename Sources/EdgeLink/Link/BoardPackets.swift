import EdgeWire

/// What is known of the packets that a board reads now.
enum BoardPackets {
  /// Nothing: these are tried.
  case unknown(PacketFormat)
  /// Their generation was told, by an earlier connection or by the user. `isAligned`: the board is thought to stand
  /// between two packets.
  case assumed(PacketFormat, isAligned: Bool)
  /// They were measured, so they may be wrong. `attempts`: requests sent in vain since something spoke for them.
  case measured(PacketFormat, isAligned: Bool, attempts: Int)

  /// Requests in vain after which a measurement is doubted.
  private static let attemptLimit = 3

  /// What the board is sent.
  var format: PacketFormat {
    switch self {
    case .unknown(let format), .assumed(let format, _), .measured(let format, _, _): format
    }
  }

  /// Nil while unknown.
  var generation: Generation? {
    if case .unknown = self { return nil }
    return format.generation
  }

  var areLarge: Bool { format.payloadByteCount != PacketFormat.smallPayloadByteCount }

  /// Whether the board is thought to stand between two packets; never while they are unknown.
  var isAligned: Bool {
    get {
      switch self {
      case .unknown: false
      case .assumed(_, let isAligned), .measured(_, let isAligned, _): isAligned
      }
    }
    set {
      switch self {
      case .unknown: break
      case .assumed(let format, _): self = .assumed(format, isAligned: newValue)
      case .measured(let format, _, let attempts): self = .measured(format, isAligned: newValue, attempts: attempts)
      }
    }
  }

  /// A request was sent. A board that stays unfindable in the packets measured has others.
  mutating func countAttempt() {
    guard case .measured(let format, let isAligned, let attempts) = self else { return }
    self = .measured(format, isAligned: isAligned, attempts: attempts + 1)
    if attempts + 1 > Self.attemptLimit { forget() }
  }

  /// Something speaks for the packets.
  mutating func confirm() {
    if case .measured(let format, let isAligned, _) = self {
      self = .measured(format, isAligned: isAligned, attempts: 0)
    }
  }

  /// Whatever was known is wrong.
  mutating func forget() { self = .unknown(PacketFormat(.second)) }

  /// The packets are small ones, of the same generation.
  mutating func becomeSmall(isAligned: Bool) {
    let small = PacketFormat(format.generation)
    switch self {
    case .unknown: self = .unknown(small)
    case .assumed: self = .assumed(small, isAligned: isAligned)
    case .measured(_, _, let attempts): self = .measured(small, isAligned: isAligned, attempts: attempts)
    }
  }

  /// A boundary of packets of this format was found: what was told stays told, anything else is measured.
  mutating func identify(_ format: PacketFormat) {
    if case .assumed = self {
      self = .assumed(format, isAligned: true)
    } else {
      self = .measured(format, isAligned: true, attempts: 0)
    }
  }
}
