public import EdgeVision

/// Draws detections on pictures: boxes with labels, masks, skeletons.
///
/// Line width and colours are those Ultralytics users know. Sizes follow the picture's, so that tiny and huge pictures
/// are readable alike.
public struct Annotator: Sendable {
  /// What is drawn, and how large.
  public struct Style: Sendable {
    /// Pixels; follows the picture's size when nil.
    public var lineWidth: Double?
    /// Height of the font in pixels; follows the picture's size when nil.
    public var fontSize: Double?
    /// Frames around objects.
    public var showsBoxes = true
    /// Class names beside the frames.
    public var showsLabels = true
    /// The confidence behind each class name.
    public var showsConfidences = true
    /// Opacity of masks, 0 to 1.
    public var maskOpacity = 0.5
    /// Points below this visibility are left out, with their limbs.
    public var keypointThreshold: Float = 0.25
    /// Joins keypoints; chosen by the number of points when nil.
    public var skeleton: PoseSkeleton?

    /// What Ultralytics draws.
    public init() {}
  }

  /// What is drawn, and how large.
  public var style: Style

  /// An annotator that draws in `style`.
  public init(style: Style = Style()) {
    self.style = style
  }

  /// A copy of the picture with the detections on it, the best one on top.
  ///
  /// Boxes and keypoints are in pixels of the picture; masks are placed by `geometry`. Throws when the picture is too
  /// large to draw on.
  public func draw(
    _ detections: [Detection], names: ClassNames, geometry: LetterboxGeometry? = nil, on picture: Picture
  ) throws(PictureError) -> Picture {
    let canvas = try Canvas(picture)
    let sizes = Sizes(style, width: picture.width, height: picture.height)
    let backToFront = detections.reversed().filter(\.box.isFinite)
    if let geometry {
      for detection in backToFront { draw(detection.mask, of: detection, geometry, sizes, on: canvas) }
    }
    if style.showsBoxes {
      for detection in backToFront { drawBox(detection, sizes, on: canvas) }
    }
    for detection in backToFront { drawPose(detection.keypoints, sizes, on: canvas) }
    // Labels come last, so that no line crosses them.
    if style.showsBoxes && style.showsLabels {
      drawLabels(backToFront.reversed(), names, sizes, on: canvas)
    }
    return canvas.picture()
  }

  /// Widths that follow from the picture's size.
  private struct Sizes {
    let line: Double
    let font: Double
    /// Width of the dark seam beside lines, which keeps them visible on any background.
    let seam: Double

    init(_ style: Style, width: Int, height: Int) {
      // The three channels are part of the sum in the original, too.
      let sum = Double(width + height + 3)
      line = style.lineWidth ?? max((sum / 2 * 0.003).rounded(.toNearestOrEven), 2)
      font = style.fontSize ?? max(sum / 2 * 0.017, 10)
      seam = max(line / 3, 1)
    }
  }

  private func drawBox(_ detection: Detection, _ sizes: Sizes, on canvas: Canvas) {
    let color = ColorPalette.color(ofClass: detection.classIndex)
    func stroke(lineWidth: Double, color: Picture.Color, opacity: Double) {
      if let corners = detection.orientedBox?.corners {
        let outline = corners.map { (x: Double($0.x), y: Double($0.y)) }
        canvas.strokePolygons([outline], lineWidth: lineWidth, color: color, opacity: opacity)
      } else {
        let box = detection.box
        canvas.strokeRectangle(
          x1: Double(box.x1), y1: Double(box.y1), x2: Double(box.x2), y2: Double(box.y2), lineWidth: lineWidth,
          color: color, opacity: opacity)
      }
    }
    stroke(lineWidth: sizes.line + 2 * sizes.seam, color: ColorPalette.seam(of: color), opacity: 0.35)
    stroke(lineWidth: sizes.line, color: color, opacity: 1)
  }

  /// Labels of detections, best first: the best choose their place first and lie on top.
  private func drawLabels(_ detections: [Detection], _ names: ClassNames, _ sizes: Sizes, on canvas: Canvas) {
    canvas.setFont(size: sizes.font)
    let padding = (sizes.font * 0.25).rounded(.up)
    var placement = LabelPlacement(pictureWidth: canvas.width, pictureHeight: canvas.height)
    let labels = detections.map { detection in
      var text = printable(names[detection.classIndex])
      if style.showsConfidences { text += " " + DecimalText.fixed(Double(detection.confidence), decimals: 2) }
      let extent = canvas.extent(of: text)
      let area = placement.place(
        width: extent.width + 2 * padding, height: extent.ascent + extent.descent + padding / 2, at: detection.box,
        margin: sizes.line / 2)
      return (text, area, baseline: area.y + padding / 4 + extent.ascent, detection.classIndex)
    }
    for (text, area, baseline, classIndex) in labels.reversed() {
      let color = ColorPalette.color(ofClass: classIndex)
      canvas.fillRectangle(
        x: area.x, y: area.y, width: area.width, height: area.height, radius: sizes.font * 0.15, color: color)
      canvas.drawText(text, x: area.x + padding, baseline: baseline, color: ColorPalette.textColor(on: color))
    }
  }

  /// The text with blanks for control characters, which a font cannot show.
  func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }

  private func draw(
    _ mask: InstanceMask?, of detection: Detection, _ geometry: LetterboxGeometry, _ sizes: Sizes, on canvas: Canvas
  ) {
    guard let mask, geometry.pictureWidth == canvas.width, geometry.pictureHeight == canvas.height else { return }
    canvas.drawMask(
      mask.inPicture(geometry), color: ColorPalette.color(ofClass: detection.classIndex), opacity: style.maskOpacity,
      lineWidth: max(sizes.line / 2, 1))
  }

  private func drawPose(_ keypoints: [Keypoint], _ sizes: Sizes, on canvas: Canvas) {
    canvas.drawPose(
      keypoints.map { ($0.visibility ?? 1) >= style.keypointThreshold ? $0 : nil },
      skeleton: style.skeleton ?? .standard(pointCount: keypoints.count), lineWidth: sizes.line, seam: sizes.seam)
  }
}

extension ColorPalette {
  /// Black beside light colours and white beside dark ones.
  static func seam(of color: Picture.Color) -> Picture.Color {
    textColor(on: color) == Picture.Color(hex: 0xFFFFFF) ? Picture.Color(hex: 0xFFFFFF) : Picture.Color(hex: 0x000000)
  }
}
