import Foundation

/// Whole validations of one detector on the same pictures: `edgerunner val` and Ultralytics, split by stage.
let validationTables = TableSource(name: "val") {
  let model = Checkout.shared.appendingPathComponent("models/yolov8n_192_quant_pc_uf_od_coco-person-st.tflite").path
  let pictures = Checkout.shared.appendingPathComponent("coco/coco225/images")
  let labels = Checkout.shared.appendingPathComponent("coco/person225/labels")
  for path in [model, pictures.path, labels.path] where !FileManager.default.fileExists(atPath: path) {
    throw Unavailable(reason: "\(path) is missing")
  }
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  // Ultralytics writes beside the labels.
  try FileManager.default.copyItem(at: labels, to: folder.appendingPathComponent("labels"))
  try FileManager.default.createSymbolicLink(at: folder.appendingPathComponent("images"), withDestinationURL: pictures)
  let data = folder.appendingPathComponent("data.yaml")
  try "path: \(folder.path)\ntrain: images\nval: images\nnames:\n  0: person\n".write(
    to: data, atomically: true, encoding: .utf8)
  return [try ValidationComparison(model: model, data: data, folder: folder).table()]
}

private struct ValidationComparison {
  var model: String
  var data: URL
  var folder: URL
  private static let roundCount = 3

  /// Milliseconds per picture by stage, and the whole.
  private struct Run {
    var decode: Double?
    var preprocess: Double
    var inference: Double
    var postprocess: Double
    var picturesPerSecond: Double
    var map: Double
  }

  func table() throws -> BenchTable {
    let executable = try commandExecutable().path
    var notes = [
      "Median of \(Self.roundCount) runs each, in turn; images/s is that of the whole validation, from opened model to "
        + "scores, start of the program excluded. Stages are means per picture in milliseconds; EdgeRunner's overlap.",
      "Ultralytics 8.4.190 on LiteRT, batch 1, patched to give this model its uint8 input; its decoding is part of its "
        + "loader and not listed.",
    ]
    var subjects: [(name: String, run: () throws -> Run, runs: [Run])] = [
      ("edgerunner val, native", { try own(executable, model) }, []),
      ("edgerunner val, litert:", { try own(executable, "litert:\(model)") }, []),
    ]
    if (try? Program.output([BenchEnvironment.python, "-c", "import ultralytics"])) != nil {
      subjects.append(("Ultralytics", ultralytics, []))
    } else {
      notes.append(
        "Ultralytics was skipped: .venv-bench has none. It brings some 4 GB of libraries, so it is not installed by "
          + "itself: .venv-bench/bin/python -m pip install -r scripts/requirements-bench-val.txt")
    }
    for _ in 0..<Self.roundCount {
      for index in subjects.indices { subjects[index].runs.append(try subjects[index].run()) }
    }
    func median(_ runs: [Run], _ quantity: (Run) -> Double) -> Double { runs.map(quantity).sorted()[runs.count / 2] }
    let scores = subjects.flatMap(\.runs).map(\.map)
    if let low = scores.min(), let high = scores.max(), high - low > 0.001 {
      notes.append(
        "DO NOT QUOTE THE RATIOS: the programs do not find the same, their mAP50-95 are up to "
          + String(format: "%.4f apart.", high - low))
    }
    let slowest = subjects.last.map { median($0.runs, \.picturesPerSecond) } ?? .nan
    return BenchTable(
      title: "Validation of \(URL(fileURLWithPath: model).lastPathComponent) on 225 pictures",
      columns: [
        "program", "images/s", "ratio to last", "decode", "preprocess", "inference", "postprocess", "mAP50-95",
      ],
      rows: subjects.map { name, _, runs in
        let speed = median(runs, \.picturesPerSecond)
        func text(_ value: Double) -> String { String(format: "%.2f", value) }
        return [
          name, String(format: "%.1f", speed), String(format: "%.1f", speed / slowest),
          runs[0].decode == nil ? "-" : text(median(runs) { $0.decode ?? 0 }), text(median(runs, \.preprocess)),
          text(median(runs, \.inference)), text(median(runs, \.postprocess)), String(format: "%.4f", runs[0].map),
        ]
      }, notes: notes)
  }

  private func own(_ executable: String, _ descriptor: String) throws -> Run {
    struct Output: Decodable { var runs: [Document] }
    struct Document: Decodable {
      struct Speed: Decodable {
        var decode, preprocess, inference, postprocess, picturesPerSecond: Double
      }
      var speed: Speed
      var results: Results
    }
    struct Results: Decodable {
      struct Kind: Decodable {
        struct Figures: Decodable {
          struct Row: Decodable { var map: Double }
          var all: Row
        }
        var ultralytics: Figures
      }
      var kinds: [Kind]
    }
    let output = try Program.output([
      executable, "val", "-d", descriptor, "--data", data.path, "--project", folder.appendingPathComponent("runs").path,
      "--json", "--no-plots",
    ])
    guard let document = try JSONDecoder().decode(Output.self, from: Data(output.utf8)).runs.first else {
      throw Unavailable(reason: "edgerunner val printed nothing")
    }
    let speed = document.speed
    return Run(
      decode: speed.decode, preprocess: speed.preprocess, inference: speed.inference, postprocess: speed.postprocess,
      picturesPerSecond: speed.picturesPerSecond, map: document.results.kinds.first?.ultralytics.all.map ?? .nan)
  }

  private func ultralytics() throws -> Run {
    struct Document: Decodable {
      var pictures: Int
      var seconds: Double
      var milliseconds: [String: Double]
      var map: Double
    }
    let output = try Program.output([
      BenchEnvironment.python, Checkout.script("val_ultralytics.py"), model, folder.path, "192",
    ])
    let document = try JSONDecoder().decode(Document.self, from: Data(output.utf8))
    return Run(
      preprocess: document.milliseconds["preprocess"] ?? .nan, inference: document.milliseconds["inference"] ?? .nan,
      postprocess: document.milliseconds["postprocess"] ?? .nan,
      picturesPerSecond: Double(document.pictures) / document.seconds, map: document.map)
  }
}
