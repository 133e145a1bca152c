import CCairo

/// A picture being drawn on: the one place that calls cairo.
///
/// Coordinates are pixels from the top left corner; whole numbers lie between pixels.
package final class Canvas {
  /// Largest side cairo can draw on.
  static let maximumSide = 32_767

  package let width: Int
  package let height: Int
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// How text of one font size lies around its base line.
  package struct TextExtent {
    package var width: Double
    package var ascent: Double
    package var descent: Double
  }

  /// A canvas that starts as a copy of `picture`.
  package init(_ picture: Picture) throws(PictureError) {
    width = picture.width
    height = picture.height
    guard max(width, height) <= Self.maximumSide else {
      throw PictureError(
        path: "", reason: .tooLarge("drawing is limited to \(Self.maximumSide) pixels on a side"))
    }
    guard let surface = Self.surface(of: picture) else {
      throw PictureError(path: "", reason: .tooLarge("no memory to draw on \(width) x \(height) pixels"))
    }
    guard let context = cairo_create(surface) else {
      cairo_surface_destroy(surface)
      throw PictureError(path: "", reason: .tooLarge("no memory to draw on \(width) x \(height) pixels"))
    }
    self.surface = surface
    self.context = context
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
  }

  /// A copy of a picture's pixels for cairo; nil without memory.
  private static func surface(of picture: Picture) -> OpaquePointer? {
    let width = picture.width
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(picture.height))
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let data = cairo_image_surface_get_data(surface)
    else {
      cairo_surface_destroy(surface)
      return nil
    }
    forEachRow(of: surface, data, height: picture.height) { row, words in
      picture.pixels.withUnsafeBufferPointer { pixels in
        var source = row * width * 3
        for x in 0..<width {
          words[x] = UInt32(pixels[source]) << 16 | UInt32(pixels[source + 1]) << 8 | UInt32(pixels[source + 2])
          source += 3
        }
      }
    }
    cairo_surface_mark_dirty(surface)
    return surface
  }

  /// Another picture, brought to a size and placed by its top left corner.
  package func drawPicture(_ picture: Picture, x: Double, y: Double, width: Double, height: Double) {
    guard max(picture.width, picture.height) <= Self.maximumSide, let source = Self.surface(of: picture) else { return }
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_scale(context, width / Double(picture.width), height / Double(picture.height))
    cairo_set_source_surface(context, source, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
    // Beyond the last pixel the last pixel goes on, or edges would be blended with nothing.
    cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
    cairo_rectangle(context, 0, 0, Double(picture.width), Double(picture.height))
    cairo_fill(context)
    cairo_restore(context)
    cairo_surface_destroy(source)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The picture as drawn so far.
  package func picture() -> Picture {
    cairo_surface_flush(surface)
    let data = cairo_image_surface_get_data(surface)
    return Picture(width: width, height: height) { pixels in
      guard let data else { return }
      Self.forEachRow(of: surface, data, height: height) { row, words in
        var target = row * width * 3
        for x in 0..<width {
          pixels[target] = UInt8(truncatingIfNeeded: words[x] >> 16)
          pixels[target + 1] = UInt8(truncatingIfNeeded: words[x] >> 8)
          pixels[target + 2] = UInt8(truncatingIfNeeded: words[x])
          target += 3
        }
      }
    }
  }

  /// The outline of a rectangle, its line centred on the edges.
  package func strokeRectangle(
    x1: Double, y1: Double, x2: Double, y2: Double, lineWidth: Double, color: Picture.Color, opacity: Double = 1
  ) {
    setColor(color, opacity)
    cairo_set_line_width(context, lineWidth)
    cairo_rectangle(context, x1, y1, x2 - x1, y2 - y1)
    cairo_stroke(context)
  }

  /// A filled rectangle with round corners.
  package func fillRectangle(
    x: Double, y: Double, width: Double, height: Double, radius: Double, color: Picture.Color, opacity: Double = 1
  ) {
    setColor(color, opacity)
    let radius = min(radius, width / 2, height / 2)
    cairo_new_sub_path(context)
    for (quarter, corner) in [
      (-1.0, (x + width - radius, y + radius)), (0, (x + width - radius, y + height - radius)),
      (1, (x + radius, y + height - radius)), (2, (x + radius, y + radius)),
    ] {
      cairo_arc(context, corner.0, corner.1, radius, quarter * .pi / 2, (quarter + 1) * .pi / 2)
    }
    cairo_close_path(context)
    cairo_fill(context)
  }

  /// A straight line with round ends.
  package func strokeLine(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), lineWidth: Double, color: Picture.Color,
    opacity: Double = 1
  ) {
    setColor(color, opacity)
    cairo_set_line_width(context, lineWidth)
    cairo_move_to(context, start.x, start.y)
    cairo_line_to(context, end.x, end.y)
    cairo_stroke(context)
  }

  /// A filled circle.
  package func fillCircle(
    center: (x: Double, y: Double), radius: Double, color: Picture.Color, opacity: Double = 1
  ) {
    setColor(color, opacity)
    cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
    cairo_fill(context)
  }

  /// The outline of closed polygons.
  package func strokePolygons(
    _ polygons: [[(x: Double, y: Double)]], lineWidth: Double, color: Picture.Color, opacity: Double = 1
  ) {
    setColor(color, opacity)
    cairo_set_line_width(context, lineWidth)
    for polygon in polygons {
      cairo_new_sub_path(context)
      for point in polygon { cairo_line_to(context, point.x, point.y) }
      cairo_close_path(context)
    }
    cairo_stroke(context)
  }

  /// Colours those pixels of a part of the canvas whose value is not zero.
  /// - Parameter values: row by row, one for each pixel of the part.
  package func fillStencil(
    _ values: [UInt8], columns: Range<Int>, rows: Range<Int>, color: Picture.Color, opacity: Double
  ) {
    precondition(values.count == columns.count * rows.count, "value count does not match the part")
    guard !columns.isEmpty, !rows.isEmpty,
      let stencil = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(columns.count), Int32(rows.count)),
      let data = cairo_image_surface_get_data(stencil)
    else { return }
    let stride = Int(cairo_image_surface_get_stride(stencil))
    for row in 0..<rows.count {
      for column in 0..<columns.count {
        data[row * stride + column] = values[row * columns.count + column] == 0 ? 0 : 255
      }
    }
    cairo_surface_mark_dirty(stencil)
    setColor(color, opacity)
    cairo_mask_surface(context, stencil, Double(columns.lowerBound), Double(rows.lowerBound))
    cairo_surface_destroy(stencil)
  }

  /// Makes one unit of all coordinates that follow `factor` pixels.
  package func scale(by factor: Double) { cairo_scale(context, factor, factor) }

  /// An open line through points, with dashes of the given length where that is not zero.
  package func strokePath(
    _ points: [(x: Double, y: Double)], lineWidth: Double, dash: Double = 0, color: Picture.Color, opacity: Double = 1
  ) {
    guard points.count > 1 else { return }
    setColor(color, opacity)
    cairo_set_line_width(context, lineWidth)
    cairo_new_path(context)
    for point in points { cairo_line_to(context, point.x, point.y) }
    var dashes = [dash]
    if dash > 0 { cairo_set_dash(context, &dashes, 1, 0) }
    cairo_stroke(context)
    cairo_set_dash(context, nil, 0, 0)
  }

  /// Text that runs upwards, its base line starting at a point.
  package func drawTextUpwards(_ text: String, x: Double, y: Double, color: Picture.Color) {
    setColor(color, 1)
    cairo_save(context)
    cairo_move_to(context, x, y)
    cairo_rotate(context, -.pi / 2)
    cairo_show_text(context, text)
    cairo_restore(context)
  }

  /// Chooses the font for all text that follows.
  package func setFont(size: Double, isBold: Bool = true) {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }

  /// The room that `text` takes.
  package func extent(of text: String) -> TextExtent {
    var font = cairo_font_extents_t()
    var extents = cairo_text_extents_t()
    cairo_font_extents(context, &font)
    cairo_text_extents(context, text, &extents)
    return TextExtent(width: extents.x_advance, ascent: font.ascent, descent: font.descent)
  }

  /// Text whose base line starts at a point.
  package func drawText(_ text: String, x: Double, baseline: Double, color: Picture.Color) {
    setColor(color, 1)
    cairo_move_to(context, x, baseline)
    cairo_show_text(context, text)
  }

  private func setColor(_ color: Picture.Color, _ opacity: Double) {
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255, opacity)
  }

  private static func forEachRow(
    of surface: OpaquePointer, _ data: UnsafeMutablePointer<UInt8>, height: Int,
    _ body: (_ row: Int, _ words: UnsafeMutablePointer<UInt32>) -> Void
  ) {
    let stride = Int(cairo_image_surface_get_stride(surface))
    for row in 0..<height {
      // Cairo aligns the pixels, and a pixel is one word in the machine's byte order.
      body(row, UnsafeMutableRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self))
    }
  }
}
