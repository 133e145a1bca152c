import EdgeDrivers
import EdgeEngine
import EdgeModel
import EdgeRunner
import Foundation

/// One inference of the same models on the native engine, LiteRT and ONNX Runtime, interleaved.
///
/// ONNX Runtime cannot read TFLite files; it runs the float original of a model where there is one.
let runtimeLatencyBenchmarks = BenchmarkSource(name: "runtime latency") {
  var benchmarks: [Benchmark] = []
  for model in BenchmarkModel.all {
    let group = "\(model.name), one inference"
    var descriptors = [
      ("native", model.path), ("litert, 1 thread", "litert:\(model.path)"),
      ("litert, 2 threads", "litert:\(model.path)?threads=2"),
    ]
    for variant in KernelTable.shared.machineVariants where variant != "portable_wide" {
      descriptors.append(("native, \(variant)", "\(model.path)?kernels=\(variant)"))
    }
    if let original = model.floatOriginal {
      descriptors.append(("onnxruntime, float32, 1 thread", original))
      descriptors.append(("onnxruntime, float32, 2 threads", "\(original)?threads=2"))
    }
    for (name, descriptor) in descriptors {
      do {
        benchmarks.append(try await inference(of: descriptor, group: group, name: name))
      } catch let error as RunnerError where error.code == .unavailable {
        continue
      }
    }
  }
  return benchmarks
}

/// What a call of the native engine costs beyond its kernels, and what watching the nodes adds.
let invocationOverheadBenchmarks = BenchmarkSource(name: "invocation overhead") {
  var benchmarks: [Benchmark] = []
  for model in BenchmarkModel.all {
    let session = try await Drivers.connect(model.path).makeSession()
    let inputs = noise(for: session)
    let group = "\(model.name), one call of the native engine"
    benchmarks.append(
      Benchmark(group: group, name: "kernels alone") { try await session.invoke(inputs).profile.durations[0] })
    for (name, mode) in [
      ("invoke", InvocationMode.ioOnly), ("invoke, timing each node", .perLayer),
      ("invoke, keeping each node's data", .perLayerWithData),
    ] {
      benchmarks.append(
        Benchmark(group: group, name: name) {
          try await ContinuousClock().measure { _ = try await session.invoke(inputs, mode: mode, observer: nil) }
        })
    }
  }
  return benchmarks
}

/// A model to measure.
struct BenchmarkModel {
  var name: String
  var path: String
  /// The ONNX file it was quantized from, or one of the same network.
  var floatOriginal: String?

  /// The model of this repository, and those beside the checkout when they are there.
  static var all: [BenchmarkModel] { chosen(everyQuantized: false) }
  /// These and the other quantized ones beside the checkout.
  static var everyQuantized: [BenchmarkModel] { chosen(everyQuantized: true) }

  /// The two whose start is measured: a small input and a large one.
  static func startUp() throws -> [BenchmarkModel] {
    var models = all.filter { $0.name == "YOLOv8n 192" }
    if let original = all.first(where: { $0.name == "YOLOv8n 320" }) {
      models.append(BenchmarkModel(name: "YOLOv8n 640", path: try EnlargedModel.yolov8n640(from: original.path)))
    }
    return models
  }

  private static func chosen(everyQuantized: Bool) -> [BenchmarkModel] {
    let (root, shared) = (Checkout.root, Checkout.shared)
    func model(_ name: String, _ file: URL, original: String? = nil) -> BenchmarkModel? {
      guard FileManager.default.fileExists(atPath: file.path) else { return nil }
      let onnx = original.map { shared.appendingPathComponent("models/\($0).onnx").path }
      return BenchmarkModel(
        name: name, path: file.path,
        floatOriginal: onnx.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil })
    }
    func beside(_ file: String) -> URL { shared.appendingPathComponent("models/\(file).tflite") }
    let others = [
      model("YOLOv8n-pose 256", beside("yolov8n_256_quant_pc_uf_pose_coco-st")),
      model("YOLOv8n 192, COCO", beside("D_yolov8n_full_integer_quant")),
      model("YOLOv8n 224, COCO", beside("E_yolov8n_full_integer_quant_224")),
    ]
    let usual = [
      model(
        "PicoDet-S 416", root.appendingPathComponent("Models/picodet_s_416_int8.tflite"),
        original: "picodet_s_416_v8io"),
      model("YOLOv8n 192", beside("yolov8n_192_quant_pc_uf_od_coco-person-st")),
      model("YOLOv8n 320", beside("yolov8n_320_quant_pt_uf_od_coco-person-st"), original: "yolov8n_320"),
      model("YOLOv8n-seg 256", beside("yolov8n_256_quant_pc_ii_seg_coco-st")),
    ]
    return (usual + (everyQuantized ? others : [])).compactMap { $0 }
  }
}

/// A benchmark of `descriptor`'s inference time as the runner measures it.
func inference(of descriptor: String, group: String, name: String) async throws -> Benchmark {
  let session = try await Drivers.connect(descriptor).makeSession()
  let inputs = noise(for: session)
  return Benchmark(group: group, name: name) {
    try await session.invoke(inputs, mode: .performanceOnly, observer: nil).profile.durations[0]
  }
}

/// Inputs of fixed noise: for floats in 0..<1, for integers over all codes.
func noise(for session: any Session) -> [Tensor] {
  session.inputs.map { input in
    var tensor = Tensor(shape: input.shape, elementType: input.elementType, quantization: input.quantization)
    tensor.withUnsafeMutableBytes { bytes in
      let floats = input.elementType == .float32 ? bytes.bindMemory(to: Float.self) : nil
      var state: UInt32 = 42
      for index in 0..<input.elementCount {
        state = state &* 1_664_525 &+ 1_013_904_223
        if let floats {
          floats[index] = Float(state >> 8) / 16_777_216
        } else if index < bytes.count {
          bytes[index] = UInt8(truncatingIfNeeded: state >> 24)
        }
      }
    }
    return tensor
  }
}
