package import EdgeFormats
package import EdgeModel

/// A model to build into firmware.
package struct FirmwareModel: Sendable {
  /// Name by which hosts select it: a C identifier.
  package var name: String
  /// Name of the model file, for reports.
  package var file: String
  package var model: Model
  /// Where `model` was read from; nil for one made in memory.
  package var source: ModelSource?

  /// A model made in memory.
  package init(name: String, file: String, model: Model) {
    self.name = name
    self.file = file
    self.model = model
  }

  /// A model that was read of `source`.
  init(name: String, source: ModelSource, model: Model) {
    self.init(name: name, file: source.fileName, model: model)
    self.source = source
  }

  /// A name that C accepts, made of a file's: what follows the last slash, without its ending.
  /// - Parameter taken: names that it must not be; a number is added to one of them.
  package static func name(forFile path: String, avoiding taken: Set<String> = []) -> String {
    var stem = path.split(separator: "/").last.map(String.init) ?? path
    if let dot = stem.lastIndex(of: "."), dot != stem.startIndex { stem = String(stem[..<dot]) }
    // Two underscores in a row and one at the beginning belong to compilers.
    var words = stem.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
    if words.first?.first?.isNumber != false { words.insert("network", at: 0) }
    let base = String(words.joined(separator: "_").prefix(36))
    let lowered = Set(taken.map { $0.lowercased() })
    if !lowered.contains(base.lowercased()) { return base }
    // Ends: there are finitely many names taken.
    var number = 2
    while lowered.contains("\(base)_\(number)".lowercased()) { number += 1 }
    return "\(base)_\(number)"
  }
}
