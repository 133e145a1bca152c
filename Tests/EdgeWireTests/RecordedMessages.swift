import Foundation

/// One message of the corpus that Google's protobuf encoded.
struct RecordedMessage {
  var kind: String
  var bytes: [UInt8]
  var fields: [String]

  static let all: [RecordedMessage] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus/messages.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: " ").map(String.init)
      return RecordedMessage(
        kind: parts[0], bytes: parts[1] == "-" ? [] : [UInt8](hex: parts[1]), fields: Array(parts[2...]))
    }
  }()

  /// Those of one kind.
  static func of(_ kinds: String...) -> [RecordedMessage] { all.filter { kinds.contains($0.kind) } }
}

/// A small reproducible source of random numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
