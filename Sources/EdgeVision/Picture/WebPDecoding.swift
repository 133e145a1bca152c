import CWebP

/// WebP through libwebp, lossy and lossless; of animations the first frame, on the animation's canvas.
enum WebPDecoding {
  /// Reads size and orientation from the RIFF chunks.
  static func header(_ reader: ByteReader) throws(PictureError.Reason) -> PictureHeader {
    var features = WebPBitstreamFeatures()
    let status = reader.bytes.withUnsafeBufferPointer { WebPGetFeatures($0.baseAddress, $0.count, &features) }
    guard status == VP8_STATUS_OK else { throw reason(status) }
    return PictureHeader(
      format: .webP, width: Int(features.width), height: Int(features.height),
      orientation: orientation(reader) ?? .upright)
  }

  /// Decodes to RGB as stored, orientation not applied.
  static func decode(_ bytes: [UInt8], header: PictureHeader) throws(PictureError.Reason) -> Picture {
    var features = WebPBitstreamFeatures()
    let status = bytes.withUnsafeBufferPointer { WebPGetFeatures($0.baseAddress, $0.count, &features) }
    if status == VP8_STATUS_OK, features.has_animation != 0 { return try decodeFirstFrame(bytes, header: header) }
    var configuration = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&configuration) != 0 else { throw .damaged("the WebP decoder does not start") }
    defer { WebPFreeDecBuffer(&configuration.output) }
    return try Picture(width: header.width, height: header.height) { rgb throws(PictureError.Reason) in
      configuration.output.colorspace = MODE_RGB
      configuration.output.is_external_memory = 1
      configuration.output.u.RGBA.rgba = rgb.baseAddress
      configuration.output.u.RGBA.stride = Int32(header.width * 3)
      configuration.output.u.RGBA.size = rgb.count
      let status = bytes.withUnsafeBufferPointer { WebPDecode($0.baseAddress, $0.count, &configuration) }
      guard status == VP8_STATUS_OK else { throw reason(status) }
    }
  }

  private static func decodeFirstFrame(
    _ bytes: [UInt8], header: PictureHeader
  ) throws(PictureError.Reason) -> Picture {
    try bytes.withUnsafeBufferPointer { source throws(PictureError.Reason) in
      var data = WebPData(bytes: source.baseAddress, size: source.count)
      guard let decoder = WebPAnimDecoderNew(&data, nil) else { throw .damaged("the WebP animation is invalid") }
      defer { WebPAnimDecoderDelete(decoder) }
      var information = WebPAnimInfo()
      var frame: UnsafeMutablePointer<UInt8>?
      var time: Int32 = 0
      guard WebPAnimDecoderGetInfo(decoder, &information) != 0, Int(information.canvas_width) == header.width,
        Int(information.canvas_height) == header.height, WebPAnimDecoderGetNext(decoder, &frame, &time) != 0,
        let rgba = frame
      else { throw .damaged("the first frame of the WebP animation is invalid") }
      return Picture(width: header.width, height: header.height) { rgb in
        for pixel in 0..<header.width * header.height {
          for channel in 0..<3 { rgb[3 * pixel + channel] = rgba[4 * pixel + channel] }
        }
      }
    }
  }

  private static func reason(_ status: VP8StatusCode) -> PictureError.Reason {
    switch status {
    case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED: .truncated
    case VP8_STATUS_UNSUPPORTED_FEATURE: .unsupported("this form of WebP")
    case VP8_STATUS_OUT_OF_MEMORY: .tooLarge("the WebP decoder runs out of memory")
    default: .damaged("the WebP bitstream is invalid")
    }
  }

  private static func orientation(_ reader: ByteReader) -> PictureOrientation? {
    var offset = 12
    while let length = reader.unsigned32(at: offset + 4, bigEndian: false), length <= Int32.max {
      if reader.hasText("EXIF", at: offset) { return EXIFOrientation.readAfterMarker(reader, at: offset + 8) }
      // Chunks are padded to an even length.
      offset += 8 + length + (length & 1)
    }
    return nil
  }
}
