import EdgeCodeGenerator
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// What compilers make of printed networks, read from their objects.
@Suite("Built memory") struct BuiltMemoryTests {
  @Test(
    "the constants built are those planned, and code has no variables",
    arguments: ["host", "cortex-m4", "cortex-m55", "cortex-m85"])
  func sections(target name: String) throws {
    let target = try #require(GenerationTarget.named(name))
    guard let compiler = try? CCompiler.find(for: target) else { return }
    let joined = OperatorCase.joined(Array(OperatorCases.int8(seed: 6).prefix(8)), name: "built")
    let model = Model(graph: joined.graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    let design = try NetworkDesign(
      model: model, modelFile: "m.tflite", options: GenerationOptions(name: "built", target: target, optimization: .ram)
    )
    let folder = try TemporaryFolder()
    let built = try BuiltMemory.measure(
      design, try NetworkPrinter(design).files(), compiler: compiler, in: folder.url.appendingPathComponent("build"))
    let data = try #require(built.rows.first { $0.part == .data })
    #expect(data.sizes == SectionSizes(rodata: design.weightsByteCount))
    #expect(built.code.ram == 0 && built.code.text > 500)
    #expect(built.objects.map(\.part).contains(.runtime) && built.objects.map(\.part).contains(.network))
    if compiler.family == .gcc && !target.isHost {
      let linked = try #require(built.linked)
      let code = built.objects.filter { $0.part == .runtime }.reduce(0) { $0 + $1.sizes.text }
      // Leaving out what is not called makes code smaller.
      #expect(linked.filter { $0.part == .runtime }.reduce(0) { $0 + $1.sizes.text } <= code)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("build").path))
  }
}
