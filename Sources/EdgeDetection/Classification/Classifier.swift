package import EdgeModel
public import EdgeRunner
public import EdgeVision

/// Says what a picture shows with a model on any runner: preprocess, invoke, rank.
///
///     let runner = try await Drivers.connect("yolov8n-cls.tflite")
///     let classifier = try Classifier(session: await runner.makeSession())
///     let found = try await classifier.classify(PictureDecoder().decode(file: "cat.jpg"))
///     print(found.result.summary)
public struct Classifier: Sendable {
  /// What `ModelMetadata.task` says of classifiers.
  public static let task = "classify"

  /// Where the network runs.
  public let session: any Session
  /// Makes the network's input of pixels.
  public let preprocessor: PicturePreprocessor
  /// How pictures are brought to the input's size; nil for the middle of the picture, as Ultralytics does.
  public let resizeMode: ResizeMode?
  /// Number of classes.
  public let classCount: Int
  /// Names of the classes, from the model's metadata unless given.
  public var names: ClassNames

  /// A classifier on `session`.
  /// - Parameters:
  ///   - resizeMode: how pictures are brought to the input size; nil for Ultralytics' way: the shorter side is made to
  ///     fit, with Pillow's averaging resize, and what the longer one has too much is cut off on both ends.
  ///   - rounding: how pixels are quantized.
  ///   - inputRange: the real numbers that colours become; nil for what the input's quantization shows, else 0 to 1.
  ///   - channelOrder: the order of colours; nil for red first.
  ///   - names: class names; nil for those of the metadata.
  /// - Throws: `RunnerError.Code.notADetector` when the model takes no single picture or does not give one score per
  ///   class, or gives other classes than its metadata names.
  public init(
    session: any Session, resizeMode: ResizeMode? = nil, rounding: InputRounding = .truncate,
    inputRange: InputRange? = nil, channelOrder: ChannelOrder? = nil, names: ClassNames? = nil
  ) throws(RunnerError) {
    let model = session.model
    func failure(_ reason: String, hint: String? = nil) -> RunnerError {
      RunnerError(.notADetector, "\(model.name): this model is no classifier: \(reason)", hint: hint)
    }
    guard let input = model.inputs.first, model.inputs.count == 1 else {
      throw failure("it takes \(model.inputs.count) inputs, not a picture")
    }
    guard let classCount = Self.classCount(outputShapes: model.outputs.map(\.shape)) else {
      throw failure("its outputs are \(model.outputs.map { "\($0.shape)" }.joined(separator: ", "))")
    }
    let named = model.metadata?.names.count ?? 0
    guard named == 0 || named == classCount else {
      throw failure(
        "its output holds scores of \(classCount) classes, but its metadata names \(named)",
        hint: "export the model again with the names it was trained with")
    }
    var preparation = PicturePreprocessor.Options(resizeMode: resizeMode ?? .stretch, rounding: rounding)
    let fromInput = input.quantization.flatMap { InputRange(holding: $0, input.elementType) }
    preparation.range = inputRange ?? fromInput ?? .unit
    preparation.channelOrder = channelOrder ?? .rgb
    do throws(PreprocessorError) {
      preprocessor = try PicturePreprocessor(
        shape: input.shape, elementType: input.elementType, quantization: input.quantization,
        options: preparation)
    } catch {
      throw failure("\(error)")
    }
    self.session = session
    self.resizeMode = resizeMode
    self.classCount = classCount
    self.names = names ?? ClassNames(model.metadata?.names ?? [:])
  }

  /// Number of classes of outputs of these shapes: those of one vector of at least two scores; nil for all others.
  public static func classCount(outputShapes shapes: [[Int]]) -> Int? {
    guard shapes.count == 1, let count = shapes[0].last, count > 1, shapes[0].dropLast().allSatisfy({ $0 == 1 }) else {
      return nil
    }
    return count
  }

  /// The scores of `picture`; `path` names it in the result.
  public func classify(_ picture: Picture, path: String = "") async throws(RunnerError) -> ClassifiedPicture {
    let clock = ContinuousClock()
    let start = clock.now
    let tensor = input(of: picture)
    let preprocessed = clock.now
    let outputs = try await session.invoke([tensor]).outputs
    let inferred = clock.now
    let result = try result(of: outputs, path: path)
    return ClassifiedPicture(
      result: result, preprocessing: start.duration(to: preprocessed), inference: preprocessed.duration(to: inferred),
      postprocessing: inferred.duration(to: clock.now))
  }

  /// The network's input of a picture.
  package func input(of picture: Picture) -> Tensor {
    if resizeMode != nil { return preprocessor(picture).tensor }
    let crop = CenterCrop(
      pictureWidth: picture.width, pictureHeight: picture.height, inputWidth: preprocessor.inputWidth,
      inputHeight: preprocessor.inputHeight)
    return preprocessor.tensor { preprocessor.inChannels(picture).writeCenter(crop, into: $0) }
  }

  /// The scores that the network gave.
  package func result(of outputs: [Tensor], path: String) throws(RunnerError) -> PictureClassification {
    guard let scores = outputs.first?.dequantized(), outputs.count == 1, scores.count == classCount else {
      throw RunnerError(
        .deviceFailure,
        "\(session.model.name): the outputs are \(outputs.map { "\($0.shape)" }.joined(separator: ", ")), expected "
          + "\(classCount) scores")
    }
    return PictureClassification(path: path, scores: scores, names: names)
  }
}

/// What a classifier says about one picture, and how long each stage took on the host.
public struct ClassifiedPicture: Sendable {
  /// One score per class.
  public var result: PictureClassification
  /// Resizing and quantizing; decoding the file is not part of it.
  public var preprocessing: Duration
  /// The whole invocation, transfers to a device included.
  public var inference: Duration
  /// Ranking the network's outputs.
  public var postprocessing: Duration
}
