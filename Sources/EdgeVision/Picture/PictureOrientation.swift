/// How stored rows and columns lie in the upright picture: the eight values of EXIF tag 0x0112.
public enum PictureOrientation: Int, Sendable, CaseIterable {
  case upright = 1
  case mirrored
  case rotated180
  case flipped
  case transposed
  case rotatedRight
  case transversed
  case rotatedLeft

  /// True when the upright picture's width is the stored height.
  public var swapsSides: Bool { rawValue >= 5 }
}

extension Picture {
  /// The upright form of a picture stored in the given orientation.
  public func uprighted(from orientation: PictureOrientation) -> Picture {
    let w = width
    let h = height
    // The stored pixel number of upright (x, y) is origin + x * stepX + y * stepY.
    let (origin, stepX, stepY): (Int, Int, Int)
    switch orientation {
    case .upright: return self
    case .mirrored: (origin, stepX, stepY) = (w - 1, -1, w)
    case .rotated180: (origin, stepX, stepY) = (w * h - 1, -1, -w)
    case .flipped: (origin, stepX, stepY) = ((h - 1) * w, 1, -w)
    case .transposed: (origin, stepX, stepY) = (0, w, 1)
    case .rotatedRight: (origin, stepX, stepY) = ((h - 1) * w, -w, 1)
    case .transversed: (origin, stepX, stepY) = (w * h - 1, -w, -1)
    case .rotatedLeft: (origin, stepX, stepY) = (w - 1, w, -1)
    }
    let upright = orientation.swapsSides ? (width: h, height: w) : (width: w, height: h)
    return pixels.withUnsafeBufferPointer { source in
      Picture(width: upright.width, height: upright.height) { destination in
        var target = 0
        for y in 0..<upright.height {
          var pixel = origin + y * stepY
          for _ in 0..<upright.width {
            destination[target] = source[pixel * 3]
            destination[target + 1] = source[pixel * 3 + 1]
            destination[target + 2] = source[pixel * 3 + 2]
            target += 3
            pixel += stepX
          }
        }
      }
    }
  }
}
