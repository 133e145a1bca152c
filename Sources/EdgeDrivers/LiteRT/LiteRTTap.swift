import CEdgeHost
import EdgeModel
import EdgeRunner

/// A custom operator that keeps what it reads: the last of a file that `TFLiteTapWriter` made.
///
/// Sendable only to be handed over, as every `HostProgram`.
final class LiteRTTap: @unchecked Sendable {
  /// What the operator read of one tensor in the last run.
  struct Result {
    var shape: [Int]
    var elementType: ElementType
    var bytes: [UInt8]
  }

  /// The operator's name in the file.
  static let name = "EdgeRunnerTap"

  /// What the operator read, in order; empty before a run.
  private(set) var results: [Result] = []
  /// Why the last run could not be read; nil when it could.
  private(set) var failure: RunnerError?
  private let library: LiteRTLibrary

  init(library: LiteRTLibrary) { self.library = library }

  /// Makes the operator known to whatever is compiled with `options`. This object must outlive that.
  func add(to options: OpaquePointer?) throws(RunnerError) {
    var custom = EdgeLiteRtCustomOperator(
      prepare: { _, _, _ in 0 },
      set_output_layouts: { _, _, _, count, outputs in
        for index in 0..<count {
          outputs?[index].rank_and_flags = 1
          outputs?[index].dimensions.0 = 1
        }
        return 0
      },
      run: { context, count, inputs, _, _ in
        guard let context else { return 1 }
        Unmanaged<LiteRTTap>.fromOpaque(context).takeUnretainedValue().read(inputs, count: count)
        return 0
      },
      destroy: { _ in 0 })
    let context = Unmanaged.passUnretained(self).toOpaque()
    try library.check(
      library.addCustomOperator(options, Self.name, 1, &custom, context), "add the operator \(Self.name)")
  }

  /// Forgets the results before a run.
  func reset() {
    results = []
    failure = nil
  }

  private func read(_ buffers: UnsafePointer<OpaquePointer?>?, count: Int) {
    for index in 0..<count {
      do throws(RunnerError) { results.append(try result(buffers?[index])) } catch { failure = failure ?? error }
    }
  }

  private func result(_ buffer: OpaquePointer?) throws(RunnerError) -> Result {
    var type = EdgeLiteRtRankedTensorType()
    try library.check(library.bufferType(buffer, &type), "read the type of a result")
    guard let elementType = ElementType(liteRT: type.element_type) else {
      throw RunnerError(
        .unsupportedModel, "a result has element type number \(type.element_type), which is not supported")
    }
    // The first dimension is the one that the file's EXPAND_DIMS adds.
    let shape = Array(type.shape.dropFirst())
    guard let byteCount = Tensor.byteCount(shape: shape, elementType: elementType) else {
      throw RunnerError(.unsupportedModel, "a result has shape \(shape)")
    }
    guard byteCount > 0 else { return Result(shape: shape, elementType: elementType, bytes: []) }
    var size = 0
    try library.check(library.bufferSize(buffer, &size), "read the size of a result")
    guard size >= byteCount else {
      throw RunnerError(.unavailable, "LiteRT gives \(size) bytes for a result of shape \(shape)")
    }
    var memory: UnsafeMutableRawPointer?
    try library.check(library.lockBuffer(buffer, &memory, 0), "lock a result")
    defer { _ = library.unlockBuffer(buffer) }
    return Result(
      shape: shape, elementType: elementType,
      bytes: Array(UnsafeRawBufferPointer(start: memory, count: memory == nil ? 0 : byteCount)))
  }
}

extension EdgeLiteRtRankedTensorType {
  /// The dimensions, of which open ones are negative.
  var shape: [Int] { sizes(rank: rank_and_flags, dimensions) }
}

extension EdgeLiteRtLayout {
  /// The dimensions, of which open ones are negative.
  var shape: [Int] { sizes(rank: rank_and_flags, dimensions) }
}

/// The rank is in the low seven bits; LiteRT has no more than eight dimensions.
private func sizes<Dimensions>(rank: UInt32, _ dimensions: Dimensions) -> [Int] {
  withUnsafeBytes(of: dimensions) { $0.bindMemory(to: Int32.self).prefix(Int(rank & 0x7F)).map(Int.init) }
}
