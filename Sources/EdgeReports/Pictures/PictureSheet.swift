import EdgeEvaluation
import EdgeVision
import Foundation

/// One picture twice, side by side, with other boxes on each side.
package struct PictureSheet {
  /// How a box is shown.
  package enum Tone: Sendable {
    case right, wrong, changed

    package var color: Picture.Color {
      switch self {
      case .right: Picture.Color(hex: 0x1A9E5C)
      case .wrong: Picture.Color(hex: 0xE0312D)
      case .changed: Picture.Color(hex: 0xE88A00)
      }
    }
  }

  /// A box in pixels of the picture.
  package struct Mark: Sendable {
    package var box: BoundingBox
    package var label: String
    package var tone: Tone

    package init(box: BoundingBox, label: String, tone: Tone) {
      self.box = box
      self.label = label
      self.tone = tone
    }
  }

  /// One side of the sheet.
  package struct Side: Sendable {
    package var caption: String
    /// The most important last: it lies on top.
    package var marks: [Mark]

    package init(caption: String, marks: [Mark]) {
      self.caption = caption
      self.marks = marks
    }
  }

  package var title: String
  package var sides: [Side]

  package init(title: String, sides: [Side]) {
    self.title = title
    self.sides = sides
  }

  private static let gap = 12.0
  /// Room for the title and the captions.
  private static let header = 56.0
  private static let ink = PlotColor.ink.onWhite
  private static let faint = PlotColor.faint.onWhite

  /// The sheet over a picture; each side is brought to 360 to 900 pixels where proportions allow.
  package func draw(over picture: Picture) throws(PictureError) -> Picture {
    let longest = Double(max(picture.width, picture.height))
    let shortest = Double(min(picture.width, picture.height))
    let scale = min(900 / longest, max(1, 360 / shortest))
    let width = max((Double(picture.width) * scale).rounded(), 1)
    let height = max((Double(picture.height) * scale).rounded(), 1)
    let sheetWidth = Self.gap + (max(width, 160) + Self.gap) * Double(sides.count)
    let canvas = try Canvas(
      Picture(
        width: Int(sheetWidth), height: Int(Self.header + height + Self.gap),
        filledWith: Picture.Color(hex: 0xFFFFFF)))
    drawText(title, x: Self.gap, baseline: 22, size: 17, isBold: true, color: Self.ink, limit: sheetWidth, on: canvas)
    for (index, side) in sides.enumerated() {
      let x = Self.gap + (max(width, 160) + Self.gap) * Double(index)
      drawText(
        side.caption, x: x, baseline: 46, size: 14, isBold: false, color: Self.faint, limit: max(width, 160), on: canvas
      )
      let panel = try Self.panel(side, over: picture, scale: scale, width: width, height: height)
      canvas.drawPicture(panel, x: x, y: Self.header, width: width, height: height)
    }
    return canvas.picture()
  }

  /// Text, cut where there is no more room.
  private func drawText(
    _ text: String, x: Double, baseline: Double, size: Double, isBold: Bool, color: Picture.Color, limit: Double,
    on canvas: Canvas
  ) {
    canvas.setFont(size: size, isBold: isBold)
    var shown = ReportText.printable(text)
    while shown.count > 4, canvas.extent(of: shown).width > limit - 2 * Self.gap {
      shown = ReportText.shortened(shown, to: shown.count - 2)
    }
    canvas.drawText(shown, x: x, baseline: baseline, color: color)
  }

  private static func panel(
    _ side: Side, over picture: Picture, scale: Double, width: Double, height: Double
  ) throws(PictureError) -> Picture {
    let canvas = try Canvas(
      Picture(width: Int(width), height: Int(height), filledWith: Picture.Color(hex: 0x808080)))
    canvas.drawPicture(picture, x: 0, y: 0, width: width, height: height)
    let marks = side.marks.filter(\.box.isFinite).map { mark in
      var mark = mark
      func scaled(_ value: Float, _ limit: Double) -> Float { Float(min(max(Double(value) * scale, 1), limit - 1)) }
      mark.box = BoundingBox(
        x1: scaled(mark.box.x1, width), y1: scaled(mark.box.y1, height), x2: scaled(mark.box.x2, width),
        y2: scaled(mark.box.y2, height))
      return mark
    }
    for mark in marks {
      for (lineWidth, color, opacity) in [(4.0, Picture.Color(hex: 0xFFFFFF), 0.55), (2.0, mark.tone.color, 1)] {
        canvas.strokeRectangle(
          x1: Double(mark.box.x1), y1: Double(mark.box.y1), x2: Double(mark.box.x2), y2: Double(mark.box.y2),
          lineWidth: lineWidth, color: color, opacity: opacity)
      }
    }
    drawLabels(marks, on: canvas)
    return canvas.picture()
  }

  /// Labels where there is room, the most important first; on crowded pictures the others are left out.
  private static func drawLabels(_ marks: [Mark], on canvas: Canvas) {
    canvas.setFont(size: max(11, min(Double(canvas.width) / 66, 15)))
    var placement = LabelPlacement(pictureWidth: canvas.width, pictureHeight: canvas.height)
    let limit = 60
    for mark in marks.reversed().prefix(limit) {
      let text = ReportText.shortened(ReportText.printable(mark.label), to: 28)
      let extent = canvas.extent(of: text)
      let area = placement.place(
        width: extent.width + 6, height: extent.ascent + extent.descent + 1, at: mark.box, margin: 1)
      canvas.fillRectangle(
        x: area.x, y: area.y, width: area.width, height: area.height, radius: 2, color: mark.tone.color, opacity: 0.88)
      canvas.drawText(
        text, x: area.x + 3, baseline: area.y + extent.ascent, color: Picture.Color(hex: 0xFFFFFF))
    }
  }
}

