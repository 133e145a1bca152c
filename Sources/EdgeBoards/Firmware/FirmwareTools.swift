import EdgeCodeGenerator
import EdgeSystem
import Foundation

/// The programs that build firmware, all of one Swift toolchain.
package struct FirmwareTools: Sendable, Hashable {
  package var swiftCompiler: String
  package var clang: String
  package var linker: String

  /// The only standard library of Embedded Swift for Cortex-M; code for newer cores is compiled against it too.
  static let swiftTriple = "armv7em-none-none-eabi"

  /// The tools of the Swift toolchain on the PATH.
  /// - Throws: `FirmwareError.missingTool`.
  package static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(FirmwareError) -> FirmwareTools {
    guard let swiftc = ProgramSearch.find("swiftc", environment: environment) else {
      throw .missingTool("swiftc", reason: "it is not on the PATH")
    }
    let answer: ToolProcess
    do throws(ToolProcess.StartFailure) {
      answer = try ToolProcess.run(swiftc, ["-print-target-info"], in: URL(fileURLWithPath: "/"))
    } catch { throw .missingTool("swiftc", reason: "\(error)") }
    // The program on the PATH may only lead to the toolchain; its resources lie in the toolchain itself.
    guard let info = try? JSONDecoder().decode(TargetInformation.self, from: Data(answer.output.utf8)) else {
      throw .missingTool("swiftc", reason: "\(swiftc) does not tell where its toolchain is")
    }
    let resources = URL(fileURLWithPath: info.paths.runtimeResourcePath)
    let library = resources.appendingPathComponent("embedded/\(swiftTriple)")
    guard FileManager.default.fileExists(atPath: library.path) else {
      throw .missingTool("swiftc", reason: "\(swiftc) has no library of Embedded Swift for Arm")
    }
    let folder = resources.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("bin")
    let tools = FirmwareTools(
      swiftCompiler: swiftc, clang: folder.appendingPathComponent("clang").path,
      linker: folder.appendingPathComponent("ld.lld").path)
    for path in [tools.clang, tools.linker] where !FileManager.default.isExecutableFile(atPath: path) {
      throw .missingTool(URL(fileURLWithPath: path).lastPathComponent, reason: "the Swift toolchain lacks it")
    }
    return tools
  }

  private struct TargetInformation: Decodable {
    struct Paths: Decodable { var runtimeResourcePath: String }
    var paths: Paths
  }

  /// Archives with the functions that float kernels call, where Arm's GCC is installed; empty elsewhere. Linkers take
  /// from them only what is called.
  static func mathArchives(for target: GenerationTarget, environment: [String: String]) -> [String] {
    guard let gcc = ProgramSearch.find("arm-none-eabi-gcc", environment: environment) else { return [] }
    return ["libm.a", "libgcc.a"].compactMap { archive in
      let arguments = target.processorFlags + ["-print-file-name=\(archive)"]
      guard let answer = try? ToolProcess.run(gcc, arguments, in: URL(fileURLWithPath: "/")), answer.status == 0 else {
        return nil
      }
      let path = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
      return path.hasPrefix("/") ? path : nil
    }
  }
}
