import ArgumentParser
import EdgeDatasets
import EdgeDetection
import Foundation

/// `--names`: `a,b,c`, a text file with one name per line, or a data set's YAML file.
enum ClassNamesArgument {
  /// Suffixes of files; an argument that ends in one is no list of names.
  private static let descriptionSuffixes = [".yaml", ".yml"]
  private static let listSuffix = ".txt"

  /// The names that an argument gives.
  /// - Throws: `ValidationError` for files that cannot be read and for arguments without a name.
  static func names(_ argument: String) throws -> ClassNames {
    let names: ClassNames
    if descriptionSuffixes.contains(where: argument.lowercased().hasSuffix) {
      do throws(DatasetError) {
        names = ClassNames(list: try DatasetDescription(contentsOf: argument).classNames)
      } catch {
        throw ValidationError("--names: \(error)")
      }
    } else if let text = try? String(contentsOfFile: argument, encoding: .utf8) {
      names = ClassNames(lines: text)
    } else {
      // A path that cannot be read is a mistake, not a class called like a path.
      guard !argument.contains("/"), !argument.lowercased().hasSuffix(listSuffix) else {
        throw ValidationError("--names: \(argument) cannot be read")
      }
      names = ClassNames(lines: argument.split(separator: ",").joined(separator: "\n"))
    }
    guard names.count > 0 else { throw ValidationError("--names: there is no name in \"\(argument)\"") }
    return names
  }
}
