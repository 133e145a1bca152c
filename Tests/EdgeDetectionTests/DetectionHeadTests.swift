import EdgeDetection
import EdgeModel
import EdgeTestSupport
import Testing

@Suite("Detection head")
struct DetectionHeadTests {
  /// A head's output made of random numbers, kept as real numbers by feature and anchor.
  private struct RandomHead {
    let classCount: Int
    let anchorCount: Int
    let quantization: Quantization?
    /// Stored integers by feature, then anchor; real numbers follow from them.
    let stored: [[Int]]

    init(classCount: Int, anchorCount: Int, extraCount: Int = 0, seed: UInt64, quantization: Quantization?) {
      self.classCount = classCount
      self.anchorCount = anchorCount
      self.quantization = quantization
      var generator = RandomSource(seed: seed)
      stored = (0..<4 + classCount + extraCount).map { feature in
        (0..<anchorCount).map { _ in
          // Most scores are low, boxes lie anywhere.
          let isHigh = feature < 4 || Int.random(in: 0..<20, using: &generator) == 0
          return Int.random(in: isHigh ? -128...127 : -128...(-120), using: &generator)
        }
      }
    }

    var real: [[Float]] {
      stored.map { row in
        row.map { value in
          guard let quantization else { return (Float(value) + 128) / 255 }
          return (Float(value) - Float(quantization.zeroPoint)) * quantization.scale
        }
      }
    }

    /// One output with all features, or boxes apart from the rest.
    func tensors(anchorsFirst: Bool, split: Bool, scoresBeforeBoxes: Bool = false) -> [Tensor] {
      let parts = split ? [0..<4, 4..<stored.count] : [0..<stored.count]
      let tensors = parts.map { rows -> Tensor in
        let shape = anchorsFirst ? [1, anchorCount, rows.count] : [1, rows.count, anchorCount]
        func arranged<Value>(_ table: [[Value]]) -> [Value] {
          anchorsFirst
            ? (0..<anchorCount).flatMap { anchor in rows.map { table[$0][anchor] } } : rows.flatMap { table[$0] }
        }
        if let quantization {
          return Tensor(
            shape: shape, elementType: .int8, quantization: quantization, values: arranged(stored).map { Int8($0) })
        }
        return Tensor(shape: shape, elementType: .float32, values: arranged(real))
      }
      return scoresBeforeBoxes ? tensors.reversed() : tensors
    }

    /// Candidates by the plain definition: anchor, class, score.
    func candidates(above confidence: Float, multiLabel: Bool) -> [(anchor: Int, classIndex: Int, score: Float)] {
      let real = real
      return (0..<anchorCount).flatMap { anchor -> [(anchor: Int, classIndex: Int, score: Float)] in
        let all = (0..<classCount).map { (anchor: anchor, classIndex: $0, score: real[4 + $0][anchor]) }
        let above = all.filter { $0.score > confidence }
        if multiLabel { return above }
        let best = above.map(\.score).max()
        return above.first { $0.score == best }.map { [$0] } ?? []
      }
    }
  }

  private static let int8 = Quantization(scale: 0.00472, zeroPoint: -120)
  private let side = 64

