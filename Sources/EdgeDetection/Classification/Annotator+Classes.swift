public import EdgeVision

extension Annotator {
  /// A copy of the picture with classes and scores in its upper left corner, one a line on a dark translucent ground, as
  /// Ultralytics draws them. Throws when the picture is too large to draw on.
  public func draw(
    _ scores: [PictureClassification.Score], names: ClassNames, on picture: Picture
  ) throws(PictureError) -> Picture {
    let canvas = try Canvas(picture)
    let size = style.fontSize ?? max(Double(picture.width + picture.height + 3) / 2 * 0.035, 12)
    canvas.setFont(size: size)
    let corner = (Double(picture.height) * 0.03).rounded(.toNearestOrEven)
    let padding = (size * 0.15).rounded(.up)
    var top = corner
    for score in scores where style.showsLabels || style.showsConfidences {
      var words: [String] = []
      if style.showsLabels { words.append(printable(names[score.classIndex])) }
      if style.showsConfidences { words.append(DecimalText.fixed(Double(score.confidence), decimals: 2)) }
      let text = words.joined(separator: " ")
      let extent = canvas.extent(of: text)
      canvas.fillRectangle(
        x: corner, y: top, width: extent.width + 2 * padding, height: extent.ascent + extent.descent, radius: 0,
        color: Picture.Color(hex: 0x404040), opacity: 0.5)
      canvas.drawText(
        text, x: corner + padding, baseline: top + extent.ascent, color: Picture.Color(hex: 0xFFFFFF))
      top += extent.ascent + extent.descent
    }
    return canvas.picture()
  }
}
