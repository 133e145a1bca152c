import Foundation

/// The recorded answers of `golden/golden.json`: hashes of outputs and of every activation, per kernel family.
public struct GoldenAnswers: Sendable, Decodable {
  /// Models by name, without extension.
  public var models: [String: Model]

  public struct Model: Sendable, Decodable {
    public var inputShape: [Int]
    public var inputType: String
    /// Answers by name of the input (`GoldenInput`).
    public var cases: [String: Case]

    enum CodingKeys: String, CodingKey {
      case inputShape = "input_shape"
      case inputType = "input_dtype"
      case cases
    }
  }

  public struct Case: Sendable, Decodable {
    /// Outputs in file order.
    public var outputs: [Output]
    /// One entry per operator output, in execution order.
    public var tensors: [Activation]
  }

  public struct Output: Sendable, Decodable {
    public var name: String
    public var shape: [Int]
    /// SHA-256 of the bytes by kernel family: `ref`, `opt`, `xnn`.
    public var sha256: [String: String]
  }

  public struct Activation: Sendable, Decodable {
    public var operatorIndex: Int
    public var operatorName: String
    public var tensorIndex: Int
    /// First 16 digits of the SHA-256 of the bytes under the reference kernels.
    public var reference: String
    /// The same under XNNPACK, LiteRT's default.
    public var xnnpack: String

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
