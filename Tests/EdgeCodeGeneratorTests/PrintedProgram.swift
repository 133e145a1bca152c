import EdgeCodeGenerator
import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// Networks printed as C into one folder, with a program that runs them one after the other.
struct PrintedProgram {
  /// One network with its inputs and what the engine computes of them.
  struct Network {
    var design: NetworkDesign
    var inputs: [Tensor]
    /// Results of every node in execution order, then the outputs.
    var expected: [(label: String, bytes: [UInt8])]
  }

  let folder: TemporaryFolder
  let networks: [Network]

  init(_ networks: [Network]) throws {
    folder = try TemporaryFolder()
    self.networks = networks
    for network in networks {
      for file in try NetworkPrinter(network.design).files() {
        let url = folder.url.appendingPathComponent(file.path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
      }
    }
    try Data(mainSource.utf8).write(to: folder.url.appendingPathComponent("main.c"))
    var input = Data()
    for tensor in networks.flatMap(\.inputs) { tensor.withUnsafeBytes { input.append(contentsOf: $0) } }
    try input.write(to: folder.url.appendingPathComponent("inputs"))
  }

  /// Compiles everything and runs it; returns the results that differ from the engine's.
  /// - Parameter reusesData: the constants were compiled before, by the same compiler.
  func differences(
    _ compiler: CCompiler, _ flags: [String], linkFlags: [String] = [], reusesData: Bool = false
  ) throws -> [String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
    let sources = paths.filter { $0.hasSuffix(".c") && !(reusesData && $0.hasSuffix("_data.c")) }.sorted()
    var objects = try compiler.compile(
      sources, in: folder.url, for: .host, flags: flags + ["-Werror"] + linkFlags)
    if reusesData {
      objects += paths.filter { $0.hasSuffix("_data.o") }.map { folder.url.appendingPathComponent($0) }
    }
    let program = folder.url.appendingPathComponent("program").path
    let link = try ToolProcess.run(
      compiler.path, linkFlags + objects.map(\.path) + ["-o", program, "-lm"], in: folder.url)
    try #require(link.status == 0, "\(link.output)")
    let run = try ToolProcess.run(program, [], in: folder.url)
    try #require(run.status == 0, "\(run.output)")
    let output = [UInt8](try Data(contentsOf: folder.url.appendingPathComponent("outputs")))
    var wrong: [String] = []
    var at = 0
    for network in networks {
      for (label, bytes) in network.expected {
        let end = at + bytes.count
        guard end <= output.count else { return wrong + ["the program wrote \(output.count) bytes only"] }
        if Array(output[at..<end]) != bytes { wrong.append("\(network.design.options.name): \(label)") }
        at = end
      }
    }
    if at != output.count { wrong.append("the program wrote \(output.count) bytes instead of \(at)") }
    return wrong
  }

  private var mainSource: String {
    var text = "#include <stdio.h>\n#include <stdlib.h>\n"
    for network in networks { text += "#include \"\(network.design.options.name).h\"\n" }
    text += """

      static void *allocate(size_t size, size_t alignment) {
        void *memory = aligned_alloc(alignment, (size + alignment) / alignment * alignment);
        if (memory == NULL)
          exit(2);
        return memory;
      }

      static int show(void *file, const edge_network *network, uint32_t index, edge_event event) {
        const edge_node *node = &network->description->nodes[index];
        for (uint32_t i = 0; event == EDGE_NODE_END && i < node->output_count; i++)
          if (fwrite(edge_network_data(network, &node->outputs[i]), 1, node->outputs[i].size, (FILE *)file) !=
              node->outputs[i].size)
            return 1;
        return 0;
      }

      static void run(const edge_network_description *description, const char *weights_path, FILE *in, FILE *out) {
        void *memory[EDGE_NETWORK_MAX_REGIONS];
        size_t sizes[EDGE_NETWORK_MAX_REGIONS];
        for (uint32_t i = 0; i < description->region_count; i++) {
          sizes[i] = description->regions[i].size;
          memory[i] = allocate(sizes[i], description->regions[i].alignment);
        }
        uint8_t *weights = NULL;
        if (description->weights == NULL && description->weights_size > 0) {
          weights = (uint8_t *)allocate(description->weights_size, description->weights_alignment);
          FILE *file = fopen(weights_path, "rb");
          if (file == NULL || fread(weights, 1, description->weights_size, file) != description->weights_size)
            exit(3);
          fclose(file);
        }
        edge_network network;
        if (edge_network_create(&network, description, memory, sizes, weights) != EDGE_OK)
          exit(4);
        if (edge_network_check_weights(&network) != EDGE_OK)
          exit(5);
        for (uint32_t i = 0; i < description->input_count; i++)
          if (fread(edge_network_input(&network, i), 1, description->inputs[i].size, in) != description->inputs[i].size)
            exit(6);
        edge_network_observe(&network, show, out);
        if (edge_network_run(&network) != EDGE_OK)
          exit(7);
        for (uint32_t i = 0; i < description->output_count; i++)
          if (fwrite(edge_network_output(&network, i), 1, description->outputs[i].size, out) !=
              description->outputs[i].size)
            exit(8);
        for (uint32_t i = 0; i < description->region_count; i++)
          free(memory[i]);
        free(weights);
      }

      int main(void) {
        FILE *in = fopen("inputs", "rb"), *out = fopen("outputs", "wb");
        if (in == NULL || out == NULL)
          return 1;

      """
    for network in networks {
      let name = network.design.options.name
      text += "  run(&\(name)_description, \"\(name)_weights.bin\", in, out);\n"
    }
    return text + "  fclose(in);\n  return fclose(out) == 0 ? 0 : 9;\n}\n"
  }
}

extension PrintedProgram.Network {
  /// Plans `graph`, prints nothing yet, and lets the engine compute every node.
  init(
    _ graph: Graph, name: String, inputs: [Tensor], configure: (inout GenerationOptions) -> Void = { _ in }
  ) throws {
    var options = GenerationOptions(name: name)
    configure(&options)
    let model = Model(graph: graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    design = try NetworkDesign(model: model, modelFile: "\(name).tflite", options: options)
    self.inputs = inputs
    let session = EngineSession(engine: try Engine(plan: design.plan, options: .init(kernels: .variant("portable"))))
    try session.setInputs(inputs)
    expected = []
    for node in design.plan.nodes {
      session.run(node: node)
      for output in node.outputs { expected.append((output.name, Array(session.bytes(of: output)))) }
    }
    for index in design.plan.outputs.indices {
      expected.append(("output \(index)", Array(session.outputBytes(index))))
    }
  }
}

/// The compilers that tests use: the first of each family on the PATH.
enum Compilers {
  static let all: [CCompiler] = ["gcc", "clang"].compactMap { name in
    ProgramSearch.find(name, environment: ProcessInfo.processInfo.environment).flatMap { try? CCompiler(path: $0) }
  }
  static let whyAbsent = "no C compiler is on the PATH"

  static let sanitizerFlags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

  /// The first that can link sanitizers: some packages of clang come without their runtimes.
  static let sanitizing: CCompiler? = all.first { compiler in
    guard let folder = try? TemporaryFolder() else { return false }
    let source = folder.url.appendingPathComponent("main.c")
    guard (try? Data("int main(void) { return 0; }\n".utf8).write(to: source)) != nil else { return false }
    let arguments = sanitizerFlags + ["main.c", "-o", "main"]
    return (try? ToolProcess.run(compiler.path, arguments, in: folder.url))?.status == 0
  }
}
