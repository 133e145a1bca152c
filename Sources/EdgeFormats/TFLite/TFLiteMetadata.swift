import EdgeModel
import EdgeSystem

/// What an exporter appended to a TFLite file as a zip archive.
///
/// Ultralytics writes one entry: a Python literal called `temp_meta.txt`, or since 8.3.117 JSON called
/// `metadata.json`. Other tools write only class names, one per line, as `labels.txt` or `labelmap.txt`.
struct TFLiteMetadata {
  /// Nil when the file has no archive, or nothing in it can be used.
  private(set) var metadata: ModelMetadata?
  /// Damage that was met, in words.
  private(set) var warnings: [String] = []

  private static let metadataNames: Set<String> = ["metadata.json", "temp_meta.txt"]
  private static let labelNames: Set<String> = ["labels.txt", "labelmap.txt"]

  private static let limits: ZipLimits = {
    var limits = ZipLimits()
    limits.entryCount = 1_000
    limits.entryByteCount = 1 << 24
    limits.totalByteCount = 1 << 26
    return limits
  }()

  /// Reads the archive at the end of `bytes`, if there is one.
  init(of bytes: ByteRegion) {
    guard ZipArchive.isPresent(in: bytes) else { return }
    do {
      let archive = try ZipArchive(bytes, limits: Self.limits)
      readDictionary(in: archive)
      readLabels(in: archive)
    } catch {
      warnings.append("metadata cannot be read: \(error)")
    }
  }

  private mutating func readDictionary(in archive: ZipArchive) {
    let named = archive.entries.filter { Self.metadataNames.contains($0.fileName) }
    // Without a known name, whatever entry holds a dictionary.
    let candidates = named.isEmpty ? archive.entries.filter { !Self.labelNames.contains($0.fileName) } : named
    for entry in candidates {
      do {
        let text = try archive.contents(of: entry).text()
        guard let values = try LiteralValue(parsing: text).dictionaryValue else { continue }
        let reading = ModelMetadata.reading(of: values.map { ($0.key.description, $0.value) })
        metadata = reading.metadata
        warnings += reading.warnings
        return
      } catch let error as ArchiveError {
        warnings.append("metadata cannot be read: \(error)")
      } catch {
        // An entry of an unknown name may be anything.
        if !named.isEmpty { warnings.append("metadata entry \(entry.name) is neither JSON nor Python, \(error)") }
      }
    }
  }

  private mutating func readLabels(in archive: ZipArchive) {
    guard metadata?.names.isEmpty ?? true else { return }
    for entry in archive.entries where Self.labelNames.contains(entry.fileName) {
      do {
        let text = try archive.contents(of: entry).text()
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { $0.trimmingSpace }
        while lines.last?.isEmpty == true { lines.removeLast() }
        metadata = metadata ?? ModelMetadata()
        metadata?.names = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($0, $1) })
        return
      } catch {
        warnings.append("class names cannot be read: \(error)")
      }
    }
  }
}

extension ZipArchive.Entry {
  /// The name without folders.
  fileprivate var fileName: String { name.split(separator: "/").last.map(String.init) ?? name }
}

extension Substring {
  fileprivate var trimmingSpace: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
