import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// Files that once made a reader fail.
private let corpus = files(in: "Tests/EdgeFormatsTests/Corpus")
/// Small sound files of each kind.
private let seeds = files(in: "Fuzz/Seeds/Formats")

private func files(in folder: String) -> [URL] {
  let folder = SharedFiles.repositoryRoot.appendingPathComponent(folder)
  let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
  return files.filter { $0.pathExtension != "md" }.sorted { $0.path < $1.path }
}

/// Damaged files must give an error or a sound result: no trap, no hang, no access outside the file.
@Suite("Damaged files", .timeLimit(.minutes(2)))
struct DamagedFileTests {
  /// Reads everything that can be read of a TFLite file, and says what is wrong with a graph that came out.
  private func readAll(_ bytes: ByteRegion) -> [String] {
    let broken = (try? TFLiteReader.graph(of: bytes))?.brokenPromises ?? []
    _ = try? TFLiteOutputsRewriter.exposingTensors([0, 1], in: bytes)
    return broken
  }

  private func damaged(_ bytes: [UInt8], count: Int, seed: UInt64, window: Int? = nil) -> [String] {
    var mutator = Mutator(bytes, seed: seed)
    return (0..<count).flatMap { _ in mutator.withDamagedCopy(window: window, readAll) }
  }

  @Test("a small model, damaged 5000 times", arguments: 1...2 as ClosedRange<UInt64>)
  func smallModel(seed: UInt64) throws {
    #expect(damaged(try TFLiteWriter.write(SampleGraphs.network), count: 2_500, seed: seed) == [])
  }

  @Test("single operators, damaged 5000 times together", arguments: OperatorSamples.kinds)
  func operators(kind: OperatorKind) throws {
    let bytes = try TFLiteWriter.write(SampleGraphs.graph(of: kind))
    #expect(damaged(bytes, count: 90, seed: UInt64(bytes.count)) == [])
  }

  @Test("a small model cut short anywhere")
  func cutShort() throws {
    let bytes = try TFLiteWriter.write(SampleGraphs.network)
    for count in 0..<bytes.count {
      let region = ByteRegion(copying: bytes.prefix(count))
      #expect((try? TFLiteReader.read(region))?.graph.brokenPromises ?? [] == [])
    }
  }

  @Test(
    "a real model, damaged where its tables lie",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func realModel() throws {
    let path = SharedFiles.path("models/yolov8n_320_quant_pt_uf_od_coco-person-st.tflite")
    let bytes = try MappedFile(path: path).region.array()
    #expect(damaged(bytes, count: 20, seed: 1) == [])
    #expect(damaged(bytes, count: 60, seed: 2, window: 4_096) == [])
  }

  @Test("an npz archive, damaged 1000 times")
  func archive() throws {
    let archive = NPZArchive([
      .init(name: "a", tensor: Tensor(shape: [3, 2], elementType: .int16)),
      .init(name: "b", tensor: Tensor(shape: [100], elementType: .float32)),
    ])
    for (seed, compression) in [NPZArchive.Compression.stored, .deflated].enumerated() {
      var mutator = Mutator(try archive.encoded(compression: compression), seed: UInt64(seed))
      for _ in 0..<500 {
        mutator.withDamagedCopy { bytes in
          guard let archive = try? NPZArchive.read(bytes) else { return }
          for entry in archive.entries { #expect(entry.tensor.doubles().count == entry.tensor.elementCount) }
        }
      }
    }
  }

  @Test("an npy file, damaged 1000 times")
  func array() throws {
    let file = try NPYFile.encoded(Tensor(shape: [3, 2, 2], elementType: .int16))
    var mutator = Mutator(file, seed: 3)
    for _ in 0..<1_000 {
      mutator.withDamagedCopy { bytes in
        if let tensor = try? NPYFile.read(bytes) { #expect(tensor.doubles().count == tensor.elementCount) }
      }
    }
  }

  @Test("an ELF file, damaged 4000 times", arguments: [ELFFile.Class.bits32, .bits64])
  func elf(fileClass: ELFFile.Class) {
    var mutator = Mutator(ELFSample(fileClass).bytes, seed: 4)
    for _ in 0..<2_000 {
      mutator.withDamagedCopy { bytes in
        guard let file = try? ELFFile(bytes) else { return }
        for segment in file.segments {
          #expect(segment.bytes.array().count <= segment.memorySize)
          #expect(file.loadedBytes(at: segment.loadAddress, count: .max) != nil)
        }
      }
    }
  }

  @Test("files that once failed, and the seeds of the fuzz target", arguments: corpus + seeds)
  func pastFailures(file: URL) throws {
    let bytes = try MappedFile(path: file.path).region
    #expect(readAll(bytes) == [])
    _ = try? TFLiteReader.read(bytes)
    _ = try? NPZArchive.read(bytes)
    _ = try? NPYFile.read(bytes)
    _ = try? ONNXInspector.read(bytes)
    _ = try? ELFFile(bytes)
    _ = try? CSVFile.read(bytes)
    _ = try? LiteralValue(parsing: bytes.text())
  }
}
