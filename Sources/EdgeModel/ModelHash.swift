import Synchronization

/// A hash of a model file, as text: computed when first asked for, and once for all copies of the value.
///
/// Hashing a file costs more than reading its graph, and most runs never ask.
public struct ModelHash: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
  private final class Source: Sendable {
    let text: Mutex<String?>
    private let compute: @Sendable () -> String

    init(text: String?, compute: @escaping @Sendable () -> String) {
      self.text = Mutex(text)
      self.compute = compute
    }

    /// The text, computed under the lock, so that nobody computes it a second time.
    var value: String {
      text.withLock { text in
        let value = text ?? compute()
        text = value
        return value
      }
    }
  }

  private let source: Source

  /// A hash that `compute` gives when it is asked for, at most once.
  public init(computing compute: @escaping @Sendable () -> String) { source = Source(text: nil, compute: compute) }

  /// A known hash.
  public init(_ text: String) { source = Source(text: text) { text } }

  /// A known hash.
  public init(stringLiteral text: String) { self.init(text) }

  /// The hash, computed now if nobody asked before.
  public var description: String { source.value }

  /// Equality of the texts.
  public static func == (a: ModelHash, b: ModelHash) -> Bool { a.source === b.source || a.description == b.description }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
