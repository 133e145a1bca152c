// Runs the same sample on two runners and says which tensors differ.

import EdgeDrivers
import EdgeEvaluation

/// Runs one sample of random values on a runner and keeps what every node computed.
func record(_ descriptor: String) async throws -> RecordedSample {
  let runner = try await Drivers.connect(descriptor)
  var recorder = SampleRecorder(try await runner.makeSession(), of: runner, detail: .data)
  let inputs = try RandomInputs(sampleCount: 1).tensors(for: recorder.session.inputs)
  return try await recorder.record(inputs)
}

let first = try await record("model.tflite")
let second = try await record("litert:model.tflite")
var comparison = RunComparison(first: "engine", second: "LiteRT")
try comparison.add(first, second)
for tensor in comparison.tensors where tensor.verdict != .exact {
  print(tensor.name, tensor.verdict, tensor.total?.largestSteps ?? 0)
}
print("together:", comparison.verdict)
