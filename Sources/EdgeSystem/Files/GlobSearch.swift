/// Finds the files that fit a pattern of path components, `**` standing for any number of folders.
package enum GlobSearch {
  /// Paths that fit, sorted by code point. Folders that cannot be read are passed over, links are followed except
  /// below `**`, where they might lead in circles.
  package static func files(matching pattern: String) -> [String] {
    var components = pattern.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    // Everything below a folder means every file below it.
    if components.last == "**" { components.append("*") }
    var found: Set<String> = []
    walk(pattern.hasPrefix("/") ? "/" : "", components[...], &found)
    return found.sorted(by: FileSystem.precedesByCodePoint)
  }

  private static func walk(_ folder: String, _ components: ArraySlice<String>, _ found: inout Set<String>) {
    guard let component = components.first else { return }
    let rest = components.dropFirst()
    if component == "**" {
      walk(folder, rest, &found)
      for name in names(folder) where !name.hasPrefix(".") {
        let path = FileSystem.join(folder, name)
        if !FileSystem.isLink(path), FileSystem.kind(path) == .folder { walk(path, components, &found) }
      }
      return
    }
    let matching: [String]
    if GlobPattern.isPattern(component) {
      let pattern = GlobPattern(component)
      matching = names(folder).filter(pattern.matches)
    } else {
      matching = [component]
    }
    for name in matching {
      let path = FileSystem.join(folder, name)
      let kind = FileSystem.kind(path)
      if rest.isEmpty {
        if kind == .file { found.insert(path) }
      } else if kind == .folder {
        walk(path, rest, &found)
      }
    }
  }

  private static func names(_ folder: String) -> [String] {
    (try? FileSystem.names(inFolder: folder.isEmpty ? "." : folder)) ?? []
  }
}
