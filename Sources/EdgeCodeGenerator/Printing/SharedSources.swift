import CEdgeNetwork
import EdgeEngine

/// The sources that networks share: `edge_network.h`, `edge_network.c` and the kernels that are called, with what
/// these include.
enum SharedSources {
  /// The files that `design` needs.
  static func files(for design: NetworkDesign) throws(GenerationError) -> [GeneratedFile] {
    var names: Set<String> = ["edge_kernel_functions.h"]
    var pending = Set(design.bound.steps.map { "edge_" + $0.kernel.name })
    var seen: Set<String> = []
    while let function = pending.popFirst() {
      guard seen.insert(function).inserted else { continue }
      guard let name = definingFile[function] else {
        throw .unrepresentable("the source of \(function) is not built into this program")
      }
      if names.insert(name).inserted {
        // A kernel may hand unusual cases to another one.
        pending.formUnion(functionNames(in: texts[name] ?? "").filter { definingFile[$0] != nil })
      }
    }
    var unread = Array(names)
    while let name = unread.popLast() {
      for included in includedNames(in: texts[name] ?? "") where texts[included] != nil {
        if names.insert(included).inserted { unread.append(included) }
      }
    }
    return ["edge_network.c", "edge_network.h"].map { GeneratedFile(path: $0, text: texts[$0] ?? "") }
      + names.sorted().map { GeneratedFile(path: "kernels/\($0)", text: texts[$0] ?? "") }
  }

  /// What the "st-ai" interface needs beside each network's own file.
  static var staiFiles: [GeneratedFile] {
    ["edge_st_ai.c", "edge_st_ai.h"].map { GeneratedFile(path: $0, text: texts[$0] ?? "") }
  }

  /// Every source built into this program, by name.
  static let texts: [String: String] = {
    var result: [String: String] = [:]
    var index = 0
    while let file = edge_source_file_at(index) {
      result[String(cString: file.pointee.name)] = String(cString: file.pointee.text)
      index += 1
    }
    return result
  }()

  /// The file that defines each kernel function.
  private static let definingFile: [String: String] = {
    var result: [String: String] = [:]
    for (name, text) in texts where name.hasSuffix(".c") {
      var rest = text[...]
      while let end = rest.firstIndex(of: "\n") {
        let line = rest[..<end]
        // A definition begins a line and has a body; calls are indented.
        if line.hasPrefix("void edge_") || line.hasPrefix("size_t edge_"),
          rest.first(where: { $0 == "{" || $0 == ";" }) == "{"
        {
          for function in functionNames(in: line.prefix { $0 != "(" }) { result[function] = name }
        }
        rest = rest[rest.index(after: end)...]
      }
    }
    return result
  }()

  /// Names of the form `edge_FAMILY__VARIANT...` in `text`.
  private static func functionNames(in text: some StringProtocol) -> Set<String> {
    var names: Set<String> = []
    for word in text.utf8.split(whereSeparator: { !isNameByte($0) }) {
      let name = String(decoding: word, as: UTF8.self)
      if name.hasPrefix("edge_"), name.contains("__") { names.insert(name) }
    }
    return names
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Names in `#include "..."` lines.
  private static func includedNames(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("#include \"") else { return nil }
      return line.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }
}
