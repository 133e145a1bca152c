import EdgeSystem
import Foundation

/// Paths and folders of data sets.
enum DatasetPath {
  /// Suffixes of files that count as pictures, those that cannot be decoded included: they must be told, not forgotten.
  static let pictureSuffixes: Set<String> = [
    "avif", "bmp", "dng", "heic", "heif", "jp2", "jpeg", "jpeg2000", "jpg", "mpo", "pfm", "png", "tif", "tiff", "webp",
  ]

  /// The folder of a path; `.` for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path` seen from `folder`, unless it is absolute.
  static func join(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
    if path.isEmpty || path == "." { return folder }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  static func exists(_ path: String) -> Bool { FileSystem.kind(path) != nil }

  static func isFolder(_ path: String) -> Bool { FileSystem.kind(path) == .folder }

  /// Names in a folder; empty when it cannot be read.
  static func names(inFolder path: String) -> [String] {
    (try? FileSystem.names(inFolder: path)) ?? []
  }

  /// A picture's path in the data set, and the file to read, which is another one behind a link stored as text.
  struct PictureFile: Sendable, Hashable {
    var path: String
    var file: String
  }

  /// All pictures in a folder and below it.
  static func pictures(below folder: String) -> [PictureFile] {
    // Links to folders are followed, as data sets of links are common; a link to a folder above must not loop.
    var found: [PictureFile] = []
    var pending = [(path: folder, file: followingTextLink(folder), depth: 0)]
    while let current = pending.popLast() {
      for name in names(inFolder: current.file) where !name.hasPrefix(".") {
        let path = join(current.path, name)
        let file = followingTextLink(join(current.file, name))
        if pictureSuffixes.contains(FileSystem.suffix(of: name)) {
          found.append(PictureFile(path: path, file: file))
        } else if current.depth < 16, isFolder(file) {
          pending.append((path, file, current.depth + 1))
        }
      }
    }
    return found
  }

  /// Where a path leads when it is a symbolic link that git stored as a text file, as it does on file systems without
  /// links; otherwise the path itself.
  static func followingTextLink(_ path: String) -> String {
    let longestPath = 1024
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular,
      let size = attributes[.size] as? Int, (1...longestPath).contains(size),
      let data = FileManager.default.contents(atPath: path), let target = String(data: data, encoding: .utf8),
      !target.contains(where: \.isNewline), !target.contains("\0")
    else { return path }
    let resolved = join(folder(of: path), target)
    return exists(resolved) ? resolved : path
  }

  /// The label file of a picture: `labels` instead of the last folder called `images`, and the suffix `.txt`.
  static func labelFile(ofPicture path: String) -> String {
    var result = path
    if let range = result.range(of: "/images/", options: .backwards) {
      result.replaceSubrange(range, with: "/labels/")
    } else if result.hasPrefix("images/") {
      result = "labels/" + result.dropFirst("images/".count)
    }
    let slash = result.lastIndex(of: "/") ?? result.startIndex
    if let dot = result[slash...].lastIndex(of: ".") { result = String(result[..<dot]) }
    return result + ".txt"
  }
}
