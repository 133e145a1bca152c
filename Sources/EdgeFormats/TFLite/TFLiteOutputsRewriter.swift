import EdgeModel
public import EdgeSystem

/// Makes copies of TFLite files whose outputs are other tensors, to look at intermediate results in any runtime.
///
/// Works on bytes where the `ExposeResults` pass works on graphs: a runtime that is measured must get the file under test,
/// with its operator versions, options, buffers and metadata, of which a `Graph` keeps only what it means.
public enum TFLiteOutputsRewriter {
  /// The file `bytes` with exactly the tensors `indices` as outputs of subgraph 0, in this order.
  ///
  /// Everything else stays in place, so data behind the FlatBuffers part keep their positions. Signatures are dropped,
  /// because they name the old outputs; runtimes then make one up. A zip archive at the end of the file is repeated
  /// behind the additions, where readers look for it. Throws when a tensor number is out of range.
  public static func exposingTensors(
    _ indices: [Int], in bytes: ByteRegion, limits: TFLiteLimits = .standard
  ) throws(TFLiteError) -> [UInt8] {
    let model = try TFLiteReader.modelTable(of: TFLiteReader.open(bytes, limits: limits))
    let subgraph = try TFLiteReader.mainGraph(of: model)
    let tensorCount = try subgraph.vector(TFLiteSchema.SubGraphField.tensors, elementSize: 4)?.count ?? 0
    for index in indices where !(0..<tensorCount).contains(index) {
      throw TFLiteError(.malformed, "tensor \(index) to expose is not one of \(tensorCount)")
    }
    guard let slot = try subgraph.position(TFLiteSchema.SubGraphField.outputs, byteCount: 4) else {
      throw model.file.malformed(subgraph.offset, "the subgraph has no list of outputs")
    }

    var result = bytes.array()
    result.pad(toMultipleOf: 4)
    try result.replaceOffset(at: slot, with: result.count)
    result.append(little: UInt32(indices.count))
    for number in try TFLiteWriter.int32s(indices, at: .file) { result.append(little: number) }

    if try model.position(TFLiteSchema.ModelField.signatureDefs, byteCount: 4) != nil {
      // Tables may share a vtable, so the model gets a copy of its own in which the field is absent.
      var vtable = try model.vtableBytes()
      vtable.replace(at: 4 + 2 * TFLiteSchema.ModelField.signatureDefs, with: 0 as UInt16)
      result.pad(toMultipleOf: 4)
      let distance = try TFLiteWriter.int32(model.offset - result.count, at: .file)
      result.replace(at: model.offset, with: distance)
      result += vtable
    }
    if let archive = try? ZipArchive(bytes), let tail = archive.tail { result += tail.array() }
    return result
  }
}

extension [UInt8] {
  fileprivate mutating func pad(toMultipleOf alignment: Int) {
    self += [UInt8](repeating: 0, count: count.roundedUp(toMultipleOf: alignment) - count)
  }

  /// Makes the offset field at `position` point to `target`.
  fileprivate mutating func replaceOffset(at position: Int, with target: Int) throws(TFLiteError) {
    guard let offset = UInt32(exactly: target - position) else {
      throw TFLiteError(.limitExceeded, at: .byte(position), "the file is too large to append to")
    }
    replace(at: position, with: offset)
  }
}
