public import EdgeModel

/// What an ONNX file says about itself: enough to describe it and to name its tensors, not to run it.
public struct ONNXModel: Sendable {
  /// A set of operator definitions that the file relies on.
  public struct OperatorSet: Sendable, Hashable {
    /// Empty for the standard operators.
    public var domain: String
    /// Version of the set, counted by its domain.
    public var version: Int
  }

  /// A graph input or output.
  public struct Value: Sendable, Hashable {
    /// Name that nodes refer to.
    public var name: String
    /// Type of the elements.
    public var elementType: ONNXElementType
    /// Nil when the file states no shape.
    public var dimensions: [Dimension]?
  }

  /// One dimension of a shape.
  public enum Dimension: Sendable, Hashable, CustomStringConvertible {
    case fixed(Int)
    /// A size that is only known by name, or not at all when the name is empty.
    case symbolic(String)

    /// The size, the symbol, or `?`.
    public var description: String {
      switch self {
      case .fixed(let size): "\(size)"
      case .symbolic(let name): name.isEmpty ? "?" : name
      }
    }
  }

  /// One operator of the graph.
  public struct Node: Sendable, Hashable {
    /// May be empty.
    public var name: String
    /// Operator name within its domain, such as `Conv`.
    public var operatorType: String
    /// Empty for the standard operators.
    public var domain: String
    /// Names of the operands; an empty name stands for an operand left out.
    public var inputs: [String]
    /// Names of the results.
    public var outputs: [String]
  }

  /// A constant of the graph.
  public struct Initializer: Sendable, Hashable {
    /// Name that nodes refer to.
    public var name: String
    /// Type of the elements.
    public var elementType: ONNXElementType
    /// Shape, outermost first.
    public var dimensions: [Int]
    /// Bytes of the elements; 0 when the type has no fixed size.
    public var byteCount: Int
    /// True when the data lie in a separate file.
    public var isExternal: Bool
  }

  /// Version of the file format.
  public var irVersion = 0
  /// Definitions that the file relies on, the standard ones among them.
  public var operatorSets: [OperatorSet] = []
  /// Name of the tool that wrote the file.
  public var producerName = ""
  /// Version of that tool.
  public var producerVersion = ""
  /// Name of the graph; may be empty.
  public var graphName = ""
  /// Inputs that the caller must provide: those without a default among the initializers.
  public var inputs: [Value] = []
  /// Results of the graph, in order.
  public var outputs: [Value] = []
  /// Operators in topological order.
  public var nodes: [Node] = []
  /// Constants of the graph.
  public var initializers: [Initializer] = []
  /// Nil when the file carries none.
  public var metadata: ModelMetadata?
  /// Size of the file in bytes.
  public var fileByteCount = 0
  /// What the reader met and got over, in words.
  public var warnings: [String] = []

  /// Version of the standard operators; nil when the file names none.
  public var opset: Int? { operatorSets.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }?.version }
}

/// An element type of the ONNX format, by its number.
public struct ONNXElementType: Sendable, Hashable, CustomStringConvertible {
  /// Number of TensorProto.DataType; 0 when the file states none.
  public var number: Int

  // Table: names in the order of the numbers, from the public ONNX format.
  private static let names = [
    "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE",
    "UINT32", "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16", "FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2",
    "FLOAT8E5M2FNUZ", "UINT4", "INT4", "FLOAT4E2M1", "FLOAT8E8M0", "UINT2", "INT2",
  ]

  /// The format's name of the type.
  public var description: String { Self.names.indices.contains(number) ? Self.names[number] : "TYPE_\(number)" }

  /// The same type in EdgeRunner's terms; nil when EdgeRunner has no such type.
  public var elementType: ElementType? {
    switch number {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 4: .uint16
    case 5: .int16
    case 6: .int32
    case 7: .int64
    case 9: .bool
    case 10: .float16
    case 11: .float64
    case 12: .uint32
    case 13: .uint64
    case 22: .int4
    default: nil
    }
  }
}
