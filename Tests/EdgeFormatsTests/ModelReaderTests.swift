import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Foundation
import Synchronization
import Testing

/// What a reader did, in order.
private final class Log: Sendable {
  private let all = Mutex<[ModelReader.Event]>([])

  var events: [ModelReader.Event] { all.withLock { $0 } }
  var warnings: [String] { events.compactMap { if case .met(let text) = $0 { text } else { nil } } }

  func add(_ event: ModelReader.Event) { all.withLock { $0.append(event) } }
  func count(_ isWanted: (ModelReader.Event) -> Bool) -> Int { events.count(where: isWanted) }
}

@Suite("The door for model files") struct ModelReaderTests {
  private static let tflite = RawModel().bytes
  /// A format version and a graph without nodes, as exporters begin, and the same in another order.
  private static let onnx: [UInt8] = [1 << 3, 8, 7 << 3 | 2, 3, 2 << 3 | 2, 1, 0x67]
  private static let reordered: [UInt8] = [7 << 3 | 2, 3, 2 << 3 | 2, 1, 0x67, 1 << 3, 8]

  private let folder: TemporaryFolder
  private let log = Log()
  private let reader: ModelReader

  init() throws {
    folder = try TemporaryFolder()
    let log = log
    reader = ModelReader { log.add($0) }
  }

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = folder.url.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    return url.path
  }

  // MARK: What a file is

  @Test(
    "a file is what its content says, whatever its name",
    arguments: [
      ("a.tflite", tflite, ModelFormat.tflite, 0), ("a", tflite, .tflite, 0), ("a.bin", tflite, .tflite, 0),
      ("a.onnx", tflite, .tflite, 1), ("a.onnx", onnx, .onnx, 0), ("a.ONNX", reordered, .onnx, 0),
      ("a.tflite", onnx, .onnx, 1), ("a.tflite", reordered, .onnx, 1),
    ])
  func contentDecides(name: String, bytes: [UInt8], format: ModelFormat, warningCount: Int) throws {
    let path = try file(name, bytes)
    let source = try reader.open(path)
    #expect(source.format == format && source.path == path && source.fileName == name && source.name == "a")
    #expect(log.warnings.count == warningCount)
    #expect(log.warnings.allSatisfy { $0.contains(name) && $0.contains(format.name) })
    #expect(ModelFormat(path: path) == format)
    switch try source.contents() {
    case .tflite(let model): #expect(format == .tflite && model.graph.operators.count == 1)
    case .onnx(let model): #expect(format == .onnx && model.graphName == "g")
    }
    #expect((source.graph != nil) == (format == .tflite))
  }

  @Test("where there is no content the name says what a file would be")
  func nameDecides() throws {
    #expect(ModelFormat(path: "/nonexistent/a.tflite") == .tflite)
    #expect(ModelFormat(path: "/nonexistent/a.ONNX") == .onnx)
    #expect(ModelFormat(path: "/nonexistent/a.pt") == nil)
    #expect(ModelFormat(path: folder.url.path) == nil)
    // A damaged file still goes to whoever can tell what is wrong with it.
    #expect(ModelFormat(path: try file("a.tflite", Array("no model".utf8))) == .tflite)
  }

  @Test("an ONNX file has no graph that could be planned, and the error says what to do")
  func describesOnly() throws {
    let error = #expect(throws: ModelError.self) { try reader.open(file("a.onnx", Self.onnx)).model() }
    guard case .noGraph(_, .onnx)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.isAboutSupport == true && error?.hint?.contains(".tflite") == true)
  }

  // MARK: What cannot be had

  @Test("a missing file, a folder and an empty file are told by name")
  func unreadable() throws {
    for path in ["/nonexistent/a.tflite", folder.url.path, try file("empty.onnx", []), "", "/dev/null"] {
      let error = #expect(throws: ModelError.self) { try reader.open(path) }
      guard case .unreadable(let file)? = error else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
      #expect(file.path == path && error?.isAboutSupport == false)
    }
  }

  @Test(
    "what is no model is told in terms of what its name says",
    arguments: [
      ("a.tflite", "no model", "identifier TFL3"), ("a.onnx", "no model", "not an ONNX file"),
      ("a.bin", "no model", "neither a TFLite nor an ONNX file"),
      ("a.tflite", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull"),
      ("a.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull"),
    ])
  func unknown(name: String, text: String, part: String) throws {
    let path = try file(name, Array(text.utf8))
    let error = #expect(throws: ModelError.self) { try reader.open(path) }
    #expect(error?.file == path && error?.reason.contains(part) == true)
    guard case .unknownFormat? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("damage inside shows when the contents are asked for, each time, and is looked for once")
  func damaged() throws {
    for bytes in [Array(Self.tflite.prefix(40)), Array(Self.onnx.prefix(5))] {
      let source = try reader.open(file("a", bytes))
      for _ in 0..<2 {
        let error = #expect(throws: ModelError.self) { try source.contents() }
        #expect(error?.isAboutSupport == false)
      }
      #expect(source.graph == nil && source.metadata == nil)
    }
    #expect(log.count { if case .reading = $0 { true } else { false } } == 2)
  }

  @Test("operators that are not known are listed, with those that are as the hint")
  func unsupported() throws {
    var raw = RawModel()
    raw.codes = [[RawModel.Code.deprecatedBuiltinCode: .int8(7)]]
    let source = try reader.open(ByteRegion(copying: raw.bytes), fileName: "a.tflite")
    let error = #expect(throws: ModelError.self) { try source.model() }
    #expect(error?.isAboutSupport == true)
    #expect(error?.description.contains("EMBEDDING_LOOKUP") == true)
    #expect(error?.hint?.contains("CONV_2D") == true)
  }

  // MARK: Once

  @Test("a file that several hold is opened, read and hashed once")
  func once() throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    let first = try reader.open(path)
    let second = try reader.open(path)
    #expect(first == second)
    #expect(try first.model().sha256 == second.sha256 && second.sha256 == first.hash.description)
    #expect(second.graph?.operators.isEmpty == false)
    #expect(log.events == [.opening(path), .reading(path), .hashing(path)])
    #expect(second.sha256 == SHA256.hexDigest(of: try MappedFile(path: path).region))
  }

  @Test("nothing is hashed or read before it is asked for")
  func lazy() throws {
    let path = try file("a.tflite", Self.tflite)
    _ = try reader.open(path)
    #expect(log.events == [.opening(path)])
  }

  @Test("a file that changed is read anew, and who holds the old one keeps it")
  func changed() throws {
    let path = try file("a.tflite", Self.tflite)
    let first = try reader.open(path)
    try FileManager.default.removeItem(atPath: path)
    _ = try file("a.tflite", Self.onnx)
    let second = try reader.open(path)
    #expect(first.format == .tflite && second.format == .onnx)
    #expect(try first.model().graph.operators.count == 1)
    // In the same place, of the same size, at once: only the content differs.
    var other = Self.tflite
    other[other.count - 1] ^= 1
    _ = try file("b.tflite", Self.tflite)
    let third = try reader.open(folder.url.appendingPathComponent("b.tflite").path)
    let old = third.sha256
    let handle = try FileHandle(forWritingTo: folder.url.appendingPathComponent("b.tflite"))
    try handle.write(contentsOf: Data(other))
    try handle.close()
    #expect(try reader.open(folder.url.appendingPathComponent("b.tflite").path).sha256 != old)
  }

  @Test("a file that nobody holds is forgotten")
  func forgets() throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    for _ in 0..<2 { _ = try reader.open(path) }
    #expect(log.events == [.opening(path), .opening(path)])
  }

  @Test("what was got over is told once")
  func tellsOnce() throws {
    let path = try file("a.onnx", Self.tflite)
    let source = try reader.open(path)
    for _ in 0..<2 { _ = try source.contents() }
    #expect(log.warnings.count == 1)
  }

  // MARK: Without a file

  @Test("bytes in memory are a model like any other")
  func bytes() throws {
    let source = try reader.open(ByteRegion(copying: Self.tflite), fileName: "net.v2.tflite")
    #expect(source.path == nil && source.name == "net.v2" && source.file == "net.v2.tflite")
    #expect(try source.model().graph.operators.count == 1)
    #expect(try source.model().fileByteCount == Self.tflite.count)
  }

  @Test("a model inside the program is opened by its name in the place of a path")
  func embedded() throws {
    let model = EmbeddedModel(name: "inside:", fileName: "net.tflite", bytes: ByteRegion(copying: Self.tflite))
    let reader = ModelReader(embedded: [model])
    let source = try reader.open("inside:")
    #expect(try reader.open(model) == source && reader.open("inside:") == source)
    #expect(source.path == nil && source.fileName == "net.tflite")
    #expect(throws: ModelError.self) { try self.reader.open("inside:") }
  }

  @Test("a model is found by its name and digest, inside the program or in a folder")
  func finds() throws {
    let digest = SHA256.hexDigest(of: ByteRegion(copying: Self.tflite))
    let path = try file("net.tflite", Self.tflite)
    let folder = folder.url.path
    #expect(reader.find(fileName: "net.tflite", sha256: digest, in: ["/nonexistent", folder])?.path == path)
    #expect(reader.find(fileName: "net.tflite", sha256: "5ca1ab1e", in: [folder]) == nil)
    #expect(reader.find(fileName: "other.tflite", sha256: digest, in: [folder]) == nil)
    #expect(reader.find(fileName: "../\(path)", sha256: digest, in: [folder]) == nil)
    let model = EmbeddedModel(name: "inside:", fileName: "net.tflite", bytes: ByteRegion(copying: Self.tflite))
    let reader = ModelReader(embedded: [model])
    #expect(reader.find(fileName: "net.tflite", sha256: digest, in: [])?.fileName == "net.tflite")
  }

  @Test("metadata are had of a file whose operators are not known")
  func metadataWithoutGraph() throws {
    var raw = RawModel()
    raw.codes = [[RawModel.Code.builtinCode: .int32(500)]]
    var archive = ZipWriter()
    try archive.append(
      name: "metadata.json", contents: Array(#"{"task": "obb", "names": {"0": "ship"}}"#.utf8), deflating: false)
    let source = try reader.open(ByteRegion(copying: raw.bytes + archive.archive()), fileName: "m.tflite")
    #expect(throws: ModelError.self) { try source.contents() }
    #expect(source.metadata?.task == "obb" && source.metadata?.names == [0: "ship"])
  }
}
