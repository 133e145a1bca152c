import Foundation

/// The recorded answers of `golden/golden.json`: hashes of outputs and of every activation, per kernel family.
public struct GoldenAnswers: Sendable, Decodable {
  /// Models by name, without extension.
  public var models: [String: Model]

  /// One model and what was recorded of it.
  public struct Model: Sendable, Decodable {
    /// Shape of the input, batch dimension included.
    public var inputShape: [Int]
    /// TFLite's name of the input's element type.
    public var inputType: String
    /// Answers by name of the input (`GoldenInput`).
    public var cases: [String: Case]

    enum CodingKeys: String, CodingKey {
      case inputShape = "input_shape"
      case inputType = "input_dtype"
      case cases
    }
  }

  /// The answers to one input.
  public struct Case: Sendable, Decodable {
    /// Outputs in file order.
    public var outputs: [Output]
    /// One entry per operator output, in execution order.
    public var tensors: [Activation]
  }

  /// One output of the model.
  public struct Output: Sendable, Decodable {
    /// Name in the file.
    public var name: String
    /// Dimensions, outermost first.
    public var shape: [Int]
    /// SHA-256 of the bytes by kernel family: `ref`, `opt`, `xnn`.
    public var sha256: [String: String]
  }

  /// One result inside the model.
  public struct Activation: Sendable, Decodable {
    /// Position of the operator in the file.
    public var operatorIndex: Int
    /// TFLite's name of the operator.
    public var operatorName: String
    /// Number of the result in the file.
    public var tensorIndex: Int
    /// First 16 digits of the SHA-256 of the bytes under the reference kernels.
    public var reference: String
    /// The same under XNNPACK, LiteRT's default.
    public var xnnpack: String

    /// Reads what the recorder wrote.
    public init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      operatorIndex = try values.decode(Int.self)
      operatorName = try values.decode(String.self)
      tensorIndex = try values.decode(Int.self)
      reference = try values.decode(String.self)
      xnnpack = try values.decode(String.self)
    }
  }

  /// The recorded answers; nil without the shared files.
  public static let recorded: GoldenAnswers? = {
    guard SharedFiles.arePresent, let data = try? Data(contentsOf: SharedFiles.url("golden/golden.json")) else {
      return nil
    }
    return try? JSONDecoder().decode(GoldenAnswers.self, from: data)
  }()
}
