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
  // Copies, since Ultralytics writes beside the labels and looks for them where a link leads.
  let small = try PersonData(
    folder: folder.appendingPathComponent("small"), pictures: pictures, labels: labels, count: 225)
  let large = try PersonData(
    folder: folder.appendingPathComponent("large"), pictures: pictures, labels: labels, count: 5000)
  return [
    try ValidationComparison(model: model, data: small.file, folder: small.folder).table(),
    try memoryTable(model: model, sets: [small, large]),
  ]
}

/// Pictures of persons with labels, again and again until there are enough.
private struct PersonData {
  var folder: URL
  var count: Int
  var file: URL { folder.appendingPathComponent("data.yaml") }

  init(folder: URL, pictures: URL, labels: URL, count: Int) throws {
    self.folder = folder
    self.count = count
    let manager = FileManager.default
    for name in ["images", "labels"] {
      try manager.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let names = try manager.contentsOfDirectory(atPath: pictures.path).filter { $0.hasSuffix(".jpg") }.sorted()
    for index in 0..<count {
      let name = String(names[index % names.count].dropLast(4))
      let copy = index < names.count ? name : "\(name)-\(index / names.count)"
      for (source, kind, suffix) in [(pictures, "images", "jpg"), (labels, "labels", "txt")] {
        let from = source.appendingPathComponent("\(name).\(suffix)")
        guard manager.fileExists(atPath: from.path) else { continue }
        try manager.copyItem(at: from, to: folder.appendingPathComponent("\(kind)/\(copy).\(suffix)"))
      }
    }
    try "path: \(folder.path)\ntrain: images\nval: images\nnames:\n  0: person\n".write(
      to: file, atomically: true, encoding: .utf8)
  }
}

/// What a validation with curves, pages and pictures takes at most.
private func memoryTable(model: String, sets: [PersonData]) throws -> BenchTable {
  let executable = try commandExecutable().path
  let rows = try sets.map { data in
    let document = try ValidationDocument.run(
      [
        executable, "val", "-d", model, "--data", data.file.path, "--project",
        data.folder.appendingPathComponent("runs").path,
      ])
    return [
      "\(data.count)", String(format: "%.1f", document.speed.picturesPerSecond),
      document.speed.peakMemoryByteCount.map { String(format: "%.0f", Double($0) / 1e6) } ?? "-",
    ]
  }
  return BenchTable(
    title: "Memory of a validation", columns: ["pictures", "images/s", "peak MB"], rows: rows,
    notes: ["Peak of the whole process, with curves, worst pictures and page; the same 225 pictures again and again."])
}

/// What `edgerunner val --json` prints of a run, as far as benchmarks need it.
private struct ValidationDocument: Decodable {
  struct Speed: Decodable {
    var decode, preprocess, inference, postprocess, picturesPerSecond: Double
    var peakMemoryByteCount: Int?
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
  var speed: Speed
  var results: Results
  var map: Double { results.kinds.first?.ultralytics.all.map ?? .nan }

  static func run(_ command: [String]) throws -> ValidationDocument {
    let output = try Program.output(command + ["--json"])
    guard let document = try JSONDecoder().decode([ValidationDocument].self, from: Data(output.utf8)).first else {
      throw Unavailable(reason: "edgerunner val printed nothing")
    }
    return document
  }
}

private struct ValidationComparison {
  var model: String
  var data: URL
  var folder: URL
  private static let roundCount = 3
  private static let pictureCount = 225

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
      "Median of \(Self.roundCount) runs each, in turn. EdgeRunner's images/s are those of the whole process, start, "
        + "model, labels, scores and result files included; Ultralytics' those of `model.val()`, its start of some "
        + "seconds excluded. Stages are means per picture in milliseconds; EdgeRunner's overlap.",
      "Ultralytics 8.4.190 on LiteRT, batch 1, patched to give this model its uint8 input, with numpy's portable sort; its "
        + "decoding is part of its loader and not listed.",
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
    if let low = scores.min(), let high = scores.max(), high - low > 1e-9 {
      notes.append(
        "DO NOT QUOTE THE RATIOS: the programs do not find the same, their mAP50-95 are up to "
          + String(format: "%.1e apart.", high - low))
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
          text(median(runs, \.inference)), text(median(runs, \.postprocess)), String(format: "%.10f", runs[0].map),
        ]
      }, notes: notes)
  }

  private func own(_ executable: String, _ descriptor: String) throws -> Run {
    let start = ContinuousClock.now
    let document = try ValidationDocument.run([
      executable, "val", "-d", descriptor, "--data", data.path, "--project", folder.appendingPathComponent("runs").path,
      "--no-plots",
    ])
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let speed = document.speed
    return Run(
      decode: speed.decode, preprocess: speed.preprocess, inference: speed.inference, postprocess: speed.postprocess,
      picturesPerSecond: Double(Self.pictureCount) / seconds, map: document.map)
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
