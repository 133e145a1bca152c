/// Why a zip archive, or an entry of it, could not be read or written.
package struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Name of the entry; nil when the archive as a whole is meant.
  package var entry: String?
  /// Bytes from the start of the file; nil when no place is to blame.
  package var byteOffset: Int?
  package var message: String

  package init(entry: String? = nil, byteOffset: Int? = nil, _ message: String) {
    self.entry = entry
    self.byteOffset = byteOffset
    self.message = message
  }

  package var description: String {
    let place = byteOffset.map { " at byte \($0)" } ?? ""
    return "zip archive" + (entry.map { ", entry \($0)" } ?? "") + place + ": " + message
  }
}
