/// Why bytes are not an ELF file that EdgeRunner reads, and where.
package struct ELFError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Reason: Sendable, Hashable {
    /// The first bytes are not those of ELF.
    case notELF
    /// A kind of file that is not read, such as a big-endian one.
    case unsupported(String)
    /// Something reaches beyond the end of the file.
    case truncated(String)
    /// A field has a value that no linker writes.
    case invalid(String)
  }

  package var reason: Reason
  /// Position in the file.
  package var offset: Int

  package init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  package var description: String {
    switch reason {
    case .notELF: "this is no ELF file"
    case .unsupported(let what): "an ELF file that is not read: \(what)"
    case .truncated(let what): "damaged ELF file: the \(what) at byte \(offset) lies beyond the end"
    case .invalid(let what): "damaged ELF file: \(what) at byte \(offset)"
    }
  }
}
