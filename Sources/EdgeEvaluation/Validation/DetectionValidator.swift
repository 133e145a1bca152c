public import EdgeDatasets
public import EdgeDetection
import EdgeModel
import EdgeRunner
import EdgeVision

/// Runs a detector on the pictures of a data set and compares what it finds with what is there.
public struct DetectionValidator: Sendable {
  /// What is validated.
  public let detector: Detector
  /// What it is validated on.
  public let dataset: Dataset
  /// What is compared, boxes first.
  public let kinds: [ObjectKind]
  /// The objects that the COCO protocol compares with.
  public let truths: COCOTruthSource
  private let judge: PictureJudge
  private let matchers: [ObjectKind: COCOMatcher]

  /// - Parameters:
  ///   - detector: with the post-processing of validation.
  ///   - dataset: opened for the detector's task.
  ///   - usesDefaultConfidence: true unless the user chose one; release 8.2.39 then counts the confusion matrix from a
  ///     confidence of 0.25 on.
  public init(detector: Detector, dataset: Dataset, usesDefaultConfidence: Bool = true) {
    self.detector = detector
    self.dataset = dataset
    kinds = ObjectKind.all(of: detector.head.task)
    truths = COCOTruthSource(dataset, classes: detector.options.classes)
    let confidence =
      detector.options.version == .v8239 && usesDefaultConfidence ? 0.25 : detector.options.confidence
    judge = PictureJudge(
      kinds: kinds, version: detector.options.version, deviations: dataset.deviations.map { Float($0) },
      confusionConfidence: Float(confidence))
    matchers = Dictionary(
      uniqueKeysWithValues: kinds.compactMap { [truths] kind in
        truths.parameters(kind).map { (kind, COCOMatcher($0)) }
      })
  }

  /// A picture ready for the network.
  struct Prepared: Sendable {
    var input: Tensor
    var geometry: LetterboxGeometry
    var times: PictureRecord.Times
  }

  /// Reads, decodes and resizes the picture at a position.
  func prepare(_ position: Int) throws(Dataset.Problem) -> Prepared {
    let clock = ContinuousClock()
    let start = clock.now
    let picture = dataset.pictures[position]
    let decoded = try Dataset.Problem.decoded(file: picture.file, path: picture.path)
    let ready = clock.now
    let (input, geometry) = detector.preprocessor(decoded)
    var times = PictureRecord.Times()
    times.decoding = start.duration(to: ready)
    times.preprocessing = ready.duration(to: clock.now)
    return Prepared(input: input, geometry: geometry, times: times)
  }

  /// Turns the network's outputs for the picture at a position into a record.
  func record(
    _ position: Int, _ prepared: Prepared, outputs: [Tensor], inference: Duration
  ) throws(RunnerError) -> PictureRecord {
    let clock = ContinuousClock()
    let start = clock.now
    let found: [Detection]
    do throws(DetectionHeadError) {
      found = try detector.head.detectionsInInput(outputs, options: detector.options)
    } catch {
      throw RunnerError(error, model: detector.session.model.name)
    }
    let geometry = prepared.geometry
    let objects = found.map { detection in
      let scaled = detection.inPicture(geometry, detector.options.version)
      return PictureRecord.Object(
        box: scaled.box, confidence: scaled.confidence, classIndex: scaled.classIndex, keypoints: scaled.keypoints,
        orientedBox: scaled.orientedBox, mask: detection.mask.map { RunLengthMask($0.inPicture(geometry)) })
    }
    let decided = clock.now
    let picture = dataset.pictures[position]
    let chosen = chosenLabels(of: picture)
    let verdict = judge.verdict(on: found, labels: chosen.map { picture.labels[$0] }, geometry: geometry)
    var times = prepared.times
    times.inference = inference
    times.postprocessing = start.duration(to: decided)
    times.matching = decided.duration(to: clock.now)
    return PictureRecord(
      path: picture.path, id: picture.id, width: geometry.pictureWidth, height: geometry.pictureHeight,
      objects: objects, truthClasses: verdict.truthClasses, truthBoxes: verdict.truthBoxes,
      truthLabels: verdict.labelOrder.map { chosen[$0] }, correct: verdict.correct, found: verdict.found,
      confusionMatches: verdict.confusionMatches, confusionConfidence: judge.confusionConfidence, times: times)
  }

  /// Positions of the labels that are scored.
  private func chosenLabels(of picture: Dataset.Picture) -> [Int] {
    guard let classes = detector.options.classes else { return Array(picture.labels.indices) }
    return picture.labels.indices.filter { classes.contains(picture.labels[$0].classIndex) }
  }

  /// What a record of the picture at a position means to both scorers.
  public func outcome(_ position: Int, _ record: PictureRecord) -> PictureOutcome {
    let picture = dataset.pictures[position]
    var coco: [ObjectKind: COCOPictureOutcome] = [:]
    for (kind, matcher) in matchers {
      coco[kind] = matcher.match(
        record.detections(kind),
        to: truths.truths(of: picture, width: record.width, height: record.height, kind: kind))
    }
    return record.outcome(coco: coco)
  }

  /// The COCO protocol's constants for each kind that it knows.
  public var cocoParameters: [ObjectKind: COCOParameters] {
    Dictionary(uniqueKeysWithValues: kinds.compactMap { kind in truths.parameters(kind).map { (kind, $0) } })
  }

  /// The figures of all pictures so far, which must be in the data set's order.
  public func scores(_ outcomes: [PictureOutcome]) -> ValidationScores {
    ValidationScores(
      outcomes, kinds: kinds, categoryCount: dataset.classNames.count,
      parameters: cocoParameters,
      version: detector.options.version)
  }
}

extension Dataset.Problem: Error {

  /// Side below which Ultralytics takes a picture for broken.
  private static let leastSide = 10

  /// Reads and decodes a picture.
  static func decoded(file: String, path: String) throws(Dataset.Problem) -> Picture {
    let decoded: Picture
    do throws(PictureError) {
      decoded = try PictureDecoder().decode(file: file)
    } catch {
      throw Dataset.Problem(.picture, path: path, "\(error.reason)")
    }
    guard min(decoded.width, decoded.height) >= leastSide else {
      throw Dataset.Problem(
        .picture, path: path,
        "\(decoded.width) x \(decoded.height) pixels, at least \(leastSide) x \(leastSide) are needed")
    }
    return decoded
  }
}

extension RunLengthMask {
  /// A mask in pixels of a picture as run lengths.
  init(_ mask: InstanceMask) {
    var builder = RunBuilder()
    mask.values.withUnsafeBufferPointer { values in
      for (x, column) in mask.columns.enumerated() {
        let start = column * mask.gridHeight
        var row = 0
        while row < mask.rows.count {
          guard values[row * mask.columns.count + x] != 0 else {
            row += 1
            continue
          }
          let first = row
          while row < mask.rows.count && values[row * mask.columns.count + x] != 0 { row += 1 }
          builder.appendOnes(from: start + mask.rows.lowerBound + first, to: start + mask.rows.lowerBound + row)
        }
      }
    }
    self.init(
      uncheckedHeight: mask.gridHeight, width: mask.gridWidth,
      runs: builder.finish(at: mask.gridHeight * mask.gridWidth))
  }
}
