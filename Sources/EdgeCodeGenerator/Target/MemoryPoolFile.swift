public import EdgePlanner
public import Foundation

/// The memory of a device as a JSON file describes it, in the style of ST's memory-pool files.
///
/// Either `{"memory": {"mempools": [...]}}` or `{"pools": [...]}`. A pool has `name` (or `fname`), `size`, perhaps
/// `address` (or `offset`) and how fast it is: `speed`, a number of which larger is faster, or `prop` with `throughput`
/// and `latency` (`LOW`, `MID`, `HIGH`). `prop.rights` `ACC_READ` marks memory for constants. Sizes and addresses are
/// numbers, texts such as `"0x20000000"`, `"512K"`, `"2M"`, or `{"value": "512", "magnitude": "KBYTES"}`.
public struct MemoryPoolFile: Sendable, Hashable {
  /// Memory for activations, the fastest first; in the file's order where equally fast.
  public var pools: [MemoryPool]
  /// Memory that can only be read at run time, in the file's order.
  public var constantPools: [MemoryPool]

  private static let byteLimit = 1 << 20
  /// Most pools in a file; a network uses at most `EDGE_NETWORK_MAX_REGIONS` of them.
  private static let poolLimit = 64

  /// Why a file cannot be used.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    /// What is wrong, with the path of the value in the file.
    public var description: String
  }

  /// Reads the file at `path`.
  public init(contentsOf path: String) throws(Failure) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(description: "\(path): the memory-pool file cannot be read")
    }
    do throws(Failure) {
      try self.init(data)
    } catch { throw Failure(description: "\(path): \(error.description)") }
  }

  /// Reads the JSON document `data`.
  public init(_ data: Data) throws(Failure) {
    guard data.count <= Self.byteLimit else { throw Failure(description: "the file is larger than 1 MiB") }
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: data)
    } catch { throw Failure(description: Self.reason(error)) }
    let entries = document.memory?.mempools ?? document.pools ?? document.mempools
    guard let entries else {
      throw Failure(description: "no list called memory.mempools or pools")
    }
    guard !entries.isEmpty, entries.count <= Self.poolLimit else {
      throw Failure(description: "\(entries.count) pools; 1 to \(Self.poolLimit) are possible")
    }
    var all: [(pool: MemoryPool, isConstant: Bool)] = []
    for (index, entry) in entries.enumerated() { all.append(try Self.pool(entry, index)) }
    var seen: Set<String> = []
    for (pool, _) in all where !seen.insert(CIdentifier.macro(pool.name)).inserted {
      throw Failure(description: "two pools are called \(pool.name)")
    }
    pools = all.filter { !$0.isConstant }.map(\.pool).enumerated().sorted { a, b in
      (b.element.speed, a.offset) < (a.element.speed, b.offset)
    }.map(\.element)
    constantPools = all.filter(\.isConstant).map(\.pool)
    guard !pools.isEmpty else { throw Failure(description: "no pool may be written (all have rights ACC_READ)") }
  }

  private static func pool(_ entry: Entry, _ index: Int) throws(Failure) -> (MemoryPool, Bool) {
    let name = entry.name ?? entry.fname ?? ""
    if let problem = problem(withName: name) {
      throw Failure(description: "pool \(index + 1): \"\(name)\" cannot be its name: \(problem)")
    }
    guard let size = entry.size?.bytes, size > 0, size <= 1 << 40 else {
      throw Failure(description: "pool \(name): no size between 1 byte and 1 TiB")
    }
    var address: UInt64?
    if let written = entry.address ?? entry.offset {
      guard let bytes = written.bytes else { throw Failure(description: "pool \(name): the address is no number") }
      address = UInt64(bytes)
    }
    let speed: Double
    if let written = entry.speed {
      guard written.isFinite else { throw Failure(description: "pool \(name): the speed is no number") }
      speed = written
    } else {
      // Throughput decides, latency breaks ties.
      let throughput = try level(entry.prop?.throughput, pool: name, "throughput")
      speed = throughput + (2 - (try level(entry.prop?.latency, pool: name, "latency"))) / 10
    }
    // Offsets in generated code are 32-bit numbers.
    let usable = min(size, Int(Int32.max))
    return (MemoryPool(name: name, byteCount: usable, address: address, speed: speed), entry.prop?.rights == "ACC_READ")
  }

  private static func level(_ word: String?, pool: String, _ property: String) throws(Failure) -> Double {
    guard let word else { return 1 }
    guard let level = ["LOW", "MID", "HIGH"].firstIndex(of: word.uppercased()) else {
      throw Failure(description: "pool \(pool): \(property) is \(word), not LOW, MID or HIGH")
    }
    return Double(level)
  }

  /// Pools become macros `NETWORK_POOL_SIZE`, which must not meet those of weights, inputs and outputs.
  private static func problem(withName name: String) -> String? {
    if let problem = CIdentifier.problem(with: name) { return problem }
    let macro = CIdentifier.macro(name)
    if macro == "WEIGHTS" || macro.hasPrefix("INPUT_") || macro.hasPrefix("OUTPUT_") {
      return "the generated header uses it for something else"
    }
    return nil
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "this is no JSON document" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
      let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
      return "\(place.isEmpty ? "the document" : place): \(context.debugDescription)"
    default: return "this is no JSON document"
    }
  }
}

// MARK: - As written

private struct Document: Decodable {
  struct Memory: Decodable { var mempools: [Entry]? }
  var memory: Memory?
  var pools: [Entry]?
  var mempools: [Entry]?
}

private struct Entry: Decodable {
  struct Properties: Decodable {
    var rights: String?
    var throughput: String?
    var latency: String?
  }
  var name: String?
  var fname: String?
  var size: Quantity?
  var address: Quantity?
  var offset: Quantity?
  var speed: Double?
  var prop: Properties?
}

/// A number of bytes in one of the forms that files use.
private struct Quantity: Decodable {
  /// Nil when what is written is no number.
  var bytes: Int?

  private struct Scaled: Decodable {
    var value: Quantity
    var magnitude: String?
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      bytes = number >= 0 ? number : nil
    } else if let text = try? container.decode(String.self) {
      bytes = ByteCount.parse(text)
    } else {
      let scaled = try container.decode(Scaled.self)
      let factors = ["BYTES": 1, "KBYTES": 1 << 10, "MBYTES": 1 << 20, "GBYTES": 1 << 30]
      guard let value = scaled.value.bytes, let factor = factors[(scaled.magnitude ?? "BYTES").uppercased()] else {
        return
      }
      let (product, overflow) = value.multipliedReportingOverflow(by: factor)
      bytes = overflow ? nil : product
    }
  }
}

/// Numbers of bytes as people write them.
package enum ByteCount {
  /// `4096`, `0x1000`, `512K`, `512KiB`, `2M`; K and M are 1024 and 1024 x 1024. Nil for anything else.
  package static func parse(_ text: String) -> Int? {
    var digits = text.trimmingCharacters(in: .whitespaces).uppercased()
    if digits.hasPrefix("0X") {
      guard let number = Int(digits.dropFirst(2), radix: 16), number >= 0 else { return nil }
      return number
    }
    var factor = 1
    for (suffixes, value) in [(["KIB", "KB", "K"], 1 << 10), (["MIB", "MB", "M"], 1 << 20), (["B"], 1)] {
      if let suffix = suffixes.first(where: digits.hasSuffix) {
        digits.removeLast(suffix.count)
        factor = value
        break
      }
    }
    guard let number = Int(digits.trimmingCharacters(in: .whitespaces)), number >= 0 else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }
}
