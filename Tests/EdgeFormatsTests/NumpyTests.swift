import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("NumPy files")
struct NumpyTests {
  /// An npy file with a hand-written header.
  private func file(_ header: String, version: UInt8 = 1, data: [UInt8]) -> ByteRegion {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    let count = header.utf8.count
    bytes += version == 1 ? [UInt8(count & 255), UInt8(count >> 8)] : [UInt8(count & 255), UInt8(count >> 8), 0, 0]
    return ByteRegion(copying: bytes + header.utf8 + data)
  }

  @Test(
    "every element type survives writing and reading",
    arguments: ElementType.allCases.filter { $0 != .int4 }, [[], [0], [5], [2, 3], [2, 0, 4], [1, 2, 3, 4]])
  func roundTrip(type: ElementType, shape: [Int]) throws {
    var tensor = Tensor(shape: shape, elementType: type)
    tensor.withUnsafeMutableBytes { bytes in
      for index in bytes.indices {
        bytes[index] = type == .bool ? UInt8(index & 1) : UInt8(truncatingIfNeeded: index * 37)
      }
    }
    let read = try NPYFile.read(ByteRegion(copying: NPYFile.encoded(tensor)))
    #expect(read.shape == shape)
    #expect(read.elementType == type)
    #expect(read.withUnsafeBytes { Array($0) } == tensor.withUnsafeBytes { Array($0) })
  }

  @Test("the bytes written are those that NumPy writes")
  func bytesOfNumPy() throws {
    let bytes = try NPYFile.encoded(Tensor(shape: [2, 3], elementType: .int16, values: [1, 2, 3, 4, 5, 6] as [Int16]))
    let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }"
    var expected: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    expected += [UInt8](repeating: 0x20, count: 117 - header.utf8.count)
    expected += [0x0A, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]
    #expect(bytes == expected)
    let vector = try NPYFile.encoded(Tensor(shape: [3], elementType: .uint8))
    #expect(
      String(decoding: vector, as: UTF8.self).contains("'descr': '|u1', 'fortran_order': False, 'shape': (3,), }"))
    let scalar = try NPYFile.encoded(Tensor(shape: [], elementType: .float64))
    #expect(String(decoding: scalar, as: UTF8.self).contains("'shape': (), }"))
  }

  @Test("Fortran order is reordered", arguments: [1, 2, 3] as [UInt8])
  func fortranOrder(version: UInt8) throws {
    // numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)) as stored.
    var stored: [UInt8] = []
    for k in 0..<4 as Range<UInt8> { for j in 0..<3 as Range<UInt8> { stored += [4 * j + k, 12 + 4 * j + k] } }
    let header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }\n"
    let tensor = try NPYFile.read(file(header, version: version, data: stored))
    #expect(tensor.array(of: UInt8.self) == Array(0..<24))
  }

  @Test("big-endian elements are swapped")
  func bigEndian() throws {
    let header = "{'descr': '>i4', 'fortran_order': False, 'shape': (2,), }\n"
    let tensor = try NPYFile.read(file(header, data: [0, 0, 1, 2, 255, 255, 255, 254]))
    #expect(tensor.array(of: Int32.self) == [258, -2])
  }

  @Test(
    "unusable headers are refused",
    arguments: [
      "{'descr': '<c8', 'fortran_order': False, 'shape': (2,), }",
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
      "{'descr': '<f4', 'fortran_order': True, 'shape': (0, 4611686018427387904, 4611686018427387904), }",
      "{'descr': '<f4', 'shape': (2,), }", "{'descr': '<f4', 'fortran_order': False}", "{", "",
    ])
  func unusable(header: String) {
    #expect(throws: NumpyError.self) { try NPYFile.read(file(header, data: [0, 0, 0, 0, 0, 0, 0, 0])) }
  }

  @Test("archives keep names, order and values", arguments: [NPZArchive.Compression.stored, .deflated])
  func archive(compression: NPZArchive.Compression) throws {
    let archive = NPZArchive([
      .init(name: "z", tensor: Tensor(shape: [1000], elementType: .float32)),
      .init(name: "a", tensor: Tensor(shape: [2, 2], elementType: .int64, values: [1, -2, 3, .min] as [Int64])),
      .init(name: "empty", tensor: Tensor(shape: [0], elementType: .int8)),
    ])
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).npz").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try archive.write(to: path, compression: compression)
    let read = try NPZArchive.read(contentsOf: path)
    #expect(read.names == ["z", "a", "empty"])
    #expect(read["z"]?.array(of: Float.self) == [Float](repeating: 0, count: 1000))
    #expect(read["a"]?.array(of: Int64.self) == [1, -2, 3, .min])
    #expect(read["empty"]?.shape == [0])
    #expect(try archive.encoded(compression: compression) == archive.encoded(compression: compression))
  }

  @Test(
    "recorded answers read", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: SharedFiles.goldenModels)
  func golden(name: String) throws {
    let archive = try NPZArchive.read(contentsOf: SharedFiles.path("golden/\(name).npz"))
    let json =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: SharedFiles.url("golden/golden.json"))) as? [String: Any]
    let models = try #require(json?["models"] as? [String: Any])
    let model = try #require(models[name] as? [String: Any])
    let cases = try #require(model["cases"] as? [String: [String: Any]])
    for (caseName, record) in cases {
      let outputs = try #require(record["outputs"] as? [[String: Any]])
      for (index, output) in outputs.enumerated() {
        let digests = try #require(output["sha256"] as? [String: String])
        for (family, digest) in digests {
          let tensor = try #require(archive["\(caseName)_\(family)_\(index)"])
          #expect(tensor.shape == output["shape"] as? [Int])
          #expect(tensor.withUnsafeBytes { SHA256.hexDigest(of: $0) } == digest)
        }
      }
    }
  }

  @Test("arrays written piece by piece read back whole, and stay in the mapped file")
  func pieces() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.npz")
    let first = Tensor(shape: [3, 2], elementType: .float32, values: [1, 2, 3, 4, 5, 6] as [Float])
    let second = Tensor(shape: [4], elementType: .uint8, values: [7, 8, 9, 10] as [UInt8])
    let writer = try NPZFileWriter(
      path: path,
      [
        .init(name: "x", shape: first.shape, elementType: .float32),
        .init(name: "yy", shape: second.shape, elementType: .uint8),
        .init(name: "none", shape: [0, 2], elementType: .bool),
      ])
    try writer.append(second.rows(0..<1), to: 1)
    try writer.append(first.rows(0..<2), to: 0)
    try writer.append(second.rows(1..<4), to: 1)
    try writer.append(first.rows(2..<3), to: 0)
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    let archive = try NPZArchive.read(contentsOf: path)
    #expect(archive.names == ["x", "yy", "none"])
    #expect(archive["x"]?.shape == [3, 2] && archive["x"]?.array(of: Float.self) == [1, 2, 3, 4, 5, 6])
    #expect(archive["yy"]?.array(of: UInt8.self) == [7, 8, 9, 10] && archive["none"]?.shape == [0, 2])
  }

  @Test("an archive that is not finished leaves nothing")
  func unfinished() throws {
    let folder = try TemporaryFolder()
    _ = try NPZFileWriter(path: folder.file("a.npz"), [.init(name: "x", shape: [1], elementType: .int8)])
    #expect(try folder.contents().isEmpty)
  }
}
