extension COCOSegmentation {
  /// Reads a segmentation; nil for forms that are none: null, empty lists, lists of numbers.
  init?(_ scanner: inout JSONScanner) throws(JSONError) {
    switch try scanner.kind() {
    case .array:
      var polygons: [[Double]] = []
      var isUsable = true
      try scanner.readArray { (scanner) throws(JSONError) in
        guard try scanner.kind() == .array else {
          isUsable = false
          return try scanner.skipValue()
        }
        polygons.append(try scanner.readNumbers())
      }
      guard isUsable, !polygons.isEmpty else { return nil }
      self = .polygons(polygons)
    case .object:
      var size: [Double] = []
      var runs: [UInt32]?
      var text: [UInt8]?
      try scanner.readObject { (scanner, name) throws(JSONError) in
        switch name {
        case "size": size = try scanner.readNumbers()
        case "counts" where try scanner.kind() == .array:
          runs = []
          try scanner.readArray { (scanner) throws(JSONError) in
            guard let run = UInt32(exactly: try scanner.readNumber()) else { throw scanner.error("not a run length") }
            runs?.append(run)
          }
        case "counts": text = Array(try scanner.readString().utf8)
        default: try scanner.skipValue()
        }
      }
      guard size.count == 2, let height = Int(exactly: size[0]), let width = Int(exactly: size[1]) else { return nil }
      if let runs {
        self = .runs(runs, height: height, width: width)
      } else if let text {
        self = .text(text, height: height, width: width)
      } else {
        return nil
      }
    default:
      try scanner.skipValue()
      return nil
    }
  }
}
