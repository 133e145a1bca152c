public import EdgeDatasets

/// The annotated objects of one picture, in the order of the file.
///
/// All arrays that are not empty have one element per object.
public struct COCOTruths: Sendable {
  /// Position of each object's category in the list of categories.
  public var categories: [Int32] = []
  /// Where each object is, in pixels of the picture.
  public var boxes: [COCOBox] = []
  /// Area of each object as annotated, in square pixels; decides its size range.
  public var areas: [Double] = []
  /// True for a group of objects that may match any number of detections and counts neither way.
  public var isCrowd: [Bool] = []
  /// Filled for scores of masks.
  public var masks: [RunLengthMask] = []
  /// x, y and visibility of each keypoint of each object; filled for scores of keypoints.
  public var keypoints: [Double] = []
  /// Keypoints that are labelled in each object, as the annotation states; filled for scores of keypoints.
  public var labelledKeypointCounts: [Int32] = []

  /// No objects.
  public init() {}

  /// Number of objects.
  public var count: Int { categories.count }
}

/// The detections of one picture, in any order; equal scores rank in the order given.
///
/// All arrays that are not empty have one element per detection.
public struct COCODetections: Sendable {
  /// Position of each detection's category in the list of categories; others are left out.
  public var categories: [Int32] = []
  /// Confidence; not NaN.
  public var scores: [Double] = []
  /// Where each detection is, in pixels of the picture.
  public var boxes: [COCOBox] = []
  /// Area that decides the size range of an unmatched detection: of the box, or of the mask where there is no box.
  public var areas: [Double] = []
  /// Filled for scores of masks.
  public var masks: [RunLengthMask] = []
  /// x, y and any third number of each keypoint of each detection; filled for scores of keypoints.
  public var keypoints: [Double] = []

  /// No detections.
  public init() {}

  /// Number of detections.
  public var count: Int { categories.count }
}
