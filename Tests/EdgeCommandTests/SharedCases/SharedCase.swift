import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// An input that once failed, from `../shared/cases`: a command to run in its folder, and the right value.
struct SharedCase: Sendable, CustomTestStringConvertible {
  /// Path of the case's folder below `cases`, such as `26-operators/argmax`.
  let name: String

  var testDescription: String { name }

  /// All cases beside this checkout, by name; none where the folder is absent.
  static let all: [SharedCase] = {
    let root = SharedFiles.path("cases")
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix("/cmd") }.map { SharedCase(name: String($0.dropLast(4))) }
      .sorted { $0.name < $1.name }
  }()

  private var source: URL { SharedFiles.url("cases/\(name)") }

  /// True when the right value is given as arrays.
  var hasArrays: Bool { FileManager.default.fileExists(atPath: source.appendingPathComponent("expected.npz").path) }

  /// What the command left.
  struct Outcome {
    var status: Int32
    /// Standard output and standard error together.
    var text: String
    /// What stands on standard output.
    var output: String
    /// The folder in which it ran.
    var folder: TemporaryFolder

    /// The JSON document on standard output.
    func json() throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    /// What `predict --json` found on the first picture, by falling confidence.
    func detections() throws -> [Found] {
      let picture = try #require((try json()["pictures"] as? [[String: Any]])?.first)
      return try #require(picture["detections"] as? [[String: Any]]).map { object in
        let box = try #require(object["box"] as? [String: Double])
        return Found(
          name: try #require(object["name"] as? String), confidence: try #require(object["confidence"] as? Double),
          box: ["x1", "y1", "x2", "y2"].map { box[$0] ?? .nan })
      }
    }

    /// The first number behind `label` in the text.
    func number(after label: String) -> Double? {
      guard let range = text.range(of: label) else { return nil }
      return text[range.upperBound...].split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    }

    /// The numbers in the row that starts with `label`.
    func row(_ label: String) -> [Double] {
      let line = text.split(separator: "\n").first { $0.drop { $0 == " " }.hasPrefix(label + " ") }
      return line?.split(separator: " ").compactMap { Double($0) } ?? []
    }
  }

  /// One object that `predict` found.
  struct Found: Equatable {
    var name: String
    var confidence: Double
    /// x1, y1, x2 and y2 in pixels.
    var box: [Double]

    /// True when name and box agree and the confidence does to `tolerance`.
    func matches(_ other: Found, tolerance: Double = 1e-4) -> Bool {
      name == other.name && box == other.box && abs(confidence - other.confidence) <= tolerance
    }
  }

  /// Runs the case's command as a user does, in a copy of its folder.
  func run() throws -> Outcome {
    let folder = try TemporaryFolder()
    let copy = folder.url.appendingPathComponent("case")
    try FileManager.default.copyItem(at: source, to: copy)
    try Self.makeWritable(copy)
    let tools = folder.url.appendingPathComponent("bin")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: tools.appendingPathComponent("edgerunner"), withDestinationURL: CommandProcess.executable)
    let command = try String(contentsOf: source.appendingPathComponent("cmd"), encoding: .utf8)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try CommandProcess(folder: copy).run(
      ["-c", command], environment: ["PATH": "\(tools.path):\(path)"], executable: "/bin/bash")
    return Outcome(
      status: result.status, text: result.output + result.errors, output: result.output, folder: folder)
  }

  /// Compares `o.npz`, which the command wrote, with the arrays that are right.
  /// - Parameter tolerance: how far floats may be apart, in shares of the largest; 0 asks for the same bytes.
  func compareArrays(_ outcome: Outcome, tolerance: Double) throws {
    let expected = try NPZArchive.read(contentsOf: source.appendingPathComponent("expected.npz").path)
    let written = try NPZArchive.read(contentsOf: outcome.folder.file("case/o.npz"))
    for entry in expected.entries {
      let found = try #require(written[entry.name], "\(entry.name) is missing")
      #expect(found.shape == entry.tensor.shape && found.elementType == entry.tensor.elementType, "\(entry.name)")
      if tolerance > 0, entry.tensor.elementType.isFloatingPoint {
        let (a, b) = (found.doubles(), entry.tensor.doubles())
        let limit = tolerance * max(b.map(abs).max() ?? 0, 1)
        let isClose = zip(a, b).allSatisfy { abs($0 - $1) <= limit }
        #expect(isClose, "\(entry.name) differs")
      } else {
        let isEqual = found.withUnsafeBytes { a in entry.tensor.withUnsafeBytes { a.elementsEqual($0) } }
        #expect(isEqual, "\(entry.name) differs")
      }
    }
  }

  private static func makeWritable(_ folder: URL) throws {
    let manager = FileManager.default
    for path in [""] + (manager.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []) {
      try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.appendingPathComponent(path).path)
    }
  }
}
