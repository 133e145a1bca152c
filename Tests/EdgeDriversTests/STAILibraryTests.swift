import EdgeCodeGenerator
import EdgeDrivers
import EdgeModel
import EdgeRunner
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// Libraries of other tools, played by small C files: the "st-ai" interface in its other forms, and damaged ones.
@Suite(
  "Other tools' st-ai libraries",
  .enabled(if: (try? CCompiler.find(for: .host)) != nil, "no C compiler is on the PATH"))
struct STAILibraryTests {
  /// A network that doubles four bytes, with everything left to the caller: activations, inputs, outputs and weights.
  private static let source = """
    #include <stdint.h>
    #include <string.h>
    typedef struct { int32_t size; const int32_t *data; } ints;
    typedef struct { int32_t size; const float *data; } floats;
    typedef struct { int32_t size; const int16_t *data; } shorts;
    typedef struct { int32_t bytes, flags, format; ints shape; floats scale; shorts zero; const char *name; } tensor;
    typedef struct {
      const char *signature, *compiled, *name, *model_time;
      uint32_t checksum;
      uint8_t runtime[4], tool[4], api[4];
      uint64_t macs;
      uint32_t nodes;
      int32_t flags;
      uint16_t inputs, outputs, activations, weights, states;
      const tensor *in, *out, *act, *wei, *sta;
    } info;
    typedef struct { int32_t id; int16_t type; ints in, out; } node;
    typedef struct { const tensor *tensors; const node *nodes; uint32_t count; } details;
    typedef struct { int32_t node; struct { int32_t size; void *const *data; } buffers; } payload;
    typedef struct {
      uint8_t *activations; const uint8_t *in; uint8_t *out; const uint8_t *weights;
      void (*callback)(void *, int32_t, const void *); void *cookie;
    } context;
    #ifndef IN_BYTES
    #define IN_BYTES 4
    #endif
    static const int32_t four[] = {4}, zero[] = {0}, eight[] = {8};
    static const float scale[] = {0.5f};
    static const int16_t zero_point[] = {-3};
    static const tensor in[] = {{IN_BYTES, 0, 0x00840440, {1, four}, {1, scale}, {1, zero_point}, NULL}};
    static const tensor out[] = {{4, 0, 0x00040440, {1, four}, {0, NULL}, {0, NULL}, "doubled"}};
    static const tensor act[] = {{8, 0, 0x00040440, {1, eight}, {0, NULL}, {0, NULL}, "act"}};
    static const tensor wei[] = {{4, 0, 0x00040440, {1, four}, {0, NULL}, {0, NULL}, "wei"}};
    #ifdef DETAILS
    static const node nodes[] = {{5, 0x103, {1, zero}, {1, zero}}};
    const details g_other_details = {out, nodes, 1};
    #endif
    static const info about = {"abc", "today", "other", "", 0, {10, 2, 0}, {4, 0, 1}, {2, 1, 0}, 4, 1, 0,
                               1, 1, 1, 1, 0, in, out, act, wei, NULL};
    int32_t stai_other_get_context_size(void) { return (int32_t)sizeof(context); }
    int32_t stai_other_init(context *c) { memset(c, 0, sizeof *c); return 0; }
    int32_t stai_other_get_info(context *c, info *to) { (void)c; *to = about; return 0; }
    int32_t stai_other_get_inputs(context *c, void **p, int32_t *n) { (void)c; (void)p; (void)n; return 0x040010; }
    int32_t stai_other_get_outputs(context *c, void **p, int32_t *n) { (void)c; (void)p; (void)n; return 0x040020; }
    int32_t stai_other_set_inputs(context *c, void **p, int32_t n) { c->in = p[0]; return n == 1 ? 0 : 0x040011; }
    int32_t stai_other_set_outputs(context *c, void **p, int32_t n) { c->out = p[0]; return n == 1 ? 0 : 0x040021; }
    int32_t stai_other_set_activations(context *c, void **p, int32_t n) {
      c->activations = p[0];
      return n == 1 ? 0 : 0x040001;
    }
    int32_t stai_other_set_states(context *c, void **p, int32_t n) { (void)c; (void)p; return n == 0 ? 0 : 0x040031; }
    int32_t stai_other_set_weights(context *c, void **p, int32_t n) { c->weights = p[0]; return n == 1 ? 0 : 0x040041; }
    int32_t stai_other_set_callback(context *c, void (*callback)(void *, int32_t, const void *), void *cookie) {
      c->callback = callback;
      c->cookie = cookie;
      return 0;
    }
    #ifndef NO_RUN
    int32_t stai_other_run(context *c, int32_t mode) {
      static int runs; /* such libraries may keep state */
      if (mode != 1 || c->in == NULL || c->out == NULL || c->activations == NULL || c->weights == NULL || FAILS)
        return 0x030020;
      void *buffers[] = {c->out, c->out};
      const payload event = {77, {RESULTS, buffers}};
      if (c->callback) c->callback(c->cookie, 1, &event);
      for (int i = 0; i < 4; i++) c->out[i] = (uint8_t)(c->in[i] * 2 + c->weights[i] + runs);
      runs++;
      if (c->callback) c->callback(c->cookie, 2, &event);
      return 0;
    }
    #endif
    """

