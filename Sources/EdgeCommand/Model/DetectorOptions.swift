public import ArgumentParser
import EdgeDetection

/// What `predict` and `val` may be told about a detector in the same words.
struct DetectorOptions: ParsableArguments {
  @Flag(name: .customLong("agnostic"), help: "Boxes suppress overlapping boxes of other classes too.")
  var isClassAgnostic = false

  @Option(
    name: .customLong("imgsz"), help: "Input size in pixels, SIDE or HEIGHT,WIDTH; must be the model's if it is fixed.")
  var imageSize: ImageSize?

  @Option(name: .customLong("task"), help: "What the model does, when it does not say.")
  var task: TaskChoice?

  @Option(
    name: .customLong("head"),
    help: ArgumentHelp(
      "How the model arranges its outputs, when it cannot be told from them: "
        + HeadKind.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "kind"))
  var headKind: HeadKind?

  @Option(
    name: .customLong("anchors"),
    help: ArgumentHelp(
      "Sizes of the head's anchors, when the model does not say: W,H,W,H,... grid by grid.", valueName: "sizes"))
  var anchors: NumberList?

  @Option(
    name: .customLong("strides"),
    help: ArgumentHelp(
      "Strides of the head's grids in pixels, when the model does not say: 8,16,32.", valueName: "list"))
  var strides: NumberList?

  @Option(
    name: .customLong("boxes"),
    help: "What boxes are measured in: automatic, normalized (fractions of the input), pixels, or cells (YOLOX).")
  var coordinates = BoxCoordinates.automatic

  @Option(
    name: .customLong("resize"),
    help: "How pictures are brought to the input size: as the model and its task say (auto), letterbox or stretch.")
  var resize = ResizeChoice.auto

  @Option(
    name: .customLong("rounding"),
    help: "How pixels are quantized: truncate as Ultralytics does, or nearest, which is more accurate.")
  var rounding = InputRounding.truncate

  @Option(
    name: .customLong("input-range"),
    help: """
      The numbers that the input takes for black and white: unit (0 and 1), symmetric (-1 and 1) or bytes (0 and 255); \
      left out, what its quantization shows or its kind of head usually takes.
      """)
  var inputRange: InputRange?

  @Option(
    name: .customLong("channels"),
    help: "The order of the input's colours: rgb or bgr; left out, as its head usually has.")
  var channelOrder: ChannelOrder?

  /// What is said of the model's head.
  var headOptions: HeadOptions {
    HeadOptions(
      task: task?.detectorTask, kind: headKind, anchors: anchors?.numbers ?? [],
      strides: strides?.numbers.map { Int($0) } ?? [])
  }

  func validate() throws {
    if let anchors, !anchors.numbers.count.isMultiple(of: 2) {
      throw ValidationError("--anchors holds \(anchors.numbers.count) numbers, not pairs of a width and a height")
    }
    if let strides, strides.numbers.contains(where: { $0 != $0.rounded() || $0 > 1024 }) {
      throw ValidationError("--strides holds a number that is no stride: whole pixels from 1 to 1024")
    }
  }

  /// Fails unless the model's input has the size that was asked for.
  func checkInputSize(of preprocessor: PicturePreprocessor) throws(CommandFailure) {
    let (height, width) = (preprocessor.inputHeight, preprocessor.inputWidth)
    if let size = imageSize, size != ImageSize(height: height, width: width) {
      throw CommandFailure(
        .usage, "--imgsz \(size.height),\(size.width): the model's input is fixed at \(height),\(width)",
        hint: "leave --imgsz out, or take a model made for that size")
    }
  }
}

/// `--resize`.
enum ResizeChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, letterbox, stretch
}

/// `--imgsz`: one side or height and width.
struct ImageSize: ExpressibleByArgument, Hashable {
  var height: Int
  var width: Int

  init(height: Int, width: Int) {
    (self.height, self.width) = (height, width)
  }

  init?(argument: String) {
    let sides = argument.split { $0 == "," || $0 == "x" }.map { Int($0) }
    guard let height = sides.first ?? nil, let width = sides.last ?? nil, sides.count <= 2, height > 0, width > 0
    else { return nil }
    self.init(height: height, width: width)
  }
}

/// `--anchors`, `--strides`: positive numbers, separated by commas.
struct NumberList: ExpressibleByArgument, Hashable {
  var numbers: [Double]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    self.numbers = numbers.compactMap { $0 }
    guard !numbers.isEmpty, self.numbers.count == numbers.count, self.numbers.allSatisfy({ $0 > 0 && $0.isFinite })
    else { return nil }
  }
}

extension BoxCoordinates: ExpressibleByArgument {}
extension ChannelOrder: ExpressibleByArgument {}
extension HeadKind: ExpressibleByArgument {}
extension InputRange: ExpressibleByArgument {}
extension InputRounding: ExpressibleByArgument {}
