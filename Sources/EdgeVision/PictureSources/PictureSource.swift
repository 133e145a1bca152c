import EdgeSystem

/// Turns what a user names - files, folders, patterns, lists - into picture files.
public enum PictureSource {
  /// Suffixes by which pictures are recognised in folders and patterns. A file named itself may have any suffix.
  public static let pictureSuffixes: Set<String> = [
    "avif", "bmp", "gif", "heic", "heif", "j2k", "jp2", "jpeg", "jpeg2000", "jpg", "mpo", "png", "tif", "tiff", "webp",
  ]

  /// Suffixes of videos, which are refused with a hint.
  public static let videoSuffixes: Set<String> = [
    "asf", "avi", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "ts", "webm", "wmv",
  ]

  /// The picture files found, and the sources that gave none.
  public struct Expansion: Sendable, Equatable {
    /// Paths in the order of the sources; sorted by code point within a folder or pattern.
    public var files: [String] = []
    /// What is wrong with each of the others, in the order of the sources.
    public var failures: [PictureSourceError] = []
  }

  /// Expands every source.
  ///
  /// - A file stands for itself, whatever its suffix.
  /// - A folder stands for the pictures directly in it, hidden ones left out.
  /// - A pattern with `*`, `?`, `[..]` or `**` (any depth) stands for the pictures that fit.
  /// - A `.txt` file lists one of these per line; `./` is relative to the list, everything else to the working
  ///   directory and, when it is not there, to the list.
  public static func expand(_ sources: [String]) -> Expansion {
    var expansion = Expansion()
    for source in sources {
      do throws(PictureSourceError) {
        if FileSystem.suffix(of: source) == "txt", FileSystem.kind(source) == .file {
          try expandList(source, into: &expansion)
        } else {
          expansion.files += try expand(source)
        }
      } catch {
        expansion.failures.append(error)
      }
    }
    return expansion
  }

  /// Longest list that is read, in bytes.
  private static let maximumListByteCount = 256 << 20

  private static func expand(_ source: String) throws(PictureSourceError) -> [String] {
    func failure(_ reason: PictureSourceError.Reason) -> PictureSourceError {
      PictureSourceError(source: source, reason: reason)
    }

    switch FileSystem.kind(source) {
    case .file:
      if videoSuffixes.contains(FileSystem.suffix(of: source)) { throw failure(.video) }
      return [source]
    case .folder:
      let names: [String]
      do throws(FileError) {
        names = try FileSystem.names(inFolder: source)
      } catch {
        throw failure(.unreadable(error.systemReason ?? error.reason))
      }
      let files = names.filter { !$0.hasPrefix(".") }.map { FileSystem.join(source, $0) }.filter(isPictureFile)
      guard !files.isEmpty else { throw failure(.noPictures("folder")) }
      return files
    case .other: throw failure(.notAFile)
    case nil:
      if source.contains("://") { throw failure(.stream("a network address")) }
      if GlobPattern.isPattern(source) {
        let files = GlobSearch.files(matching: source).filter(isPictureFile)
        guard !files.isEmpty else { throw failure(.noPictures("pattern")) }
        return files
      }
      if !source.isEmpty, source.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
        throw failure(.stream("a camera"))
      }
      throw failure(.missing)
    }
  }

  private static func expandList(_ path: String, into expansion: inout Expansion) throws(PictureSourceError) {
    let bytes: [UInt8]
    do throws(WholeFile.Failure) {
      bytes = try WholeFile.read(path, maximumByteCount: maximumListByteCount)
    } catch {
      throw PictureSourceError(source: path, reason: .unreadable(error.description))
    }
    var isEmpty = true
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let entry = trimmed(line)
      guard !entry.isEmpty else { continue }
      isEmpty = false
      do throws(PictureSourceError) {
        expansion.files += try expand(resolved(entry, inListAt: path))
      } catch {
        expansion.failures.append(error)
      }
    }
    if isEmpty { throw PictureSourceError(source: path, reason: .noPictures("list")) }
  }

  private static func resolved(_ entry: String, inListAt path: String) -> String {
    let folder = FileSystem.folder(of: path)
    if entry.hasPrefix("./") { return FileSystem.join(folder, String(entry.dropFirst(2))) }
    if entry.hasPrefix("/") || FileSystem.kind(entry) != nil { return entry }
    let besideList = FileSystem.join(folder, entry)
    return FileSystem.kind(besideList) == nil ? entry : besideList
  }

  private static func isPictureFile(_ path: String) -> Bool {
    pictureSuffixes.contains(FileSystem.suffix(of: path)) && FileSystem.kind(path) == .file
  }
}
