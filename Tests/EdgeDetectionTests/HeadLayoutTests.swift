import EdgeDetection
import EdgeModel
import Testing

@Suite("Head arrangement")
struct HeadLayoutTests {
  private static let names80 = Dictionary(uniqueKeysWithValues: (0..<80).map { ($0, "class\($0)") })

  private func head(_ shapes: [[Int]], side: Int, _ metadata: ModelMetadata? = nil, task: DetectorTask? = nil) throws
    -> DetectionHead
  {
    try DetectionHead(
      outputShapes: shapes, inputWidth: side, inputHeight: side, metadata: metadata, task: task)
  }

  @Test(
    "task and class count follow from the shapes",
    arguments: [
      ([[1, 84, 756]], 192, DetectorTask.detect, 80, 756), ([[1, 5, 756]], 192, .detect, 1, 756),
      ([[1, 2100, 84]], 320, .detect, 80, 2100), ([[1, 56, 1344]], 256, .pose, 1, 1344),
      ([[1, 116, 1344], [1, 64, 64, 32]], 256, .segment, 80, 1344),
      ([[1, 64, 64, 32], [1, 116, 1344]], 256, .segment, 80, 1344),
      ([[1, 116, 2100], [1, 32, 80, 80]], 320, .segment, 80, 2100),
      ([[1, 37, 1344], [1, 64, 64, 32]], 256, .segment, 1, 1344),
      ([[1, 84, 3598]], 416, .detect, 80, 3598), ([[1, 84, 21]], 32, .detect, 80, 21),
      ([[1, 4, 2100], [1, 80, 2100]], 320, .detect, 80, 2100),
      ([[1, 2100, 80], [1, 2100, 4]], 320, .detect, 80, 2100),
      ([[1, 4, 1344], [1, 1344, 112], [1, 64, 64, 32]], 256, .segment, 80, 1344),
    ] as [([[Int]], Int, DetectorTask, Int, Int)])
  func inference(shapes: [[Int]], side: Int, task: DetectorTask, classes: Int, anchors: Int) throws {
    let head = try head(shapes, side: side)
    #expect(head.task == task && head.classCount == classes && head.anchorCount == anchors)
  }

  @Test func metadataDecidesBeforeShapes() throws {
    let pose = ModelMetadata(names: [0: "a", 1: "b"], task: "pose", keypointShape: [5, 2])
    let found = try head([[1, 16, 1344]], side: 256, pose)
    #expect(found.task == .pose && found.classCount == 2)
    #expect(found.keypointShape?.count == 5 && found.keypointShape?.dimensions == 2)
    let detect = try head([[1, 56, 1344]], side: 256, ModelMetadata(names: [:], task: "detect"))
    #expect(detect.task == .detect && detect.classCount == 52)
    let named = Dictionary(uniqueKeysWithValues: (0..<52).map { ($0, "x") })
    #expect(try head([[1, 56, 1344]], side: 256, ModelMetadata(names: named)).task == .detect)
  }

  @Test func theCallerDecidesBeforeMetadata() throws {
    let metadata = ModelMetadata(names: Self.names80, task: "segment")
    let found = try head([[1, 84, 1344]], side: 256, metadata, task: .detect)
    #expect(found.task == .detect && found.classCount == 80)
  }

  @Test(
    "other models are named",
    arguments: [
      ([[1, 1001]], "this model is no detector: its output [1, 1001] is that of a classifier"),
      ([[1, 256, 256, 21]], "this model is no detector: its output [1, 256, 256, 21] is a picture or feature map"),
      ([], "this model is no detector: its outputs are "),
      ([[1, 3, 100]], "this model is no detector: its outputs are [1, 3, 100], too few numbers per anchor"),
      ([[1, 84, 0]], "this model is no detector: its outputs are [1, 84, 0]"),
      ([[1, 84, -1]], "this model is no detector: its outputs are [1, 84, -1]"),
      ([[1, .max, .max]], "this model is no detector: its outputs are [1, \(Int.max), \(Int.max)]"),
    ] as [([[Int]], String)])
  func notDetectors(shapes: [[Int]], message: String) throws {
    let error = #expect(throws: DetectionHeadError.self) { try head(shapes, side: 224) }
    #expect(error?.description == message)
  }

  @Test func contradictionsAreErrors() {
    #expect(throws: DetectionHeadError.unsupportedTask("sing")) {
      try head([[1, 20, 1344]], side: 256, ModelMetadata(task: "sing"))
    }
    for (shapes, metadata, task) in [
      ([[1, 84, 1344]], nil, DetectorTask.segment), ([[1, 36, 1344], [1, 64, 64, 32]], nil, .segment),
      ([[1, 55, 1344]], ModelMetadata(keypointShape: [17, 3]), .pose), ([[1, 5, 1344]], nil, .pose),
      ([[1, 56, 1344]], ModelMetadata(keypointShape: [17, 5]), .pose),
      ([[1, 56, 1344]], ModelMetadata(keypointShape: [Int.max, 3]), .pose),
      ([[1, 116, 99], [1, 7, 9, 11]], nil, .segment),
    ] as [([[Int]], ModelMetadata?, DetectorTask)] {
      #expect(throws: DetectionHeadError.self) { try head(shapes, side: 256, metadata, task: task) }
    }
  }
}
