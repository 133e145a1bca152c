import Board

/// The tensors of a network in the protocol's words.
struct NetworkTensors: TensorDescriptorSource {
  let network: UnsafePointer<edge_network>
  private var description: edge_network_description { network.pointee.description.pointee }

  func count(of role: TensorRole) -> Int {
    switch role {
    case .input: Int(description.input_count)
    case .output: Int(description.output_count)
    case .activation: Int(description.region_count)
    case .parameter: description.weights_size > 0 ? 1 : 0
    }
  }

  func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage {
    switch role {
    case .input: Self.descriptor(of: description.inputs + index, in: network, flags: [.input, .inMemoryPool])
    case .output: Self.descriptor(of: description.outputs + index, in: network, flags: [.output, .inMemoryPool])
    case .activation:
      Self.segment(
        name: WireText(cString: description.regions[index].name), byteCount: description.regions[index].size,
        address: UInt32(UInt(bitPattern: Self.memory(of: network, region: index))))
    case .parameter:
      Self.segment(
        name: WireText("weights"), byteCount: description.weights_size,
        address: UInt32(UInt(bitPattern: network.pointee.weights)))
    }
  }

  /// A piece of memory as boards list them.
  private static func segment(name: WireText, byteCount: UInt32, address: UInt32) -> TensorDescriptorMessage {
    TensorDescriptorMessage(
      name: name, format: .integer(bitCount: 8, isSigned: false), elementCount: byteCount,
      shapeFormat: ShapeFormat(order: .undefined, rank: 1), dimensions: WordList(byteCount), address: address,
      flags: .memoryPool)
  }

  private static func memory(of network: UnsafePointer<edge_network>, region: Int) -> UnsafeMutablePointer<UInt8>? {
    withUnsafeBytes(of: network.pointee.memory) {
      $0.load(fromByteOffset: region * MemoryLayout<UInt>.size, as: UnsafeMutablePointer<UInt8>?.self)
    }
  }

  static func descriptor(
    of tensor: UnsafePointer<edge_tensor>, in network: UnsafePointer<edge_network>, flags: TensorFlags
  ) -> TensorDescriptorMessage {
    var dimensions = WordList()
    var elementCount: UInt32 = 1
    for position in 0..<Int(tensor.pointee.rank) {
      let dimension = UInt32(bitPattern: tensor.pointee.shape[position])
      _ = dimensions.append(dimension)
      elementCount &*= dimension
    }
    // One scale only: a scale per channel has no place in the message.
    let isPerTensor = tensor.pointee.scale_count == 1
    return TensorDescriptorMessage(
      name: WireText(cString: tensor.pointee.name), format: format(of: tensor.pointee.element_type),
      elementCount: elementCount,
      shapeFormat: ShapeFormat(
        order: .stAI, flags: ShapeFormat.channelLast | ShapeFormat.hasBatch, rank: Int(tensor.pointee.rank)),
      dimensions: dimensions, scale: isPerTensor ? tensor.pointee.scales[0] : 0,
      zeroPoint: isPerTensor ? tensor.pointee.zero_points[0] : 0,
      address: UInt32(UInt(bitPattern: edge_network_data(network, tensor))), flags: flags)
  }

  private static func format(of type: UInt32) -> TensorFormat {
    switch type {
    case EDGE_FLOAT32.rawValue: .float32
    case EDGE_FLOAT16.rawValue: .float16
    case EDGE_FLOAT64.rawValue: .float64
    case EDGE_INT4.rawValue: .integer(bitCount: 4, isSigned: true)
    case EDGE_INT8.rawValue: .integer(bitCount: 8, isSigned: true)
    case EDGE_INT16.rawValue: .integer(bitCount: 16, isSigned: true)
    case EDGE_INT32.rawValue: .integer(bitCount: 32, isSigned: true)
    case EDGE_INT64.rawValue: .integer(bitCount: 64, isSigned: true)
    case EDGE_UINT8.rawValue: .integer(bitCount: 8, isSigned: false)
    case EDGE_UINT16.rawValue: .integer(bitCount: 16, isSigned: false)
    case EDGE_UINT32.rawValue: .integer(bitCount: 32, isSigned: false)
    case EDGE_UINT64.rawValue: .integer(bitCount: 64, isSigned: false)
    default: .bool
    }
  }
}