  private func build(_ folder: TemporaryFolder, _ flags: [String] = []) throws -> String {
    let url = folder.url
    try Data(Self.source.utf8).write(to: url.appendingPathComponent("other.c"))
    try Data([1, 1, 1, 1]).write(to: url.appendingPathComponent("other_weights.bin"))
    let library = url.appendingPathComponent("libai_other\(LibraryBuilder.suffix)").path
    let compiler = try CCompiler.find(for: .host)
    let defaults = ["FAILS=0", "RESULTS=1"].filter { name in !flags.contains { $0.hasPrefix("-D" + name.prefix(5)) } }
    let arguments = ["-shared", "-fPIC", "-w"] + defaults.map { "-D" + $0 } + flags + ["other.c", "-o", library]
    let result = try ToolProcess.run(compiler.path, arguments, in: url)
    try #require(result.status == 0, "\(result.output)")
    return library
  }

  private let input = Tensor(shape: [1, 4], elementType: .int8, values: [1, 2, 3, 4] as [Int8])

  @Test("everything may be left to the caller; each session has a library of its own")
  func callerAllocates() async throws {
    let folder = try TemporaryFolder()
    let runner = try await Drivers.connect(try build(folder, ["-DDETAILS"]))
    let model = runner.models[0]
    #expect(model.name == "other" && model.hash == "abc" && model.macs == 4)
    #expect(model.inputs[0].shape == [1, 4])
    #expect(model.inputs[0].quantization == Quantization(scale: 0.5, zeroPoint: -3))
    #expect(model.outputs[0].name == "doubled" && model.outputs[0].quantization == nil)
    #expect(runner.information.runtime == "ST.AI 10.2.0 (st-ai api 2.1.0)")
    #expect(runner.information.details.contains(.init("tool version", "4.0.1")))
    let (first, second) = (try await runner.makeSession(), try await runner.makeSession())
    #expect(try await first.invoke([input]).outputs[0].array(of: UInt8.self) == [3, 5, 7, 9])
    #expect(try await first.invoke([input]).outputs[0].array(of: UInt8.self) == [4, 6, 8, 10])
    let result = try await second.invoke([input], mode: .perLayerWithData, observer: nil)
    #expect(result.outputs[0].array(of: UInt8.self) == [3, 5, 7, 9])
    let node = try #require(result.profile.nodes[0].first)
    #expect(node.data[0].array(of: UInt8.self) == [3, 5, 7, 9])
    #expect(node.node.sourceOperators == [5] && node.node.kind == "layer 0x103")
  }

