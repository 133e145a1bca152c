import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// The commands that work on runners, as a user types them, mostly with the built-in model.
@Suite("runtimes, info, run, profile") struct RunnerCommandTests {
  @Test("runtimes lists every driver with availability, reason and capabilities") func listsRuntimes() throws {
    let folder = try TemporaryFolder()
    let result = try folder.edgerunner("runtimes", "--json")
    #expect(result.status == 0)
    let document = try #require(try result.json() as? [String: Any])
    let drivers = try #require(document["drivers"] as? [[String: Any]])
    let names = drivers.compactMap { $0["name"] as? String }
    #expect(Set(names).isSuperset(of: ["native", "litert", "onnxruntime", "builtin"]))
    for driver in drivers {
      #expect((driver["reason"] as? String)?.isEmpty == false)
      #expect(driver["isUsable"] as? Bool == true || driver["hint"] is String)
    }
    let text = try folder.edgerunner("runtimes").output
    for name in names { #expect(text.contains("\n\(name)")) }
  }

  @Test("a missing library is a reason with the command that installs it") func explainsMissingLibrary() throws {
    let folder = try TemporaryFolder()
    let nowhere = ["EDGERUNNER_LITERT": "/nonexistent/libLiteRt.so"]
    let listing = try folder.edgerunner("runtimes", environment: nowhere)
    #expect(listing.status == 0)
    #expect(listing.output.contains("EDGERUNNER_LITERT names /nonexistent/libLiteRt.so, which is no file"))
    #expect(listing.output.contains("make setup"))
    let run = try folder.edgerunner("run", "litert:m.tflite", environment: nowhere)
    #expect(run.status == 5)
    #expect(run.errors.contains("make setup"))
    #expect(run.errors.contains("usable here: native"))
  }

  @Test("info tells model, runtime, tensors, operators and nodes") func describesModel() throws {
    let folder = try TemporaryFolder()
    let document = try #require(try folder.edgerunner("info", "--json").json() as? [String: Any])
    #expect((document["runtime"] as? String)?.hasPrefix("EdgeRunner engine") == true)
    #expect((document["hash"] as? String)?.count == 64)
    for key in ["macs", "weightsByteCount", "activationsByteCount"] { #expect(document[key] as? Int ?? 0 > 0) }
    let operators = try #require(document["operators"] as? [[String: Any]])
    let nodes = try #require(document["nodes"] as? [[String: Any]])
    #expect(operators.count >= nodes.count && nodes.count > 50)
    #expect(operators.compactMap { $0["macs"] as? Int }.reduce(0, +) == document["macs"] as? Int)
    let text = try folder.edgerunner("info", "--no-nodes").output
    #expect(text.contains("input 1") && text.contains("Operators of the file") && !text.contains("Nodes of the"))
    #expect(try folder.names() == [])
  }

  @Test("run writes inputs and outputs that run reads back to the same outputs") func runsAndRepeats() throws {
    let folder = try TemporaryFolder()
    let first = try folder.edgerunner("run", "-b", "2", "-o", "sub/first.npz", "--json")
    #expect(first.status == 0)
    #expect((try first.json() as? [String: Any])?["sampleCount"] as? Int == 2)
    let second = try folder.edgerunner("run", "builtin:", "--valinput", "sub/first.npz", "-o", "second.npz")
    #expect(second.status == 0, "\(second.errors)")
    let archives = try ["sub/first.npz", "second.npz"].map {
      try NPZArchive.read(contentsOf: folder.url.appendingPathComponent($0).path)
    }
    #expect(archives[0].names == ["m_inputs_1", "c_outputs_1"])
    #expect(archives[0]["m_inputs_1"]?.shape == [2, 416, 416, 3])
    for name in archives[0].names {
      #expect(archives[0][name]?.doubles() == archives[1][name]?.doubles())
    }
    // Seed 42, range 0 to 1, scale 1/255: the first of numpy's numbers quantized.
    #expect(archives[0]["m_inputs_1"]?.doubles().prefix(3) == [96, 242, 187])
  }

  @Test("numbers below zero need no equals sign") func takesNegativeNumbers() throws {
    let folder = try TemporaryFolder()
    let document = try #require(
      try folder.edgerunner("run", "--range", "-2", "-1.5", "-o", "o.npz", "--json").json() as? [String: Any])
    #expect((document["data"] as? String)?.hasSuffix("range -2 to -1.5") == true)
    let refused = try folder.edgerunner("run", "-b", "-2")
    #expect(refused.status == 2 && refused.errors.contains("-b -2 is not between"))
  }

  @Test("profile reports latency, noise and nodes by falling cost") func profiles() throws {
    let folder = try TemporaryFolder()
    let result = try folder.edgerunner("profile", "--warm-up", "0", "--runs", "2", "--json")
    let document = try #require(try result.json() as? [String: Any])
    let total = try #require(document["total"] as? [String: Any])
    #expect(total["count"] as? Int == 2)
    // Two runs are too few to be quoted.
    #expect(total["isTooNoisy"] as? Bool == true)
    let costs = try #require(document["nodes"] as? [[String: Any]]).compactMap { $0["milliseconds"] as? Double }
    #expect(costs.count > 50 && costs == costs.sorted(by: >))
    let text = try folder.edgerunner("profile", "--warm-up", "0", "--runs", "1", "--top", "3").output
    #expect(text.contains("TOO FEW RUNS TO QUOTE"))
    #expect(text.contains("more not shown"))
  }

  @Test(
    "bad input is one clear error with its exit status and nothing written",
    arguments: [
      (["info", "missing.tflite"], 3, "missing.tflite"), (["run", "missing.onnx"], 3, "missing.onnx"),
      (["info", "litrt:m.tflite"], 2, "did you mean litert?"), (["info", "model.pt"], 2, "no driver opens"),
      (["run", "builtin:?speed=1"], 2, "takes no path and no parameters"),
      (["run", "--valinput", "missing.npy"], 4, "missing.npy"), (["run", "--valinput", "data.txt"], 4, "data.txt"),
      (["run", "--images", "missing.jpg"], 4, "missing.jpg"), (["run", "-b", "0"], 2, "-b 0"),
      (["run", "--range", "2", "1"], 2, "--range"), (["run", "builtin:", "-d", "builtin:"], 2, "twice"),
      (["profile", "--runs", "0"], 2, "positive"), (["compare", "builtin:"], 2, "2 to 26"),
      (["validate", "-m", "builtin:", "-d", "missing.tflite"], 3, "missing.tflite"),
      (["validate", "-m", "builtin:"], 2, "descriptor"),
    ] as [([String], Int32, String)])
  func refusesBadInput(arguments: [String], status: Int32, fragment: String) throws {
    let folder = try TemporaryFolder()
    let result = try CommandProcess(folder: folder.url).run(arguments)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(fragment), "\(result.errors)")
    #expect(result.errors.hasPrefix("error: ") || result.errors.contains("\nerror: "), "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(try folder.names() == [])
  }

  @Test("data of the wrong shape, type or count are refused") func refusesWrongData() throws {
    let folder = try TemporaryFolder()
    let wrong: [(Tensor, String)] = [
      (Tensor(shape: [1, 10], elementType: .float32), "do not make whole samples"),
      (Tensor(shape: [1, 416, 416, 3], elementType: .int16), "takes uint8"),
    ]
    for (tensor, fragment) in wrong {
      try NPYFile.write(tensor, to: folder.url.appendingPathComponent("data.npy").path)
      let result = try folder.edgerunner("run", "--valinput", "data.npy")
      #expect(result.status == 4)
      #expect(result.errors.contains(fragment), "\(result.errors)")
      #expect(try folder.names() == ["data.npy"])
    }
  }
}
