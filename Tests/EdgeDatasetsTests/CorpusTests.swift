import EdgeDatasets
import EdgeDetection
import EdgeTestSupport
import Foundation
import Testing

/// What a fuzzer once made a reader trap or hang with, and the files from which it starts.
private let corpus = ["Tests/EdgeDatasetsTests/Corpus", "Fuzz/Seeds/Datasets"].flatMap { folder in
  let url = SharedFiles.repositoryRoot.appendingPathComponent(folder)
  return ((try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? [])
    .sorted { $0.path < $1.path }
}

@Suite("Damaged data sets")
struct CorpusTests {
  private func readAll(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try? DatasetDescription(text, path: "")
    _ = try? COCOAnnotations(bytes)
    _ = try? COCOResults(bytes)
    for task in DetectorTask.allCases {
      let shape = task == .pose ? KeypointShape(count: 2, dimensions: 3) : nil
      _ = try? LabelFile.parse(
        text, path: "", rules: .init(classCount: 3, keypointShape: shape, task: task, version: .v84190))
    }
  }

  @Test func thereAreFiles() { #expect(corpus.count >= 8) }

  @Test("whatever was found is read or refused", arguments: corpus)
  func isReadOrRefused(_ file: URL) throws { readAll(Array(try Data(contentsOf: file))) }

  @Test("cut off and changed at every place, they are read or refused", arguments: corpus)
  func damagedOnesAreReadOrRefused(_ file: URL) throws {
    let bytes = Array(try Data(contentsOf: file)).prefix(150)
    for position in bytes.indices {
      readAll(Array(bytes[..<position]))
      for byte in [UInt8(ascii: "9"), UInt8(ascii: "["), 0xC3] {
        var changed = Array(bytes)
        changed[position] = byte
        readAll(changed)
      }
    }
  }
}
