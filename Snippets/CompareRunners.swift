// Runs the same samples on two runners and says which tensors differ, and why.

import EdgeDrivers
import EdgeEvaluation
import EdgeModel
import EdgeRunner

func record(_ inputs: [Tensor], on runner: any Runner) async throws -> RecordedSample {
  var recorder = SampleRecorder(try await runner.makeSession(), of: runner, detail: .data)
  return try await recorder.record(inputs)
}

let first = try await Drivers.connect("model.tflite")
let second = try await Drivers.connect("litert:model.tflite")
let inputs = try RandomInputs(sampleCount: 1).tensors(for: first.models[0].inputs)
let samples = [try await record(inputs, on: first), try await record(inputs, on: second)]

var comparison = RunComparison(first: "engine", second: "LiteRT")
try comparison.add(samples[0], samples[1])
for tensor in comparison.tensors where tensor.verdict != .exact {
  print(tensor.name, tensor.verdict, tensor.total?.largestSteps ?? 0)
}
print("together:", comparison.verdict)
