import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// What is right for the cases whose value is given in words: each entry is one `expected` file.
enum SharedCaseExpectation {
  typealias Check = @Sendable (SharedCase.Outcome) throws -> Void

  /// By name of the case; cases that give arrays as well are compared with those first.
  static let all: [String: Check] = [
    "01-end-to-end-head-predict": detections([
      .init(name: "c2", confidence: 0.9, box: [10, 12, 40, 50]),
      .init(name: "c7", confidence: 0.6, box: [5, 5, 20, 30]),
      .init(name: "c0", confidence: 0.3, box: [30, 30, 60, 60]),
    ]),
    "02-end-to-end-head-val": { outcome in
      #expect(outcome.status == 0)
      #expect(outcome.row("all") == [1, 1, 1, 1, 0.995, 0.995])
    },
    "10-pixel-box-in-corner": detections([.init(name: "a", confidence: 0.9, box: [0, 0, 2, 2])]),
    "12-roboflow-data-yaml": { outcome in
      #expect(outcome.status == 0)
      #expect(outcome.row("all").prefix(2) == [1, 1] && outcome.row("all").last == 0.995)
    },
    "13-coco-string-ids": cocoScores(ids: ["\"img_1\"", "\"img_2\"", "\"img_3\"", "\"img_4\""]),
    "14-coco-ids-beyond-2-53": cocoScores(ids: (3...6).map { "900719925474099\($0)" }),
    "15-coco-iscrowd-null": cocoScores(ids: ["1", "2", "3", "4"]),
    "19-float16-input": detections([.init(name: "a", confidence: 0.8999, box: [22, 22, 42, 42])]),
    "20-one-channel-input": detections([.init(name: "a", confidence: 0.95, box: [22, 22, 42, 42])]),
    "21-picture-formats": { outcome in
      #expect(outcome.status == 0)
      let pictures = try #require(try outcome.json()["pictures"] as? [[String: Any]])
      #expect(pictures.count == 5)
      #expect(pictures.allSatisfy { $0["width"] as? Int == 32 && $0["height"] as? Int == 32 })
    },
    "22-csv-bom": samples,
    "22-csv-decimalcomma": samples,
    "22-csv-header": { outcome in #expect(outcome.status == 4) },
    "22-csv-quote": samples,
    "23-yaml-anchor": { outcome in
      #expect(outcome.status == 0 && outcome.row("all").prefix(2) == [2, 2])
    },
    "23-yaml-tabs": { outcome in
      #expect(outcome.status == 0 && outcome.row("all").prefix(2) == [2, 2])
    },
    "24-label-hex": { outcome in
      #expect(outcome.row("all").first == 1)
      #expect(outcome.text.contains("p.txt") && outcome.text.contains("is not a number"))
    },
    "25-class-count-contradicts-names": { outcome in
      // A warning, an error, or the first row taken for objectness: all class scores are 0, so nothing is found then.
      // Taken for a class, the row gives an object of confidence 0.95.
      #expect(
        outcome.status == 3 || outcome.text.contains("warning")
          || (outcome.status == 0 && outcome.text.contains("(no detections)")))
    },
    "28-ssd-postprocess": { outcome in
      #expect(outcome.status == 0)
      #expect(outcome.text.contains("64x64 1 "), "one object is found")
    },
    "29-infinite-score": { outcome in
      // The detection of b is dropped or told as infinite.
      let found = try outcome.detections()
      #expect(!found.contains { $0.name == "b" && $0.confidence < 0.25 })
    },
    "31-onnx-nms-inside": { outcome in
      #expect(outcome.status == 0)
      let output = try #require(try archive(outcome)["c_outputs_1"])
      #expect(output.shape == [2, 3] && output.doubles() == [0, 0, 0, 0, 0, 2])
    },
  ]

  /// The objects of the first picture, most confident first.
  private static func detections(_ expected: [SharedCase.Found]) -> Check {
    { outcome in
      #expect(outcome.status == 0)
      let found = try outcome.detections()
      let isRight = found.count == expected.count && zip(found, expected).allSatisfy { $0.matches($1) }
      #expect(isRight, "found \(found)")
    }
  }

  /// pycocotools' figures for the four pictures that several cases share, and what `predictions.json` calls them.
  private static func cocoScores(ids: [String]) -> Check {
    { outcome in
      #expect(outcome.status == 0)
      #expect(outcome.number(after: "IoU=0.50:0.95 | area=   all | maxDets=100 ] =") == 0.337)
      #expect(outcome.number(after: "IoU=0.50      | area=   all | maxDets=100 ] =") == 0.458)
      #expect(outcome.number(after: "IoU=0.75      | area=   all | maxDets=100 ] =") == 0.332)
      let predictions = try outcome.folder.text(of: "case/runs/val/predictions.json")
      for id in ids {
        #expect(predictions.contains("\"image_id\":\(id),") || predictions.contains("\"image_id\": \(id),"))
      }
    }
  }

  /// The numbers that every CSV file of these cases holds.
  private static let samples: Check = { outcome in
    #expect(outcome.status == 0)
    let input = try #require(try archive(outcome)["m_inputs_1"])
    #expect(input.doubles() == [-4, -2.5, -1, 0.5, 2, 3.5, 5, 6.5, 8, 9.5, 11, 12.5])
  }

  private static func archive(_ outcome: SharedCase.Outcome) throws -> NPZArchive {
    try NPZArchive.read(contentsOf: outcome.folder.file("case/o.npz"))
  }
}
