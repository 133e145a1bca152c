public import EdgeCodeGenerator
import EdgeSystem
import EdgeTestSupport
import Foundation

/// The compilers that tests use: the first of each family on the PATH.
public enum Compilers {
  /// Those that are installed, GCC first.
  public static let all: [CCompiler] = ["gcc", "clang"].compactMap { name in
    ProgramSearch.find(name, environment: ProcessInfo.processInfo.environment).flatMap { try? CCompiler(path: $0) }
  }
  /// Why a test that needs a compiler is skipped.
  public static let whyAbsent = "no C compiler is on the PATH"

  /// Flags that end a program at the first undefined operation or stray access.
  public static let sanitizerFlags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

  /// The first that can link sanitizers: some packages of clang come without their runtimes.
  public static let sanitizing: CCompiler? = all.first { compiler in
    guard let folder = try? TemporaryFolder() else { return false }
    let source = folder.url.appendingPathComponent("main.c")
    guard (try? Data("int main(void) { return 0; }\n".utf8).write(to: source)) != nil else { return false }
    let arguments = sanitizerFlags + ["main.c", "-o", "main"]
    return (try? ToolProcess.run(compiler.path, arguments, in: folder.url))?.status == 0
  }
}
