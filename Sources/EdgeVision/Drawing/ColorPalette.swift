/// The colours in which detections are shown.
public enum ColorPalette {
  /// Twenty colours for classes, repeated; the ones Ultralytics users know.
  public static let classColors: [Picture.Color] = [
    0x042AFF, 0x0BDBEB, 0xF3F3F3, 0x00DFB7, 0x111F68, 0xFF6FDD, 0xFF444F, 0xCCED00, 0x00F344, 0xBD00FF,
    0x00B4FF, 0xDD00BA, 0x00FFFF, 0x26C000, 0x01FFB3, 0x7D24FF, 0x7B0068, 0xFF1B6C, 0xFC6D2F, 0xA2FF0B,
  ].map { Picture.Color(hex: $0) }

  /// Colour of a class, which may be any number.
  public static func color(ofClass index: Int) -> Picture.Color {
    classColors[((index % classColors.count) + classColors.count) % classColors.count]
  }

  /// A colour in which text on `background` can be read: dark blue on light colours, white on dark ones.
  public static func textColor(on background: Picture.Color) -> Picture.Color {
    // In thousandths of luma: the palette's light colours have 150 and more, its dark ones 145 and less.
    let luma = 299 * Int(background.red) + 587 * Int(background.green) + 114 * Int(background.blue)
    return luma > 147_000 ? Picture.Color(hex: 0x111F68) : Picture.Color(hex: 0xFFFFFF)
  }
}
