import EdgeModel
import EdgeRunner

/// A runner whose models have tensors of given sizes and compute nothing, so that a run is all transfer.
final class TransferRunner: Runner {
  /// The input of the 192 x 192 detector goes up, four bytes come down.
  static let upload = "upload"
  /// Four bytes go up, its output comes down.
  static let float32 = "float32"
  static let int8 = "int8"

  let information = RunnerInformation(driver: "transfer", runtime: "transfer", device: "none")
  let capabilities: Capabilities = []
  let models: [ModelInformation]

  init() {
    let small = TensorDescription(name: "small", shape: [1, 4], elementType: .uint8)
    let head = [1, 84, 756]
    models = [
      ModelInformation(
        name: Self.upload,
        inputs: [TensorDescription(name: "images", shape: [1, 192, 192, 3], elementType: .uint8)], outputs: [small]),
      ModelInformation(
        name: Self.float32, inputs: [small],
        outputs: [TensorDescription(name: "output0", shape: head, elementType: .float32)]),
      ModelInformation(
        name: Self.int8, inputs: [small],
        outputs: [
          TensorDescription(
            name: "output0", shape: head, elementType: .int8,
            quantization: Quantization(scale: 0.00392156886, zeroPoint: -128))
        ]),
    ]
  }

  func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    TransferSession(model: models.first { $0.name == modelName } ?? models[0])
  }

  func close() async {}
}

/// Gives zeros.
private struct TransferSession: Session {
  let model: ModelInformation

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    InvocationResult(
      outputs: model.outputs.map {
        Tensor(shape: $0.shape, elementType: $0.elementType, quantization: $0.quantization)
      },
      profile: Profile(durations: [.zero], hostDuration: .zero))
  }
}
