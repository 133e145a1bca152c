// Runs any model on any runner, with inputs of zeros.

import EdgeDrivers
import EdgeModel
import EdgeRunner

let runner = try await Drivers.connect("model.tflite")
let session = try await runner.makeSession()
let inputs = session.inputs.map { Tensor(shape: $0.shape, elementType: $0.elementType) }
let result = try await session.invoke(inputs)
for (output, tensor) in zip(session.outputs, result.outputs) {
  print(output.name, tensor.shape, tensor.dequantized().max() ?? 0)
}
print("took", result.profile.durations[0])
