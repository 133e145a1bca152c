package import EdgeVision

extension Canvas {
  /// A mask whose grid is the canvas: a translucent area with an outline.
  package func drawMask(_ mask: InstanceMask, color: Picture.Color, opacity: Double, lineWidth: Double) {
    precondition(mask.gridWidth == width && mask.gridHeight == height, "the mask is not in pixels of the picture")
    fillStencil(mask.values, columns: mask.columns, rows: mask.rows, color: color, opacity: opacity)
    let outlines = MaskContour.outlines(of: mask).map { outline in
      outline.points.map { (x: Double($0.x) + 0.5, y: Double($0.y) + 0.5) }
    }
    strokePolygons(outlines, lineWidth: lineWidth, color: color, opacity: 0.9)
  }

  /// A pose in pixels of the canvas: limbs, and points on top.
  /// - Parameters:
  ///   - points: nil for those that are not shown, with their limbs.
  ///   - hollow: points that are drawn as rings.
  ///   - seam: width of the dark or light seam beside lines.
  ///   - color: of all limbs and points; nil for the skeleton's own colours.
  package func drawPose(
    _ points: [Keypoint?], hollow: Set<Int> = [], skeleton: PoseSkeleton, lineWidth: Double, seam: Double,
    color: Picture.Color? = nil
  ) {
    func place(_ index: Int) -> (x: Double, y: Double)? {
      // Points that are not in the picture have been clipped to its corner.
      guard points.indices.contains(index), let point = points[index], point.x.isFinite, point.y.isFinite,
        point.x > 0 || point.y > 0
      else { return nil }
      return (Double(point.x), Double(point.y))
    }
    for limb in skeleton.limbs {
      guard let start = place(limb.from), let end = place(limb.to) else { continue }
      let limbColor = color ?? limb.color
      strokeLine(
        from: start, to: end, lineWidth: lineWidth + 2 * seam, color: ColorPalette.seam(of: limbColor), opacity: 0.35)
      strokeLine(from: start, to: end, lineWidth: lineWidth, color: limbColor)
    }
    let white = Picture.Color(hex: 0xFFFFFF)
    for index in points.indices {
      guard let center = place(index) else { continue }
      fillCircle(center: center, radius: lineWidth * 1.5 + seam, color: white, opacity: 0.8)
      fillCircle(center: center, radius: lineWidth * 1.5, color: color ?? skeleton.color(ofPoint: index))
      if hollow.contains(index) { fillCircle(center: center, radius: lineWidth * 0.8, color: white) }
    }
  }
}
