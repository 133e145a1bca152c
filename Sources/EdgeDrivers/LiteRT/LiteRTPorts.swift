import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem

/// The tensors that a program takes and returns, by their numbers in the file, and the bytes that make LiteRT compute
/// them.
struct LiteRTPorts: Sendable {
  /// Where an output comes from.
  enum Source: Sendable, Hashable {
    /// LiteRT computes it.
    case computed(tensor: Int)
    /// It is the program's input at this position. LiteRT would be told two places for one tensor.
    case input(Int)
    /// The file holds its data.
    case constant(tensor: Int)
  }

  /// The contents of a file whose outputs are `computed`, each once; the source's own where that is so already.
  let bytes: ByteRegion
  /// Tensors that the graph takes, in its order, whatever order signatures list them in.
  let inputs: [Int]
  /// What the program returns, in order.
  let outputs: [Source]
  /// Tensors that LiteRT computes, each once; empty when there is nothing to compute.
  let computed: [Int]
  /// Whether a custom operator of the file reads the results, because LiteRT settles some sizes only when it runs.
  let isTapped: Bool
  let outline: TFLiteOutline

  /// - Parameters:
  ///   - bytes: a `.tflite` file.
  ///   - outputs: tensors to return; nil for the file's own outputs.
  ///   - isTapped: whether sizes may be settled late.
  /// - Throws: `RunnerError.Code.invalidModel` for a damaged file.
  init(_ bytes: ByteRegion, outputs: [Int]? = nil, isTapped: Bool = false) throws(RunnerError) {
    do throws(TFLiteError) {
      let outline = try TFLiteOutline(of: bytes)
      let wanted = outputs ?? outline.outputs
      let sources = wanted.map { tensor -> Source in
        if let position = outline.inputs.firstIndex(of: tensor) { return .input(position) }
        return outline.computed.contains(tensor) ? .computed(tensor: tensor) : .constant(tensor: tensor)
      }
      var seen: Set<Int> = []
      computed = wanted.filter {
        outline.computed.contains($0) && !outline.inputs.contains($0) && seen.insert($0).inserted
      }
      self.outline = outline
      inputs = outline.inputs
      self.outputs = sources
      self.isTapped = isTapped && !computed.isEmpty
      if self.isTapped {
        self.bytes = ByteRegion(copying: try TFLiteTapWriter.tapping(computed, by: LiteRTTap.name, in: bytes))
      } else if outline.runs(as: computed) || computed.isEmpty {
        self.bytes = bytes
      } else {
        self.bytes = ByteRegion(copying: try TFLiteOutputsRewriter.exposingTensors(computed, in: bytes))
      }
    } catch { throw RunnerError(.invalidModel, "the model cannot be given to LiteRT", cause: error) }
  }
}

extension TFLiteOutline {
  /// True when LiteRT, which runs the first signature where there is one, computes just the tensors `computed` of the
  /// main graph.
  fileprivate func runs(as computed: [Int]) -> Bool {
    guard let signature else { return outputs == computed }
    return signature.subgraph == 0 && signature.inputs == Set(inputs) && signature.outputs == Set(computed)
      && outputs.count == computed.count
  }
}
