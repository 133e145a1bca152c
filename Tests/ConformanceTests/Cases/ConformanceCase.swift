import EdgeModel
import EdgeTestSupport
import Testing

/// One row of the table of operators: the same network with other numbers for each seed.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
  /// What a case's numbers are.
  enum Kind: Sendable, Hashable {
    /// Stored integers, and conversions to and from them: results are exact everywhere.
    case int8
    /// float32, whose results are as exact as `Agreement.of(_:)` says.
    case float32
  }

  var name: String
  var kind: Kind
  /// By seed; a case without seeds stands under `OperatorCases.seeds[0]` alone.
  private var networks: [UInt64: OperatorCase]

  var testDescription: String { name }

  /// The network with the numbers of `seed`; for a case without seeds the only one.
  func network(seed: UInt64) -> OperatorCase? {
    networks[seed] ?? (hasSeeds ? nil : networks.values.first)
  }

  /// False for cases whose numbers are chosen.
  var hasSeeds: Bool { networks.count > 1 }

  /// Seeds of int8 cases.
  static let seeds: [UInt64] = [1, 2, 3]

  static let int8: [ConformanceCase] = table(.int8) { OperatorCases.int8(seed: $0) } + targets
  /// Of all seeds too: programs take those of a seed together.
  static let float32: [ConformanceCase] = table(.float32) { OperatorCases.float32(seed: $0) }
  static let all = int8 + float32

  private static let targets = OperatorCases.targets.map { network in
    ConformanceCase(name: network.name, kind: .int8, networks: [seeds[0]: network])
  }

  private static func table(_ kind: Kind, _ make: (UInt64) -> [OperatorCase]) -> [ConformanceCase] {
    let columns = seeds.map(make)
    return columns[0].indices.map { row in
      let networks = zip(seeds, columns).map { ($0, $1[row]) }
      precondition(networks.allSatisfy { $0.1.name == columns[0][row].name }, "the table differs from seed to seed")
      return ConformanceCase(
        name: columns[0][row].name, kind: kind, networks: Dictionary(uniqueKeysWithValues: networks))
    }
  }
}