extension PictureSheet {
  /// What is there beside what was found: missed objects and false detections in red, the others in green.
  package init(_ errors: PictureErrors, of outcome: PictureOutcome, names: ClassNames, above confidence: Float) {
    let missed = Set(errors.missed)
    let wrong = Set(errors.wrong)
    func ordered(_ marks: [Mark]) -> [Mark] { marks.filter { $0.tone == .right } + marks.filter { $0.tone != .right } }
    let truths = outcome.truthBoxes.indices.map { index in
      Mark(
        box: outcome.truthBoxes[index], label: names[Int(outcome.truthClasses[index])],
        tone: missed.contains(index) ? .wrong : .right)
    }
    // The best detections last, so that they lie on top.
    let found = (0..<errors.detectionCount).reversed().map { index in
      Mark(
        box: outcome.boxes[index],
        label: "\(names[Int(outcome.classes[index])]) \(Self.confidence(outcome.confidences[index]))",
        tone: wrong.contains(index) ? .wrong : .right)
    }
    self.init(
      title: "\(ReportText.fileName(outcome.path)): \(errors.missed.count) missed, \(errors.wrong.count) false",
      sides: [
        Side(caption: "ground truth: \(truths.count) objects, missed ones red", marks: ordered(truths)),
        Side(
          caption: "detections above \(Self.confidence(confidence)): \(found.count), false ones red",
          marks: ordered(found)),
      ])
  }

  /// A picture on two runtimes: lost and added detections in red, moved and rescored ones in orange.
  package init(
    _ change: PictureChange, reference: PictureOutcome, candidate: PictureOutcome, labels: (String, String),
    names: ClassNames, rule: DetectionChange.Rule
  ) {
    func marks(_ outcome: PictureOutcome, _ side: (DetectionChange) -> DetectionChange.Side?) -> [Mark] {
      var tones: [DetectionChange.Side: Tone] = [:]
      for item in change.changes {
        if let side = side(item) { tones[side] = item.kind == .lost || item.kind == .added ? .wrong : .changed }
      }
      let list = outcome.boxes.indices.filter { outcome.confidences[$0] > rule.confidence }.reversed().map { index in
        Mark(
          box: outcome.boxes[index],
          label: "\(names[Int(outcome.classes[index])]) \(Self.confidence(outcome.confidences[index]))",
          tone: tones[.init(box: outcome.boxes[index], confidence: outcome.confidences[index])] ?? .right)
      }
      return list.filter { $0.tone == .right } + list.filter { $0.tone != .right }
    }
    self.init(
      title: "\(ReportText.fileName(change.path)): \(change.summary)",
      sides: [
        Side(caption: "\(labels.0), lost ones red", marks: marks(reference, \.before)),
        Side(caption: "\(labels.1), added ones red", marks: marks(candidate, \.after)),
      ])
  }

  private static func confidence(_ value: Float) -> String { String(format: "%.2f", value) }
}

extension PictureChange {
  /// `2 lost, 1 moved`.
  public var summary: String {
    DetectionChange.Kind.allCases.compactMap { kind in
      count(kind) > 0 ? "\(count(kind)) \(kind.rawValue)" : nil
    }.joined(separator: ", ")
  }
}