  @Test(
    "every arrangement gives what the definition says", arguments: [Quantization?.none, int8],
    [(false, false), (true, false), (false, true), (true, true)])
  func arrangements(quantization: Quantization?, arrangement: (anchorsFirst: Bool, split: Bool)) throws {
    for (classCount, multiLabel) in [(1, true), (1, false), (7, true), (7, false)] {
      let random = RandomHead(
        classCount: classCount, anchorCount: 150, seed: UInt64(classCount), quantization: quantization)
      let tensors = random.tensors(anchorsFirst: arrangement.anchorsFirst, split: arrangement.split)
      let head = try DetectionHead(outputShapes: tensors.map(\.shape), inputWidth: side, inputHeight: side)
      #expect(head.classCount == classCount && head.anchorCount == 150 && head.task == .detect)
      let options = PostprocessOptions(confidence: 0.25, iouThreshold: 1, isMultiLabel: multiLabel)
      let found = try head.detectionsInInput(tensors, options: options)

      let real = random.real
      let expected = random.candidates(above: 0.25, multiLabel: multiLabel && classCount > 1).enumerated()
        .sorted {
          $0.element.score > $1.element.score || ($0.element.score == $1.element.score && $0.offset < $1.offset)
        }
        .map(\.element).prefix(300)
      try #require(found.count == expected.count && !found.isEmpty)
      for (detection, candidate) in zip(found, expected) {
        #expect(detection.anchorIndex == candidate.anchor && detection.classIndex == candidate.classIndex)
        #expect(detection.confidence == candidate.score)
        let cx = real[0][candidate.anchor] * 64
        let cy = real[1][candidate.anchor] * 64
        let w = real[2][candidate.anchor] * 64
        let h = real[3][candidate.anchor] * 64
        #expect(
          detection.box == BoundingBox(x1: cx - w / 2, y1: cy - h / 2, x2: cx + w / 2, y2: cy + h / 2))
      }
    }
  }

  @Test func scoresMayComeBeforeBoxes() throws {
    let random = RandomHead(classCount: 5, anchorCount: 90, seed: 3, quantization: Self.int8)
    let plain = random.tensors(anchorsFirst: false, split: false)
    let swapped = random.tensors(anchorsFirst: false, split: true, scoresBeforeBoxes: true)
    let first = try DetectionHead(outputShapes: plain.map(\.shape), inputWidth: side, inputHeight: side)
    let second = try DetectionHead(outputShapes: swapped.map(\.shape), inputWidth: side, inputHeight: side)
    #expect(try first.detectionsInInput(plain) == second.detectionsInInput(swapped))
  }

  @Test("the confidence is exclusive at every stored value")
  func thresholdIsExact() throws {
    let values = (-128...127).map { Int8($0) }
    let boxes = [Int8](repeating: 0, count: 4 * 256)
    let tensor = Tensor(shape: [1, 5, 256], elementType: .int8, quantization: Self.int8, values: boxes + values)
    let head = try DetectionHead(outputShapes: [[1, 5, 256]], inputWidth: side, inputHeight: side)
    for value in stride(from: -120, through: 60, by: 9) {
      let real = (Float(value) + 120) * 0.00472
      for (confidence, expected) in [(Double(real), 127 - value), (Double(real.nextDown), 128 - value)]
      where confidence >= 0 {
        let options = PostprocessOptions(confidence: confidence, iouThreshold: 2)
        #expect(try head.detectionsInInput([tensor], options: options).count == expected)
      }
    }
  }

  @Test func coordinatesAreToldFromTheOutput() throws {
    func boxWidth(_ scale: Float, _ elementType: ElementType, _ coordinates: BoxCoordinates) throws -> Float {
      let first: [Float] = [0.5 * scale, 0.5 * scale, 0.25 * scale, 0.25 * scale, 0.9]
      let numbers = first.flatMap { [$0] + [Float](repeating: 0, count: 7) }
      let head = try DetectionHead(outputShapes: [[1, 5, 8]], inputWidth: 64, inputHeight: 64)
      let tensor: Tensor
      if elementType == .float32 {
        tensor = Tensor(shape: [1, 5, 8], elementType: .float32, values: numbers)
      } else {
        let quantization = Quantization(scale: max(scale, 1) / 255, zeroPoint: 0)
        tensor = Tensor(
          shape: [1, 5, 8], elementType: .uint8, quantization: quantization,
          values: numbers.map { UInt8(min(max(($0 / quantization.scale).rounded(), 0), 255)) })
      }
      let options = PostprocessOptions(confidence: 0, coordinates: coordinates)
      return try head.detectionsInInput([tensor], options: options)[0].box.width
    }
    for type in [ElementType.float32, .uint8] {
      #expect(abs(try boxWidth(1, type, .automatic) - 16) < 0.3)
      #expect(abs(try boxWidth(64, type, .automatic) - 16) < 0.3)
      #expect(abs(try boxWidth(1, type, .pixels) - 0.25) < 0.01)
      #expect(abs(try boxWidth(64, type, .normalized) - 1024) < 20)
    }
  }

  @Test func classesAreFilteredBeforeSuppression() throws {
    // Two equal boxes of different classes; without the filter the better one would win when classes are ignored.
    let pairs: [[Float]] = [[0.5, 0.5], [0.5, 0.5], [0.4, 0.4], [0.4, 0.4], [0.9, 0.1], [0.1, 0.8]]
    let rows = pairs.flatMap { $0 + [Float](repeating: 0, count: 6) }
    let tensor = Tensor(shape: [1, 6, 8], elementType: .float32, values: rows)
    let head = try DetectionHead(outputShapes: [[1, 6, 8]], inputWidth: 64, inputHeight: 64)
    var options = PostprocessOptions(isClassAgnostic: true)
    #expect(try head.detectionsInInput([tensor], options: options).map(\.classIndex) == [0])
    options.classes = [1]
    #expect(try head.detectionsInInput([tensor], options: options).map(\.classIndex) == [1])
    options.classes = []
    #expect(try head.detectionsInInput([tensor], options: options).isEmpty)
    options.classes = nil
    options.isSingleClass = true
    #expect(try head.detectionsInInput([tensor], options: options).map(\.classIndex) == [0])
  }

  @Test func limitsAreKept() throws {
    let random = RandomHead(classCount: 7, anchorCount: 150, seed: 9, quantization: nil)
    let tensors = random.tensors(anchorsFirst: false, split: false)
    let head = try DetectionHead(outputShapes: tensors.map(\.shape), inputWidth: side, inputHeight: side)
    var options = PostprocessOptions(confidence: 0.001, iouThreshold: 1, isMultiLabel: true)
    let all = try head.detectionsInInput(tensors, options: options)
    options.maximumDetections = 10
    #expect(try head.detectionsInInput(tensors, options: options) == Array(all.prefix(10)))
    options.maximumCandidates = 6
    #expect(try head.detectionsInInput(tensors, options: options) == Array(all.prefix(6)))
    options.maximumCandidates = 0
    #expect(try head.detectionsInInput(tensors, options: options).isEmpty)
  }

  @Test func nothingFoundIsNoError() throws {
    let tensor = Tensor(shape: [1, 84, 100], elementType: .float32)
    let head = try DetectionHead(outputShapes: [[1, 84, 100]], inputWidth: 64, inputHeight: 64)
    #expect(try head.detectionsInInput([tensor]).isEmpty)
  }

  @Test func brokenNumbersDoNotTrap() throws {
    for value in [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
      let tensor = Tensor(
        shape: [1, 56, 21], elementType: .float32, values: [Float](repeating: value, count: 56 * 21))
      let head = try DetectionHead(outputShapes: [[1, 56, 21]], inputWidth: 32, inputHeight: 32)
      let geometry = LetterboxGeometry(pictureWidth: 10, pictureHeight: 20, inputWidth: 32, inputHeight: 32)
      _ = try head.detections(in: [tensor], geometry: geometry)
    }
  }

  @Test func outputsOfAnotherShapeAreRefused() throws {
    let head = try DetectionHead(outputShapes: [[1, 84, 100]], inputWidth: 64, inputHeight: 64)
    #expect(throws: DetectionHeadError.unexpectedOutput(index: 0, expected: [1, 84, 100], found: [1, 84, 99])) {
      try head.detectionsInInput([Tensor(shape: [1, 84, 99], elementType: .float32)])
    }
    #expect(throws: DetectionHeadError.self) { try head.detectionsInInput([]) }
  }
}
