import EdgeBoards
import EdgeDrivers
import EdgeEmulation
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// Firmware on virtual boards, spoken to over its serial line, against the engine.
@Suite(
  "Conformance of qemu:",
  .enabled(if: VirtualBoards.areAvailable, Comment(rawValue: VirtualBoards.whyAbsent)))
struct VirtualBoardConformanceTests {
  /// One firmware with several networks that together hold all cases.
  struct Board: ConformanceDriver {
    var name: String
    private let answer: SharedFixture<BatchAnswer>

    var seeds: [UInt64] { [1] }
    var testDescription: String { "qemu:\(name)" }

    /// Few enough for their inputs to be in memory together.
    private static let casesOfOneNetwork = 50

    init(_ name: String) {
      self.name = name
      answer = SharedFixture {
        let cases = ConformanceCase.int8
        let batches = stride(from: 0, to: cases.count, by: Self.casesOfOneNetwork).map { start in
          CaseBatch(
            Array(cases[start..<min(start + Self.casesOfOneNetwork, cases.count)]), seed: 1, name: "cases_\(start)")
        }
        let files = try batches.map { try ModelFiles.path($0.network, seed: 1) }
        let cache = try TemporaryFolder()
        var driver = QEMUDriver()
        driver.cache = FirmwareCache(folder: cache.url)
        let runner = try await Drivers.connect(
          Descriptor("qemu:\(name)?model=\(files.joined(separator: ","))&icount=off"), among: [driver])
        guard runner.models.count == batches.count else {
          throw EmulationError(description: "the board has \(runner.models.count) of \(batches.count) networks")
        }
        var complaints: [ResultComplaint] = []
        for (model, batch) in zip(runner.models, batches) {
          let session = try await runner.makeSession(modelName: model.name)
          // A board counts several images of one run among the dimensions of a sample.
          let inputs = zip(batch.network.inputs, session.inputs).map { tensor, input in
            var whole = Tensor(shape: input.shape, elementType: tensor.elementType, quantization: tensor.quantization)
            whole.withUnsafeMutableBytes { to in tensor.withUnsafeBytes { to.copyMemory(from: $0) } }
            return whole
          }
          let result = try await session.invoke(inputs, mode: .perLayerWithData, observer: nil)
          complaints += try EngineAnswer(batch.network.graph, inputs: batch.network.inputs).complaints(result)
        }
        await runner.close()
        return BatchAnswer(batches, complaints)
      }
    }

    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] {
      try await answer.value.complaints(about: c)
    }
  }

  static let boards: [any ConformanceDriver] = BoardSpecification.all.filter { $0.emulator != nil }.map {
    Board($0.name)
  }

  @Test("gives the engine's results of every node", arguments: Conformance.pairs(ConformanceCase.all, boards))
  func conforms(_ conformance: Conformance) async { await conformance.check() }
}

/// What virtual boards need.
private enum VirtualBoards {
  static let areAvailable = QEMUDriver().availability().isUsable && (try? FirmwareTools.find()) != nil
  static let whyAbsent = "qemu-system-arm or a Swift toolchain for firmware is missing (scripts/setup.sh firmware)"
}
