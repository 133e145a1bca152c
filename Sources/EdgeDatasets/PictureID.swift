/// What annotation and result files call a picture.
///
/// Ordered as the COCO protocol orders pictures: numbers ascending, then names by their characters' numbers.
public enum PictureID: Sendable, Hashable, Comparable, CustomStringConvertible {
  case number(Int)
  case name(String)

  /// A number where the whole text is one, as in COCO's file names; otherwise the text.
  public init(fileStem: String) {
    if fileStem.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(fileStem) {
      self = .number(number)
    } else {
      self = .name(fileStem)
    }
  }

  /// Reads an id, a whole number or text, which stay apart: pycocotools takes 1 and "1" for two pictures.
  package init(_ scanner: inout JSONScanner) throws(JSONError) {
    self = try scanner.kind() == .string ? .name(scanner.readString()) : .number(scanner.readInteger())
  }

  /// True when `first` comes before `second`.
  public static func < (first: PictureID, second: PictureID) -> Bool {
    switch (first, second) {
    case (.number(let a), .number(let b)): a < b
    case (.number, .name): true
    case (.name, .number): false
    // UTF-8 keeps the order of the characters' numbers.
    case (.name(let a), .name(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }

  /// The number or the name.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): name
    }
  }
}
