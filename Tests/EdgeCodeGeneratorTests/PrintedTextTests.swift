import EdgeCodeGenerator
import EdgeEmulation
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// What printed C looks like, without running it.
@Suite("Printed text")
struct PrintedTextTests {
  @Test("floats are printed to the bit")
  func floats() throws {
    let compiler = try #require(Compilers.all.first)
    var random = RandomSource(seed: 7)
    var values: [Float] = [
      0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity,
      0.1, 1.0 / 3,
    ]
    while values.count < 200 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if !value.isNaN { values.append(value) }
    }
    let literals = try values.map { try #require(CText.literal($0)) }
    let bits = values.map { "\($0.bitPattern)u" }
    let folder = try TemporaryFolder()
    let source = """
      #include <stdint.h>
      #include <string.h>
      static const float values[] = {\(literals.joined(separator: ", "))};
      static const uint32_t bits[] = {\(bits.joined(separator: ", "))};
      int main(void) { return memcmp(values, bits, sizeof bits) != 0; }
      """
    try Data(source.utf8).write(to: folder.url.appendingPathComponent("main.c"))
    let object = try compiler.compile(["main.c"], in: folder.url, for: .host, flags: ["-Werror"])[0]
    let program = folder.url.appendingPathComponent("main").path
    #expect(try ToolProcess.run(compiler.path, [object.path, "-o", program], in: folder.url).status == 0)
    #expect(try ToolProcess.run(program, [], in: folder.url).status == 0)
    #expect(CText.literal(Float.nan) == nil)
  }

  @Test("texts from model files cannot leave their comment or string")
  func hostileTexts() {
    #expect(CText.comment("a */ b \n /* c \\") == "a * / b   / * c /")
    #expect(CText.string("say \"hi\"\\n??/\n\u{7F}é") == "\"say \\\"hi\\\"\\\\n\\?\\?/\\012\\177\\303\\251\"")
  }

  @Test(
    "names that are no C identifiers are refused with the reason",
    arguments: [
      ("", "empty"), ("1st", "begins with a letter"), ("a-b", "letters, digits"), ("müsli", "letters, digits"),
      ("while", "keyword"), ("namespace", "keyword"), ("_net", "underscore"), ("a__b", "two underscores"),
      ("edge_net", "EdgeRunner"), ("../x", "begins with a letter"), (String(repeating: "a", count: 41), "longer"),
    ])
  func refusesNames(name: String, reason: String) throws {
    let error = try #require(throws: GenerationError.self) { try design(name) }
    guard case .invalidName(name, let text) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(text.contains(reason))
  }

  @Test("the same input gives the same bytes, and the files name tool, model and options")
  func isDeterministic() throws {
    let first = try NetworkPrinter(design("net")).files()
    #expect(try NetworkPrinter(design("net")).files() == first)
    for file in first where file.path.hasPrefix("net") {
      let text = String(decoding: file.bytes, as: UTF8.self)
      for part in ["EdgeRunner 9.8.7", "model.tflite", "5ca1ab1e", "--target host --name net"] {
        #expect(text.contains(part), "\(file.path) does not name \(part)")
      }
    }
  }

  @Test("only the kernels that are called are copied, with all they include")
  func copiesNeededKernels() throws {
    let files = try NetworkPrinter(design("net")).files()
    let kernels = files.map(\.path).filter { $0.hasPrefix("kernels/") && $0.hasSuffix(".c") }
    #expect(kernels == ["kernels/elementwise_s8_portable.c"])
  }

  @Test("every kernel source is built into the program")
  func embedsEveryKernel() throws {
    let folder = SharedFiles.repositoryRoot.appendingPathComponent("Sources/CEdgeKernels")
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    where (path.hasSuffix(".c") || path.hasSuffix(".h")) && path != "registry.c" {
      let url = folder.appendingPathComponent(path)
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(SharedSources.texts[url.lastPathComponent] == text, "\(path): run scripts/embedded-files.sh")
    }
  }

  @Test("headers serve C++, several networks side by side")
  func headersServeCPlusPlus() throws {
    let environment = ProcessInfo.processInfo.environment
    guard
      let compiler = ProgramSearch.find("g++", environment: environment)
        ?? ProgramSearch.find("clang++", environment: environment)
    else { return }
    let folder = try TemporaryFolder()
    for name in ["one", "two"] {
      for file in try NetworkPrinter(design(name)).files() where !file.path.hasPrefix("kernels") {
        try Data(file.bytes).write(to: folder.url.appendingPathComponent(file.path))
      }
    }
    let source = """
      #include "one.h"
      #include "two.h"
      static uint8_t arena[ONE_ARENA_SIZE + TWO_ARENA_SIZE];
      int main() {
        edge_network network;
        return one_create(&network, arena, ONE_ARENA_SIZE) == two_create(&network, arena, TWO_ARENA_SIZE) ? one_run(&network) : 0;
      }
      """
    try Data(source.utf8).write(to: folder.url.appendingPathComponent("main.cpp"))
    let flags = [
      "-std=c++11", "-Wall", "-Wextra", "-Wconversion", "-Wpedantic", "-Werror", "-fsyntax-only", "main.cpp",
    ]
    let result = try ToolProcess.run(compiler, flags, in: folder.url)
    #expect(result.status == 0, "\(result.output)")
  }

  private func design(_ name: String) throws -> NetworkDesign {
    let b = CaseBuilder(seed: 1)
    let (x, y) = (b.int8Input([1, 4, 4, 3]), b.int8Input([1, 4, 4, 3]))
    let c = b.finish("add", outputs: [b.op(.add(.none), [x, y], [1, 4, 4, 3], .int8, b.quantization())])
    let model = Model(graph: c.graph, metadata: nil, sha256: "5ca1ab1e", fileByteCount: 0, description: "")
    return try NetworkDesign(
      model: model, modelFile: "model.tflite", options: GenerationOptions(name: name, toolVersion: "9.8.7"))
  }
}
