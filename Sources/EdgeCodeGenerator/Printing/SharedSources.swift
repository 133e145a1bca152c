import CEdgeNetwork
package import EdgeEngine

/// The sources that networks share: `edge_network.h`, `edge_network.c` and the kernels that are called, with what
/// these include.
package enum SharedSources {
  /// The files that `design` needs.
  static func files(for design: NetworkDesign) throws(GenerationError) -> [GeneratedFile] {
    var names = try kernelFiles(for: design.bound.steps.map(\.kernel))
    names.insert("edge_kernel_functions.h")
    var unread = Array(names)
    while let name = unread.popLast() {
      for included in includedNames(in: texts[name] ?? "") where texts[included] != nil {
        if names.insert(included).inserted { unread.append(included) }
      }
    }
    return ["edge_network.c", "edge_network.h"].map { GeneratedFile(path: $0, text: texts[$0] ?? "") }
      + names.sorted().map { GeneratedFile(path: "kernels/\($0)", text: texts[$0] ?? "") }
  }

  /// Names of the C files that define `kernels`, and those that these files need to be linked.
  package static func kernelFiles(for kernels: [KernelTable.Kernel]) throws(GenerationError) -> Set<String> {
    var names: Set<String> = []
    var pending = kernels
    while let kernel = pending.popLast() {
      guard names.insert(kernel.source).inserted else { continue }
      guard texts[kernel.source] != nil else {
        throw .unrepresentable("the source of \(kernel.name) is not built into this program")
      }
      // A file is linked whole, with all kernels that it defines.
      let needed = Set(KernelTable.shared.kernels.filter { $0.source == kernel.source }.flatMap(\.needs))
      pending += KernelTable.shared.kernels.filter { needed.contains($0.name) }
    }
    return names
  }

  /// What the "st-ai" interface needs beside each network's own file.
  static var staiFiles: [GeneratedFile] {
    ["edge_st_ai.c", "edge_st_ai.h"].map { GeneratedFile(path: $0, text: texts[$0] ?? "") }
  }

  /// Every source built into this program, by name.
  package static let texts: [String: String] = {
    var result: [String: String] = [:]
    var index = 0
    while let file = edge_source_file_at(index) {
      result[String(cString: file.pointee.name)] = String(cString: file.pointee.text)
      index += 1
    }
    return result
  }()

  /// Names in `#include "..."` lines.
  private static func includedNames(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("#include \"") else { return nil }
      return line.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }
}
