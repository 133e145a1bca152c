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
    name: .customLong("resize"),
    help: "How pictures are brought to the input size: as the model and its task say (auto), letterbox or stretch.")
  var resize = ResizeChoice.auto

  @Option(
    name: .customLong("rounding"),
    help: "How pixels are quantized: truncate as Ultralytics does, or nearest, which is more accurate.")
  var rounding = InputRounding.truncate

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

extension InputRounding: ExpressibleByArgument {}
