import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation

/// Small networks, where what is done around the arithmetic counts, and shapes that few kernels are made for. Their
/// weights are random: speed does not depend on them.
let smallNetworkBenchmarks = BenchmarkSource(name: "small networks") {
  var benchmarks: [Benchmark] = []
  for network in [denseLayers(), manyNodes(), filtersOfOneChannel(), filtersOfManyChannels()] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-bench-\(network.name).tflite")
    try Data(TFLiteWriter.write(network.graph)).write(to: file, options: .atomic)
    for (name, descriptor) in [("native", file.path), ("litert, 1 thread", "litert:\(file.path)?threads=1")] {
      guard (try? await Drivers.connect(descriptor)) != nil else { continue }
      benchmarks.append(try await inference(of: descriptor, group: "\(network.name), one inference", name: name))
    }
  }
  return benchmarks
}

/// The dense layers of an autoencoder for sounds of machines, as MLPerf Tiny's task "anomaly detection" has them.
private func denseLayers() -> OperatorCase {
  let b = CaseBuilder(seed: 1)
  var x = b.int8Input([1, 640])
  var depth = 640
  for width in [128, 128, 128, 128, 8, 128, 128, 128, 128, 640] {
    let weights = b.weights([width, depth], axis: 0, perChannel: false)
    x = b.op(
      .fullyConnected(activation: width == 640 ? .none : .relu, keepDimensions: false),
      [x, weights, b.bias(width, x: x, w: weights)], [1, width], .int8, b.quantization(0.05...0.2))
    depth = width
  }
  return b.finish("dense-layers", outputs: [x])
}

/// A chain of sums and products of 1,024 elements each that cannot be fused into tables.
private func manyNodes() -> OperatorCase {
  let b = CaseBuilder(seed: 2)
  let (first, second) = (b.int8Input([1, 8, 8, 16]), b.int8Input([1, 8, 8, 16]))
  var x = first
  for index in 0..<100 {
    x = b.op(
      index % 2 == 0 ? .add(.none) : .multiply(.none), [x, second], [1, 8, 8, 16], .int8, b.quantization(0.05...0.1))
  }
  return b.finish("many-nodes", outputs: [x])
}

/// The first layer of a keyword spotter: eight filters of one channel.
private func filtersOfOneChannel() -> OperatorCase {
  depthwise("depthwise-1-to-8", seed: 3, size: [96, 96], channels: 1, multiplier: 8)
}

private func filtersOfManyChannels() -> OperatorCase {
  depthwise("depthwise-24-to-96", seed: 4, size: [48, 48], channels: 24, multiplier: 4)
}

private func depthwise(_ name: String, seed: UInt64, size: [Int], channels: Int, multiplier: Int) -> OperatorCase {
  let b = CaseBuilder(seed: seed)
  let x = b.int8Input([1] + size + [channels])
  let weights = b.weights([1, 3, 3, channels * multiplier], axis: 3, perChannel: true)
  let y = b.op(
    .depthwiseConv2D(.init(padding: .same, strideHeight: 1, strideWidth: 1), depthMultiplier: multiplier),
    [x, weights, b.bias(channels * multiplier, x: x, w: weights)], [1] + size + [channels * multiplier], .int8,
    b.quantization(0.05...0.2))
  return b.finish(name, outputs: [y])
}
