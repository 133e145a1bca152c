import EdgeCodeGenerator
import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("generate and analyze") struct GenerateCommandTests {
  static let hasCompiler = (try? CCompiler.find(for: .host)) != nil
  static let whyNoCompiler = Comment(rawValue: "no C compiler is on the PATH")

  /// Writes a model of several operators side by side; every `step`th case.
  private func operatorModel(_ folder: TemporaryFolder, as name: String = "m.tflite", every step: Int = 6) throws {
    let all = OperatorCases.int8(seed: 5)
    let chosen = all.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    let graph = OperatorCase.joined(chosen, name: "cases").graph
    try Data(try TFLiteWriter.write(graph)).write(to: URL(fileURLWithPath: folder.path(name)))
  }

  private func classifier(_ folder: TemporaryFolder) throws {
    try SampleModels.classifier().write(to: URL(fileURLWithPath: folder.path("c.tflite")))
  }

  /// Number of tensors that `compare` found, all of them exact; nil when any is not.
  private func exactTensors(_ folder: TemporaryFolder, _ a: String, _ b: String) throws -> Int? {
    let result = try folder.edgerunner("compare", a, b, "--policy", "exact", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let document = try #require(try result.json() as? [String: Any])
    let pair = try #require((document["pairs"] as? [[String: Any]])?.first)
    return pair["verdict"] as? String == "exact" ? pair["exactCount"] as? Int : nil
  }

  @Test(
    "a library built with --dll computes every tensor as the engine does, through both interfaces",
    .enabled(if: hasCompiler, whyNoCompiler))
  func libraryIsExact() throws {
    let folder = try TemporaryFolder()
    try operatorModel(folder)
    let result = try folder.edgerunner("generate", "m.tflite", "--dll", "--all-operators", "-O", "ram")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("library: st_ai_ws/inspector_network/workspace/lib/libai_network"))
    for library in ["lib:st_ai_ws", "st_ai_ws", "file:st_ai_ws", "lib:st_ai_ws?interface=st-ai"] {
      // The other interface does not tell which of the file's tensors a node makes, so that outputs alone are compared.
      let least = library.contains("st-ai") ? 0 : 20
      #expect(try exactTensors(folder, "m.tflite", library) ?? -1 >= least, "\(library)")
    }
    let validation = try folder.edgerunner(
      "validate", "-m", "m.tflite", "-d", "lib:st_ai_ws", "-b", "2", "--policy", "exact", "-o", "reports")
    #expect(validation.status == 0, "\(validation.errors)")
  }

  @Test(
    "weights in a file, memory in several pools and other types at the ends change no result",
    .enabled(if: hasCompiler && SharedFiles.arePresent, "no C compiler or no shared models here"))
  func variantsAreExact() throws {
    let folder = try TemporaryFolder()
    let model = SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite")
    let pools =
      #"{"memory": {"mempools": [{"name": "slow", "size": {"value": "200", "magnitude": "KBYTES"}, "#
      + #""offset": {"value": "0x24000000"}, "prop": {"rights": "ACC_WRITE", "throughput": "MID"}}, "#
      + #"{"name": "fast", "size": {"value": "128", "magnitude": "KBYTES"}, "prop": {"throughput": "HIGH"}}]}}"#
    try folder.write(pools, to: "pools.json")
    let result = try folder.edgerunner(
      "generate", model, "--dll", "--binary", "--memory-pool", "pools.json", "-O", "ram", "--output-data-type", "int8",
      "--json")
    #expect(result.status == 0, "\(result.errors)")
    let report = try #require(try result.json() as? [String: Any])
    let regions = try #require((report["memory"] as? [String: Any])?["regions"] as? [[String: Any]])
    #expect(regions.map { $0["name"] as? String } == ["fast", "slow"])
    #expect(regions.allSatisfy { ($0["byteCount"] as? Int ?? 0) > 0 })
    #expect(regions.allSatisfy { ($0["byteCount"] as? Int ?? 0) <= ($0["capacity"] as? Int ?? 0) })
    #expect((report["outputs"] as? [[String: Any]])?.first?["elementType"] as? String == "int8")
    #expect(try folder.names(in: "st_ai_output").contains("network_weights.bin"))
    let header = try folder.text(of: "st_ai_output/network.h")
    #expect(header.contains("#define NETWORK_FAST_SIZE") && header.contains("#define NETWORK_SLOW_SIZE"))
    // The file's own outputs are floats of the same codes, so that the real values are equal.
    let compared = try folder.edgerunner("compare", model, "lib:st_ai_ws", "--json")
    #expect(compared.status == 0, "\(compared.errors)")
    let pair = try #require(
      ((try compared.json() as? [String: Any])?["pairs"] as? [[String: Any]])?.first)
    #expect(pair["unexplainedCount"] as? Int == 0 && pair["exactCount"] as? Int ?? 0 > 50)
  }

  @Test("the same model and options give the same bytes; a second run changes nothing")
  func isDeterministic() throws {
    let folder = try TemporaryFolder()
    try operatorModel(folder, every: 9)
    for output in ["a", "b"] {
      let result = try folder.edgerunner("generate", "-m", "m.tflite", "-o", output, "--no-build")
      #expect(result.status == 0, "\(result.errors)")
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path("a")).sorted()
    #expect(files == (try FileManager.default.subpathsOfDirectory(atPath: folder.path("b")).sorted()))
    #expect(files.contains("kernels/edge_kernels.h") && files.contains("network_lifetimes.svg"))
    for file in files where !file.hasSuffix("kernels") {
      #expect(try folder.text(of: "a/\(file)") == (try folder.text(of: "b/\(file)")), "\(file)")
    }
    let again = try folder.edgerunner("generate", "-m", "m.tflite", "-o", "a", "--no-build")
    #expect(again.output.contains("files in a, 0 of them new or changed"))
    let header = try folder.text(of: "a/network.c")
    let model = try Data(contentsOf: URL(fileURLWithPath: folder.path("m.tflite")))
    let hash = model.withUnsafeBytes { SHA256.hexDigest(of: $0) }
    #expect(header.contains(hash) && header.contains("EdgeRunner 0.") && header.contains("--target host"))
  }

  @Test("the report tells tensors, costs, memory and its bound; analyze writes no C")
  func reports() throws {
    let folder = try TemporaryFolder()
    let result = try folder.edgerunner("analyze", "--json", "--svg", "pictures/l.svg", "--target", "cortex-m55")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try folder.names() == ["pictures", "st_ai_output"])
    #expect(try folder.names(in: "st_ai_output") == ["network_analyze_report.json", "network_analyze_report.txt"])
    let report = try #require(try result.json() as? [String: Any])
    let layers = try #require(report["layers"] as? [[String: Any]])
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    let macc = report["macc"] as? Int
    #expect(layers.compactMap { $0["macc"] as? Int }.reduce(0, +) == macc)
    #expect(nodes.compactMap { $0["macc"] as? Int }.reduce(0, +) == macc)
    let memory = try #require(report["memory"] as? [String: Any])
    let (bytes, bound) = (memory["byteCount"] as? Int ?? 0, memory["lowerBound"] as? Int ?? 0)
    #expect(bound > 0 && bytes >= bound && memory["greedyByteCount"] as? Int ?? 0 >= bytes)
    #expect(memory["interpreterByteCount"] as? Int ?? 0 >= bytes)
    let text = try folder.text(of: "st_ai_output/network_analyze_report.txt")
    for part in ["lower bound", "gap", "greedy by size", "Layers of the file", "Nodes of the network", "footprint"] {
      #expect(text.contains(part), "\(part)")
    }
    if let built = report["built"] as? [String: Any] {
      let rows = try #require(built["linked"] as? [[String: Any]] ?? built["objects"] as? [[String: Any]])
      let data = rows.first { $0["part"] as? String == "data object" }?["sizes"] as? [String: Any]
      #expect(data?["rodata"] as? Int == (report["weights"] as? [String: Any])?["byteCount"] as? Int)
    } else {
      #expect((report["notBuilt"] as? String)?.contains("compiler") == true)
    }
    let picture = try folder.text(of: "pictures/l.svg")
    #expect(picture.hasPrefix("<svg") && picture.contains("<title>input"))
    #expect(XMLParserCheck.isWellFormed(picture))
  }

  @Test(
    "wrong usage is refused before anything is written",
    arguments: [
      (["-n", "9lives"], 2, "begins with a letter"),
      (["-n", "class"], 2, "keyword"),
      (["--target", "z80"], 2, "cortex-m55"),
      (["--target", "cortex-m4", "--dll"], 2, "does not run here"),
      (["--input-data-type", "int16"], 2, "int16"),
      (["--output-data-type", "float32", "-m", "other.tflite"], 2, "given twice"),
      (["--ram", "lots"], 2, "lots"),
      (["--ram", "100"], 9, "--ram allows 100; most is needed at"),
      (["--memory-pool", "missing.json"], 2, "cannot be read"),
      (["--memory-pool", "c.tflite"], 2, "no JSON"),
      (["-o", "c.tflite"], 8, "no folder"),
    ] as [([String], Int32, String)])
  func refuses(arguments: [String], status: Int32, fragment: String) throws {
    let folder = try TemporaryFolder()
    try classifier(folder)
    let result = try folder.edgerunner(["generate", "c.tflite"] + arguments)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(fragment), "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(try folder.names() == ["c.tflite"])
  }

  @Test(
    "memory-pool files that make no sense are refused with the reason",
    arguments: [
      ("{}", "no list"), (#"{"pools": []}"#, "0 pools"),
      (#"{"pools": [{"name": "a b", "size": 9}]}"#, "letters, digits"),
      (#"{"pools": [{"name": "a", "size": "many"}]}"#, "no size"),
      (#"{"pools": [{"name": "a", "size": "1K"}, {"name": "A", "size": "2K"}]}"#, "two pools"),
      (#"{"pools": [{"name": "a", "size": "1K", "prop": {"rights": "ACC_READ"}}]}"#, "may be written"),
      (#"{"pools": [{"name": "weights", "size": "1K"}]}"#, "something else"),
      (#"{"pools": [{"name": "a", "size": "1K", "prop": {"latency": "SLOW"}}]}"#, "LOW, MID or HIGH"),
      (#"{"pools": [{"name": 3}]}"#, "pools.[0].name"),
    ])
  func refusesPools(text: String, reason: String) throws {
    let folder = try TemporaryFolder()
    try classifier(folder)
    try folder.write(text, to: "p.json")
    let result = try folder.edgerunner("generate", "c.tflite", "--memory-pool", "p.json")
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.errors.contains(reason), "\(result.errors)")
    #expect(try folder.names() == ["c.tflite", "p.json"])
  }

  @Test("files of others stay as they are, and nothing is written beside them")
  func keepsForeignFiles() throws {
    let folder = try TemporaryFolder()
    try classifier(folder)
    try folder.write("/* mine */\n", to: "st_ai_output/network.c")
    let result = try folder.edgerunner("generate", "c.tflite", "--no-build")
    #expect(result.status == 8)
    #expect(result.errors.contains("was not written by EdgeRunner") && result.errors.contains("hint: "))
    #expect(try folder.names(in: "st_ai_output") == ["network.c"])
    #expect(try folder.text(of: "st_ai_output/network.c") == "/* mine */\n")
    // Another network beside other people's files is no problem.
    #expect(try folder.edgerunner("generate", "c.tflite", "--no-build", "-n", "net").status == 0)
    #expect(try folder.names(in: "st_ai_output").contains("net.c"))
  }

  @Test("an operator in a form that cannot be computed is named, with what can be")
  func namesUnsupported() throws {
    let folder = try TemporaryFolder()
    let graph = Graph(
      name: "cast",
      tensors: [
        GraphTensor(name: "x", shape: [1, 4], elementType: .float64),
        GraphTensor(name: "y", shape: [1, 4], elementType: .int32),
      ], operators: [Operator(kind: .cast, inputs: [0], outputs: [1], sourceIndex: 0)], inputs: [0], outputs: [1])
    try Data(try TFLiteWriter.write(graph)).write(to: URL(fileURLWithPath: folder.path("m.tflite")))
    let result = try folder.edgerunner("generate", "m.tflite", "--target", "cortex-m4")
    #expect(result.status == 3)
    #expect(result.errors.contains("CAST (y)") && result.errors.contains("hint: "), "\(result.errors)")
    #expect(try folder.names() == ["m.tflite"])
  }
}

/// Whether a text is XML that can be parsed.
private enum XMLParserCheck {
  /// Every tag is closed in order and nothing but five entities is escaped.
  static func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    for piece in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let end = piece.firstIndex(of: ">") else { return false }
      let tag = piece[..<end]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " && $0 != "\n" })
      }
    }
    return open.isEmpty
  }
}