  @Test("without a description of its nodes a library still gives outputs, and says what it cannot do")
  func withoutDetails() async throws {
    let folder = try TemporaryFolder()
    let runner = try await Drivers.connect("lib:\(try build(folder))")
    #expect(runner.capabilities == [.performanceOnly])
    let session = try await runner.makeSession()
    #expect(try await session.invoke([input]).outputs[0].array(of: UInt8.self) == [3, 5, 7, 9])
    let error = await #expect(throws: RunnerError.self) {
      try await session.invoke([input], mode: .perLayer, observer: nil)
    }
    #expect(error?.code == .missingCapability)
  }

  @Test("missing functions are named")
  func missingFunctions() async throws {
    let folder = try TemporaryFolder()
    let library = try build(folder, ["-DNO_RUN"])
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect(library) }
    #expect(error?.code == .invalidModel && error?.message.hasSuffix("lacks stai_other_run") == true)
  }

  @Test("ST's older interface is recognised")
  func legacyInterface() async throws {
    let folder = try TemporaryFolder()
    try Data("int ai_network_create(void) { return 0; }\n".utf8).write(to: folder.url.appendingPathComponent("old.c"))
    let library = folder.url.appendingPathComponent("libai_network\(LibraryBuilder.suffix)").path
    _ = try ToolProcess.run(
      try CCompiler.find(for: .host).path, ["-shared", "-fPIC", "old.c", "-o", library], in: folder.url)
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect(library) }
    #expect(error?.message.contains("legacy interface") == true && error?.hint?.contains("st-ai") == true)
  }

  @Test("sizes that contradict shapes are refused; failing runs carry the library's code; odd events are an error")
  func contradictions() async throws {
    let folder = try TemporaryFolder()
    let library = try build(folder, ["-DIN_BYTES=5"])
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect(library) }
    #expect(error?.code == .invalidModel && error?.message.contains("makes no sense") == true)
    _ = try build(folder, ["-DFAILS=1"])
    let failing = try await Drivers.connect(library).makeSession()
    let failure = await #expect(throws: RunnerError.self) { try await failing.invoke([input]) }
    #expect(failure?.code == .deviceFailure)
    #expect(failure?.message == "stai_other_run failed with error 0x30020 (run)")
    _ = try build(folder, ["-DRESULTS=2", "-DDETAILS"])
    let odd = try await Drivers.connect(library).makeSession()
    let mismatch = await #expect(throws: RunnerError.self) {
      try await odd.invoke([input], mode: .perLayerWithData, observer: nil)
    }
    #expect(mismatch?.message.contains("shows 2 results, described are 1") == true)
  }

  @Test("a library built here serves a loader that follows the interface, observer library included")
  func servesOtherLoaders() throws {
    let b = CaseBuilder(seed: 3)
    let (x, y) = (b.int8Input([1, 2, 3]), b.int8Input([1, 2, 3]))
    let sum = b.op(.add(.none), [x, y], [1, 2, 3], .int8, b.quantization())
    let graph = b.finish("net", outputs: [b.op(.dequantize, [sum], [1, 2, 3], .float32)]).graph
    let model = Model(graph: graph, metadata: nil, sha256: "5ca1ab1e", fileByteCount: 0, description: "")
    let design = try NetworkDesign(model: model, modelFile: "net.tflite", options: GenerationOptions(name: "net"))
    let folder = try TemporaryFolder()
    let compiler = try CCompiler.find(for: .host)
    let built = try LibraryBuilder(compiler: compiler).build(design, workspace: folder.url.path)
    #expect(built.observer.lastPathComponent == "libai_observer\(LibraryBuilder.suffix)")
    let source = SharedFiles.repositoryRoot.appendingPathComponent("Tests/EdgeDriversTests/Fixtures/stai_loader.c")
    let program = folder.url.appendingPathComponent("loader").path
    let build = try ToolProcess.run(
      compiler.path, ["-Wall", "-Wextra", "-Werror", source.path, "-o", program, "-ldl"], in: folder.url)
    try #require(build.status == 0, "\(build.output)")
    let run = try ToolProcess.run(program, [built.library.path, built.observer.path, "net"], in: folder.url)
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.split(separator: "\n").contains("nodes 2 results 2 inputs 2 outputs 1"), "\(run.output)")
  }
}
