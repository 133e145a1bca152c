import EdgeModel
public import EdgeRunner
public import EdgeVision

/// Finds objects on pictures with a model on any runner: preprocess, invoke, post-process.
///
///     let runner = try await Drivers.connect("model.tflite")
///     let detector = try Detector(session: await runner.makeSession())
///     let result = try await detector.detect(PictureDecoder().decode(file: "bus.jpg"))
public struct Detector: Sendable {
  /// Where the network runs.
  public let session: any Session
  /// Makes the network's input of a picture.
  public let preprocessor: PicturePreprocessor
  /// Makes detections of the network's outputs.
  public let head: DetectionHead
  /// How detections are chosen; may be changed between pictures.
  public var options: PostprocessOptions
  /// Names of the classes, from the model's metadata unless given.
  public var names: ClassNames

  /// A detector on `session`.
  /// - Parameters:
  ///   - options: how objects are chosen from the outputs.
  ///   - resizeMode: how pictures are brought to the input size; nil for what the model's metadata says, letterbox when
  ///     it says nothing.
  ///   - rounding: how pixels are quantized.
  ///   - inputRange: the real numbers that colours become; nil for what the input's quantization shows, or what networks
  ///     with such a head usually take.
  ///   - channelOrder: the order of colours; nil for what networks with such a head usually take.
  ///   - headOptions: what the caller knows of the model's head.
  ///   - names: class names; nil for those of the metadata, or COCO's for a model with eighty nameless classes.
  /// - Throws: `RunnerError.Code.notADetector` when the model takes no single picture or gives no detections.
  public init(
    session: any Session, options: PostprocessOptions = PostprocessOptions(), resizeMode: ResizeMode? = nil,
    rounding: InputRounding = .truncate, inputRange: InputRange? = nil, channelOrder: ChannelOrder? = nil,
    headOptions: HeadOptions = HeadOptions(), names: ClassNames? = nil
  ) throws(RunnerError) {
    let model = session.model
    guard let input = model.inputs.first, model.inputs.count == 1 else {
      throw RunnerError(
        .notADetector, "\(model.name): this model is no detector: it takes \(model.inputs.count) inputs, not a picture")
    }
    let fromMetadata = model.metadata?.resizeMode.flatMap(ResizeMode.init(rawValue:))
    var preparation = PicturePreprocessor.Options(
      resizeMode: resizeMode ?? fromMetadata ?? .letterbox, rounding: rounding)
    let draft = try Self.preprocessor(input, of: model, preparation)
    do throws(DetectionHeadError) {
      head = try DetectionHead(
        of: model, inputWidth: draft.inputWidth, inputHeight: draft.inputHeight, options: headOptions)
    } catch {
      throw RunnerError(.notADetector, "\(model.name): \(error)", hint: error.hint)
    }
    let fromInput = input.quantization.flatMap { InputRange(holding: $0, input.elementType) }
    if inputRange == nil, fromInput == nil, head.usualInputRange != .unit {
      head.add(
        note:
          "colours are given to the input as \(head.usualInputRange.words), as networks with such a head mostly take "
          + "them; --input-range changes that")
    }
    preparation.range = inputRange ?? fromInput ?? head.usualInputRange
    preparation.channelOrder = channelOrder ?? head.usualChannelOrder
    preprocessor = try Self.preprocessor(input, of: model, preparation)
    self.session = session
    self.options = options
    let usual = model.metadata?.names.isEmpty ?? true ? head.usualNames : []
    self.names =
      names
      ?? (usual.isEmpty ? ClassNames(metadata: model.metadata, classCount: head.classCount) : ClassNames(list: usual))
  }

  private static func preprocessor(
    _ input: TensorDescription, of model: ModelInformation, _ options: PicturePreprocessor.Options
  ) throws(RunnerError) -> PicturePreprocessor {
    do throws(PreprocessorError) {
      return try PicturePreprocessor(
        shape: input.shape, elementType: input.elementType, quantization: input.quantization, options: options)
    } catch {
      throw RunnerError(.notADetector, "\(model.name): this model is no detector: \(error)")
    }
  }

  /// The objects on `picture`, best first, with boxes in pixels of the picture; `path` names it in the result.
  public func detect(_ picture: Picture, path: String = "") async throws(RunnerError) -> PictureDetections {
    let clock = ContinuousClock()
    let start = clock.now
    let (tensor, geometry) = preprocessor(picture)
    let preprocessed = clock.now
    let outputs = try await session.invoke([tensor]).outputs
    let inferred = clock.now
    let detections: [Detection]
    do throws(DetectionHeadError) {
      detections = try head.detections(in: outputs, geometry: geometry, options: options)
    } catch {
      throw RunnerError(error, model: session.model.name)
    }
    return PictureDetections(
      result: PictureResult(
        path: path, geometry: geometry, detections: detections, names: names, version: options.version),
      preprocessing: start.duration(to: preprocessed),
      inference: preprocessed.duration(to: inferred), postprocessing: inferred.duration(to: clock.now))
  }
}

/// What a detector found on one picture, and how long each stage took on the host.
public struct PictureDetections: Sendable {
  /// Boxes and keypoints in pixels of the picture, best first.
  public var result: PictureResult
  /// Resizing and quantizing; decoding the file is not part of it.
  public var preprocessing: Duration
  /// The whole invocation, transfers to a device included.
  public var inference: Duration
  /// From the network's outputs to detections.
  public var postprocessing: Duration

  /// Best first.
  public var detections: [Detection] { result.detections }
}

extension RunnerError {
  /// Why the outputs of a model's run are no detections: the device's fault where they are not what it promised, otherwise
  /// the model's.
  package init(_ error: DetectionHeadError, model: String) {
    let isDeviceFailure = if case .unexpectedOutput = error { true } else { false }
    self.init(isDeviceFailure ? .deviceFailure : .unsupportedModel, "\(model): \(error)", hint: error.hint)
  }
}

extension RunnerError.Code {
  /// The model runs, but takes no single picture or gives no detections.
  public static let notADetector = RunnerError.Code(rawValue: "not-a-detector")
}
