import EdgeDetection
import EdgeVision

/// One side of a sheet: the picture with its marks, the most important on top.
struct SheetPanel {
  private let side: PictureSheet.Side
  private let picture: Picture
  /// Pixels of the panel for one of the picture.
  private let scale: Double
  private let width: Int
  private let height: Int

  private static let white = Picture.Color(hex: 0xFFFFFF)

  init(_ side: PictureSheet.Side, over picture: Picture, scale: Double, width: Int, height: Int) {
    self.side = side
    self.picture = picture
    self.scale = scale
    self.width = width
    self.height = height
  }

  func draw() throws(PictureError) -> Picture {
    let canvas = try Canvas(Picture(width: width, height: height, filledWith: Picture.Color(hex: 0x808080)))
    canvas.drawPicture(picture, x: 0, y: 0, width: Double(width), height: Double(height))
    let marks = side.marks.filter(\.box.isFinite).map { mark in
      var mark = mark
      mark.box = placed(mark.box)
      return mark
    }
    for mark in marks {
      // Only one mask at a time is held in pixels.
      guard let mask = mark.shape.mask(width: width, height: height) else { continue }
      canvas.drawMask(
        mask, color: mark.tone.color, opacity: mark.tone == .wrong ? 0.42 : 0.3, lineWidth: lineWidth(mark))
    }
    for mark in marks { drawBox(mark, on: canvas) }
    for mark in marks { drawPose(mark, on: canvas) }
    drawLabels(marks, on: canvas)
    return canvas.picture()
  }

  private func placed(_ box: BoundingBox) -> BoundingBox {
    func scaled(_ value: Float, _ limit: Int) -> Float { Float(min(max(Double(value) * scale, 1), Double(limit - 1))) }
    return BoundingBox(
      x1: scaled(box.x1, width), y1: scaled(box.y1, height), x2: scaled(box.x2, width), y2: scaled(box.y2, height))
  }

  /// What is wrong has thicker lines, so that colours do not tell alone.
  private func lineWidth(_ mark: PictureSheet.Mark) -> Double { mark.tone == .right ? 1.5 : 2.5 }

  private func drawBox(_ mark: PictureSheet.Mark, on canvas: Canvas) {
    // Beside a mask or a pose the box is only there for its label.
    let line = mark.shape.isEmpty ? lineWidth(mark) : lineWidth(mark) - 0.5
    for (lineWidth, color, opacity) in [(line + 1.5, Self.white, 0.55), (line, mark.tone.color, 1)] {
      if let corners = mark.shape.orientedBox?.corners {
        let outline = corners.map { (x: Double($0.x) * scale, y: Double($0.y) * scale) }
        canvas.strokePolygons([outline], lineWidth: lineWidth, color: color, opacity: opacity)
        continue
      }
      canvas.strokeRectangle(
        x1: Double(mark.box.x1), y1: Double(mark.box.y1), x2: Double(mark.box.x2), y2: Double(mark.box.y2),
        lineWidth: lineWidth, color: color, opacity: opacity)
    }
  }

  private func drawPose(_ mark: PictureSheet.Mark, on canvas: Canvas) {
    guard !mark.shape.keypoints.isEmpty else { return }
    let points = mark.shape.shownKeypoints.map { point in
      point.map { Keypoint(x: Float(Double($0.x) * scale), y: Float(Double($0.y) * scale), visibility: $0.visibility) }
    }
    // People far away would vanish under points of full size.
    let side = Double(max(mark.box.width, mark.box.height))
    let line = min(max(side / 60, 1), lineWidth(mark))
    canvas.drawPose(
      points, hollow: mark.shape.hiddenKeypoints, skeleton: .standard(pointCount: points.count), lineWidth: line,
      seam: min(line / 2, 1), color: mark.tone.color)
  }

  /// Labels where there is room, the most important first; on crowded pictures the others are left out.
  private func drawLabels(_ marks: [PictureSheet.Mark], on canvas: Canvas) {
    canvas.setFont(size: max(11, min(Double(width) / 66, 15)))
    var placement = LabelPlacement(pictureWidth: width, pictureHeight: height)
    let limit = 60
    for mark in marks.reversed().prefix(limit) {
      let text = ReportText.shortened(ReportText.printable(mark.label), to: 28)
      let extent = canvas.extent(of: text)
      guard
        let area = placement.placeWhereFree(
          width: extent.width + 6, height: extent.ascent + extent.descent + 1, at: mark.box, margin: 1)
      else { continue }
      canvas.fillRectangle(
        x: area.x, y: area.y, width: area.width, height: area.height, radius: 2, color: mark.tone.color, opacity: 0.88)
      canvas.drawText(text, x: area.x + 3, baseline: area.y + extent.ascent, color: Self.white)
    }
  }
}
