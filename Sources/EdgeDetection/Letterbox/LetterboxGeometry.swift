/// How a picture is brought to a network's input size.
public enum ResizeMode: String, Sendable, CaseIterable {
  /// Scaled to fit with rounded sides and centred on grey, as Ultralytics predicts.
  case letterbox
  /// Scaled to fit with the short side rounded up, as Ultralytics validates.
  case validationLetterbox = "validation-letterbox"
  /// Scaled to the input's sides without regard to proportions.
  case stretch
}

/// Where a picture lies in a network's input, and the way back.
///
/// Formulas as Ultralytics computes them, in double precision with ties rounded to even.
public struct LetterboxGeometry: Sendable, Hashable {
  /// How the picture is brought to the input's size.
  public let mode: ResizeMode
  /// Sides of the upright picture, in pixels.
  public let pictureWidth: Int
  /// Rows of the upright picture.
  public let pictureHeight: Int
  /// Sides of the network's input.
  public let inputWidth: Int
  /// Rows of the network's input.
  public let inputHeight: Int
  /// Sides of the resized picture inside the input.
  public let contentWidth: Int
  /// Rows of the resized picture inside the input.
  public let contentHeight: Int
  /// Column and row of the input where the resized picture starts.
  public let left: Int
  /// Row of the input where the resized picture starts.
  public let top: Int

  /// Places a picture; all sides must be positive.
  public init(
    pictureWidth: Int, pictureHeight: Int, inputWidth: Int, inputHeight: Int, mode: ResizeMode = .letterbox
  ) {
    precondition(min(pictureWidth, pictureHeight, inputWidth, inputHeight) > 0, "sides must be positive")
    self.mode = mode
    self.pictureWidth = pictureWidth
    self.pictureHeight = pictureHeight
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    let ratio = min(
      Double(inputHeight) / Double(pictureHeight), Double(inputWidth) / Double(pictureWidth))
    switch mode {
    case .stretch: (contentWidth, contentHeight) = (inputWidth, inputHeight)
    case .letterbox:
      contentWidth = max(roundedToEven(Double(pictureWidth) * ratio), 1)
      contentHeight = max(roundedToEven(Double(pictureHeight) * ratio), 1)
    case .validationLetterbox:
      contentWidth = min(Int((Double(pictureWidth) * ratio).rounded(.up)), inputWidth)
      contentHeight = min(Int((Double(pictureHeight) * ratio).rounded(.up)), inputHeight)
    }
    // An odd pixel of padding goes to the right and to the bottom.
    left = roundedToEven(Double(inputWidth - contentWidth) / 2 - 0.1)
    top = roundedToEven(Double(inputHeight - contentHeight) / 2 - 0.1)
  }

  /// The way from input pixels back to picture pixels for boxes.
  public func boxScaling(_ version: UltralyticsVersion = .v84190) -> InputToPictureScaling {
    switch (version, mode) {
    case (.v84190, _), (_, .stretch): return scaling(gainX: contentGainX, gainY: contentGainY, left, top)
    case (.v8239, .validationLetterbox): return scaling(gainX: contentGainY, gainY: contentGainY, left, top)
    case (.v8239, .letterbox):
      let pad = unroundedPadding
      return scaling(
        gainX: fittingGain, gainY: fittingGain, roundedToEven(pad.x - 0.1), roundedToEven(pad.y - 0.1))
    }
  }

  /// The way from input pixels back to picture pixels for keypoints and outlines.
  public func pointScaling(_ version: UltralyticsVersion = .v84190) -> InputToPictureScaling {
    guard version == .v8239, mode == .letterbox else { return boxScaling(version) }
    let pad = unroundedPadding
    return InputToPictureScaling(
      gainX: Float(fittingGain), gainY: Float(fittingGain), padX: Float(pad.x), padY: Float(pad.y),
      pictureWidth: Float(pictureWidth), pictureHeight: Float(pictureHeight))
  }

  private var contentGainX: Double { Double(contentWidth) / Double(pictureWidth) }
  private var contentGainY: Double { Double(contentHeight) / Double(pictureHeight) }
  private var fittingGain: Double {
    min(Double(inputHeight) / Double(pictureHeight), Double(inputWidth) / Double(pictureWidth))
  }
  private var unroundedPadding: (x: Double, y: Double) {
    (
      (Double(inputWidth) - Double(pictureWidth) * fittingGain) / 2,
      (Double(inputHeight) - Double(pictureHeight) * fittingGain) / 2
    )
  }

  private func scaling(gainX: Double, gainY: Double, _ padX: Int, _ padY: Int) -> InputToPictureScaling {
    InputToPictureScaling(
      gainX: Float(gainX), gainY: Float(gainY), padX: Float(padX), padY: Float(padY),
      pictureWidth: Float(pictureWidth), pictureHeight: Float(pictureHeight))
  }
}

/// Maps coordinates in the network's input to the picture: subtract the padding, divide by the gain, clip.
public struct InputToPictureScaling: Sendable, Hashable {
  /// Pixels of the input for one pixel of the picture, across.
  public var gainX: Float
  /// Pixels of the input for one pixel of the picture, down.
  public var gainY: Float
  /// Columns of the input left of the picture.
  public var padX: Float
  /// Rows of the input above the picture.
  public var padY: Float
  /// Columns of the picture, to which coordinates are clipped.
  public var pictureWidth: Float
  /// Rows of the picture, to which coordinates are clipped.
  public var pictureHeight: Float

  /// The picture column of an input column, clipped to the picture.
  public func x(_ value: Float) -> Float { min(max((value - padX) / gainX, 0), pictureWidth) }
  /// The picture row of an input row, clipped to the picture.
  public func y(_ value: Float) -> Float { min(max((value - padY) / gainY, 0), pictureHeight) }
}

/// The nearest integer, ties to even, as Python's `round` gives it.
func roundedToEven(_ value: Double) -> Int { Int(value.rounded(.toNearestOrEven)) }
