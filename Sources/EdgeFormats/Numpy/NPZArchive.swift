public import EdgeModel
public import EdgeSystem

/// NumPy's archive of named arrays: a zip file of `.npy` files, in a fixed order.
public struct NPZArchive: Sendable {
  /// One named array.
  public struct Entry: Sendable {
    /// Name without the `.npy` of its file in the archive.
    public var name: String
    /// The array's shape, type and elements.
    public var tensor: Tensor

    /// An array under a name.
    public init(name: String, tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// How the arrays are stored.
  public enum Compression: Sendable {
    /// As they are, like `numpy.savez`.
    case stored
    /// Packed where that saves space, like `numpy.savez_compressed`.
    case deflated
  }

  /// Arrays in the order of the file.
  public var entries: [Entry]

  /// An archive of these arrays, which keep their order.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Names in the order of the file.
  public var names: [String] { entries.map(\.name) }

  /// The array called `name`; nil when there is none.
  public subscript(name: String) -> Tensor? { entries.first { $0.name == name }?.tensor }

  /// Adds an array at the end.
  public mutating func append(_ name: String, _ tensor: Tensor) { entries.append(Entry(name: name, tensor: tensor)) }

  /// Reads the file at `path`.
  public static func read(
    contentsOf path: String, limits: ZipLimits = .standard
  ) throws(NumpyError) -> NPZArchive {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw NumpyError(path: path, error.reason) }
    do { return try read(file.region, limits: limits) } catch {
      throw NumpyError(path: path, array: error.array, error.message)
    }
  }

  /// Reads the archive that `bytes` hold.
  ///
  /// Entries that are not `.npy` files are refused.
  public static func read(_ bytes: ByteRegion, limits: ZipLimits = .standard) throws(NumpyError) -> NPZArchive {
    let zip: ZipArchive
    do { zip = try ZipArchive(bytes, limits: limits) } catch { throw NumpyError(error.description) }
    var archive = NPZArchive()
    for entry in zip.entries {
      let suffix = ".npy"
      let name = entry.name.hasSuffix(suffix) ? String(entry.name.dropLast(suffix.count)) : entry.name
      let contents: ByteRegion
      do { contents = try zip.contents(of: entry) } catch { throw NumpyError(array: name, error.description) }
      do { archive.append(name, try NPYFile.read(contents)) } catch { throw NumpyError(array: name, error.message) }
    }
    return archive
  }

  /// The bytes of the file.
  ///
  /// The same arrays give the same bytes, with the same zlib when packed.
  public func encoded(compression: Compression = .deflated) throws(NumpyError) -> [UInt8] {
    var writer = ZipWriter()
    for entry in entries {
      let contents: [UInt8]
      do { contents = try NPYFile.encoded(entry.tensor) } catch { throw NumpyError(array: entry.name, error.message) }
      do {
        try writer.append(name: entry.name + ".npy", contents: contents, deflating: compression == .deflated)
      } catch { throw NumpyError(array: entry.name, error.message) }
    }
    return writer.archive()
  }

  /// Writes a new file, or over an old one in one step.
  public func write(to path: String, compression: Compression = .deflated) throws(NumpyError) {
    let bytes: [UInt8]
    do { bytes = try encoded(compression: compression) } catch {
      throw NumpyError(path: path, array: error.array, error.message)
    }
    do { try AtomicFile.write(bytes, to: path) } catch { throw NumpyError(path: path, error.reason) }
  }
}
