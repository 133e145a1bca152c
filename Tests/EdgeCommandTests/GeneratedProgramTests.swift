import EdgeCodeGenerator
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// The example of docs/generate.md, as a reader would follow it.
@Suite(
  "Programs with generated C", .enabled(if: GenerateCommandTests.hasCompiler, GenerateCommandTests.whyNoCompiler))
struct GeneratedProgramTests {
  /// The blocks of `language` in the document, in order.
  private func blocks(_ language: String) throws -> [String] {
    let url = SharedFiles.repositoryRoot.appendingPathComponent("docs/generate.md")
    let parts = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n```")
    return parts.filter { $0.hasPrefix(language + "\n") }.map { String($0.dropFirst(language.count + 1)) + "\n" }
  }

  private func folderWithModel() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SampleModels.classifier().write(to: URL(fileURLWithPath: folder.path("c.tflite")))
    return folder
  }

  private func compileAndRun(_ folder: TemporaryFolder, _ flags: [String]) throws -> String {
    let command =
      (["cc"] + flags + ["-Ist_ai_output", "main.c", "st_ai_output/*.c", "st_ai_output/kernels/*.c", "-lm"])
      .joined(separator: " ")
    let build = try ToolProcess.run("/bin/sh", ["-c", command], in: folder.url)
    try #require(build.status == 0, "\(build.output)")
    let run = try ToolProcess.run(folder.path("a.out"), [], in: folder.url)
    #expect(run.status == 0)
    return run.output
  }

  @Test("the documented example compiles and computes the mean of its input") func documentedExample() throws {
    let folder = try folderWithModel()
    #expect(try folder.edgerunner("generate", "c.tflite", "--no-build").status == 0)
    try folder.write(try #require(try blocks("c").first), to: "main.c")
    let output = try compileAndRun(folder, ["-O2", "-Wall", "-Wextra", "-Wconversion", "-Werror"])
    #expect(output == "node 0 MEAN -> scores\n3 bytes, the first is 7\n")
    #expect(try blocks("console").contains { $0.contains("main.c st_ai_output/*.c st_ai_output/kernels/*.c -lm") })
  }

  @Test("the documented pools become arrays of their own, and sanitizers find nothing") func documentedPools() throws {
    let folder = try folderWithModel()
    try folder.write(try #require(try blocks("json").first), to: "pools.json")
    let generated = try folder.edgerunner("generate", "c.tflite", "--no-build", "--memory-pool", "pools.json")
    #expect(generated.status == 0, "\(generated.errors)")
    // Everything fits the fastest one.
    #expect(try folder.text(of: "st_ai_output/network.h").contains("#define NETWORK_DTCM_SIZE"))
    // The input alone has 192 bytes, its sums and the result need more.
    try folder.write(
      #"{"pools": [{"name": "near", "size": 192, "speed": 2}, {"name": "far", "size": "1K", "speed": 1}]}"#,
      to: "pools.json")
    let several = try folder.edgerunner("generate", "c.tflite", "--no-build", "--memory-pool", "pools.json")
    #expect(several.status == 0, "\(several.errors)")
    let main = """
      #include "network.h"
      #include <stdio.h>
      #include <string.h>
      static _Alignas(NETWORK_NEAR_ALIGNMENT) uint8_t near[NETWORK_NEAR_SIZE];
      static _Alignas(NETWORK_FAR_ALIGNMENT) uint8_t far[NETWORK_FAR_SIZE];
      int main(void) {
        void *const memory[] = {near, far};
        const size_t sizes[] = {sizeof near, sizeof far};
        edge_network network;
        if (NETWORK_REGION_COUNT != 2 || network_create(&network, memory, sizes) != EDGE_OK) return 1;
        memset(edge_network_input(&network, 0), 7, NETWORK_INPUT_0_SIZE);
        if (network_run(&network) != EDGE_OK) return 2;
        printf("%d", *(const int8_t *)edge_network_output(&network, 0));
        return 0;
      }

      """
    try folder.write(main, to: "main.c")
    let sanitizes = try ToolProcess.run(
      "/bin/sh", ["-c", "echo 'int main(void){return 0;}' | cc -fsanitize=address,undefined -x c - -o /dev/null"],
      in: folder.url)
    #expect(try compileAndRun(folder, sanitizes.status == 0 ? ["-fsanitize=address,undefined"] : []) == "7")
  }
}
