import EdgeModel
package import EdgeRunner
import EdgeWire
import Foundation

extension BoardModel {
  /// In terms of the runner contract.
  /// - Throws: `RunnerError.Code.unsupportedModel` for tensors of types or sizes that no runner handles.
  package func information(maximumTensorByteCount: Int) throws(RunnerError) -> ModelInformation {
    let unavailable = description.runtime.unavailable
    func total(_ segments: [TensorDescriptorMessage]) -> Int { segments.reduce(0) { $0 + $1.storedByteCount } }
    var details: [RunnerInformation.Detail] = []
    if !description.compileTime.isEmpty { details.append(.init("compiled", description.compileTime.string)) }
    if let time = description.installTime, time != 0 { details.append(.init("install time", "\(time) ms")) }
    if let time = description.initializationTime, time != 0 { details.append(.init("init time", "\(time) ms")) }
    details += configuration.map { .init($0.key, $0.value) }
    let signature = description.signature.string
    return ModelInformation(
      name: name, inputs: try describe(inputs, "input", maximumTensorByteCount),
      outputs: try describe(outputs, "output", maximumTensorByteCount),
      nodeCount: description.nodeCount > 0 ? Int(description.nodeCount) : nil,
      macs: unavailable.contains(.macs) || description.macs == 0 ? nil : Int(clamping: description.macs),
      weightsByteCount: unavailable.contains(.parameters) ? nil : total(parameters),
      activationsByteCount: unavailable.contains(.activations) ? nil : total(activations),
      hash: signature.isEmpty ? nil : ModelHash(signature), details: details)
  }

  private func describe(
    _ tensors: [TensorDescriptorMessage], _ role: String, _ limit: Int
  ) throws(RunnerError) -> [TensorDescription] {
    var result: [TensorDescription] = []
    for (index, tensor) in tensors.enumerated() {
      guard let description = tensor.description(fallbackName: "\(role)_\(index + 1)") else {
        throw RunnerError(
          .unsupportedModel,
          "model \(name): \(role) #\(index + 1) has the format 0x\(String(tensor.format.rawValue, radix: 16)) and "
            + "\(tensor.dimensions.count) dimensions, which are not understood")
      }
      guard description.byteCount == tensor.storedByteCount, description.byteCount <= limit else {
        throw RunnerError(
          .protocolViolation,
          "model \(name): \(role) #\(index + 1) has \(tensor.elementCount) elements for the shape \(description.shape)")
      }
      result.append(description)
    }
    return result
  }
}

extension TensorDescriptorMessage {
  /// In terms of the runner contract; nil when type or shape are not understood.
  package func description(fallbackName: String) -> TensorDescription? {
    guard let type = format.elementType, let shape = storedShape else { return nil }
    return TensorDescription(
      name: name.isEmpty ? fallbackName : name.string, shape: shape, elementType: type, quantization: quantization,
      location: location)
  }

  private var quantization: Quantization? {
    if format.kind == .fixedPoint || (format.kind == .integer && format.fractionBits != 0 && !format.isPacked) {
      return Quantization(scale: Float(sign: .plus, exponent: -Int(format.fractionBits), significand: 1), zeroPoint: 0)
    }
    guard format.kind == .integer, scale != 0, !format.isPacked else { return nil }
    return Quantization(scale: scale, zeroPoint: Int(zeroPoint))
  }

  private var location: String? {
    let isShared = flags.contains(.inMemoryPool)
    if isShared { return flags.contains(.memoryPool) ? "in 'mempool' buffer" : "in 'activations' buffer" }
    return flags.isDisjoint(with: [.input, .output]) ? nil : "user"
  }

  /// The shape in memory order with the batch first, bits packed into words; nil when there is none that fits.
  var storedShape: [Int]? {
    guard var shape = normalizedShape else { return nil }
    if format.isPacked, let last = shape.popLast() { shape.append((last + 31) / 32) }
    return Tensor.byteCount(shape: shape, elementType: .float64) == nil ? nil : shape
  }

  /// The announced dimensions brought into memory order.
  private var normalizedShape: [Int]? {
    let d = (0..<dimensions.count).map { Int(dimensions[$0]) }
    switch shapeFormat.order {
    case .undefined, .raw: return d
    case .stAI: return shapeFormat.hasBatch && d.first == 1 ? d : [1] + d
    default: break
    }
    switch (ShapeFormat.Order(rawValue: shapeFormat.byte), d.count) {
    case (.batchHeightWidthChannel, 1): return d
    case (.batchHeightWidthChannel, 2): return [d[0], 1, 1, d[1]]
    case (.batchHeightWidthChannel, 3): return [d[0], d[1], 1, d[2]]
    case (.batchHeightWidthChannel, 4...6): return d
    case (.batchChannelWidthHeight, 1): return [1, 1, 1, d[0]]
    case (.batchChannelWidthHeight, 4): return [d[0], d[3], d[2], d[1]]
    case (.batchChannelWidthHeight, 5): return [d[0], d[3], d[2], d[4], d[1]]
    case (.batchChannelWidthHeight, 6): return [d[0], d[3], d[2], d[4], d[5], d[1]]
    case (.batchChannelHeightWidth, 4): return [d[0], d[3], d[1], d[2]]
    case (.batchChannelHeightWidth, 5): return [d[0], d[1], d[4], d[2], d[3]]
    case (.batchChannelHeightWidth, 6): return [d[0], d[1], d[2], d[5], d[3], d[4]]
    default: return nil
    }
  }

  /// Elements that the dimensions hold, or as the board states them where there are no dimensions. Boards may count a
  /// few padding elements that they do not send.
  private var storedElementCount: Int {
    guard let shape = storedShape, let count = Tensor.elementCount(shape: shape) else { return Int(elementCount) }
    if format.isPacked { return count }
    return abs(count - Int(elementCount)) <= 3 ? count : Int(elementCount)
  }

  /// Bytes that the elements occupy on the line.
  package var storedByteCount: Int {
    let (bytes, overflow) = storedElementCount.multipliedReportingOverflow(by: storedElementByteCount)
    return overflow ? .max : bytes
  }
}
