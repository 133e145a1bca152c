import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("Programs")
struct ProgramTests {
  @Test("the first program of that name on the PATH is taken; folders and plain files are passed over")
  func search() throws {
    let folder = try TemporaryFolder()
    try folder.write("".utf8, to: "one/tool/x")
    try folder.write("".utf8, to: "two/tool")
    for name in ["three/tool", "four/tool"] { chmod(try folder.write("#!/bin/sh\n".utf8, to: name), 0o755) }
    let environment = ["PATH": ["one", "two", "three", "four"].map(folder.file).joined(separator: ":")]
    #expect(ProgramSearch.find("tool", environment: environment) == folder.file("three/tool"))
    #expect(ProgramSearch.find("other", environment: environment) == nil)
  }

  @Test("a name with a slash is a path")
  func path() throws {
    #expect(ProgramSearch.find("/bin/sh", environment: ["PATH": "/nowhere"]) == "/bin/sh")
    #expect(ProgramSearch.find("/bin/none", environment: [:]) == nil)
  }

  @Test("without a PATH the system's folders are searched")
  func noPath() {
    #expect(ProgramSearch.find("sh", environment: [:])?.hasSuffix("/sh") == true)
  }

  @Test("a program gives its status and both outputs, however much it prints")
  func run() throws {
    let folder = try TemporaryFolder()
    let script = "pwd; echo \"$VALUE\" >&2; i=0; while [ $i -lt 9000 ]; do echo 0123456789; i=$((i+1)); done; exit 3"
    let result = try ToolProcess.run("/bin/sh", ["-c", script], in: folder.url, environment: ["VALUE": "given"])
    let lines = result.output.split(separator: "\n")
    #expect(result.status == 3 && lines.count == 9002)
    #expect(lines[0].hasSuffix(folder.url.lastPathComponent) && lines[1] == "given")
  }

  @Test("a program that a signal ended has 128 plus the signal as its status")
  func signal() throws {
    let result = try ToolProcess.run("/bin/sh", ["-c", "kill -9 $$"], in: URL(fileURLWithPath: "/"))
    #expect(result.status == 137)
  }

  @Test("a program that cannot be started is named")
  func missing() {
    let failure = #expect(throws: ToolProcess.StartFailure.self) {
      try ToolProcess.run("/no/such/program", [], in: URL(fileURLWithPath: "/"))
    }
    #expect(failure?.description.hasPrefix("cannot start /no/such/program: ") == true)
  }
}
