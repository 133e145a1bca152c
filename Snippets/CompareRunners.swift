// Runs the same samples on two runners and says which tensors differ, and why.

import EdgeDrivers
import EdgeEvaluation

let first = try await Drivers.connect("model.tflite")
let second = try await Drivers.connect("litert:model.tflite")
var recorders = [
  SampleRecorder(try await first.makeSession(), of: first, detail: .data),
  SampleRecorder(try await second.makeSession(), of: second, detail: .data),
]
let inputs = try RandomInputs(sampleCount: 1).tensors(for: recorders[0].session.inputs)
let samples = [try await recorders[0].record(inputs), try await recorders[1].record(inputs)]

var comparison = RunComparison(first: "engine", second: "LiteRT")
try comparison.add(samples[0], samples[1])
for tensor in comparison.tensors where tensor.verdict != .exact {
  print(tensor.name, tensor.verdict, tensor.total?.largestSteps ?? 0)
}
print("together:", comparison.verdict)
