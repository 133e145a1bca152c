/// Affine quantization: `real = scale * (stored - zeroPoint)`.
///
/// One scale and zero point for the whole tensor, or one per slice along `axis`.
public struct Quantization: Sendable, Hashable, Codable {
  /// Scales, float32 as stored in the file; one, or as many as the tensor has slices along `axis`.
  public var scales: [Float]
  /// Zero points, in units of the stored type; as many as `scales`.
  public var zeroPoints: [Int]
  /// The dimension that per-channel parameters run along. Meaningless when there is only one scale.
  public var axis: Int

  /// Scales and zero points of the whole tensor (one of each) or of its slices along `axis` (one for each).
  public init(scales: [Float], zeroPoints: [Int], axis: Int = 0) {
    precondition(scales.count == zeroPoints.count && !scales.isEmpty)
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.axis = axis
  }

  /// Per-tensor quantization.
  public init(scale: Float, zeroPoint: Int) {
    self.init(scales: [scale], zeroPoints: [zeroPoint])
  }

  /// The first scale: the only one of a per-tensor quantization.
  public var scale: Float { scales[0] }
  /// The first zero point: the only one of a per-tensor quantization.
  public var zeroPoint: Int { zeroPoints[0] }
  /// True when there is more than one scale.
  public var isPerChannel: Bool { scales.count > 1 }
}
