/// Pictures with annotated objects.
public struct Dataset: Sendable {
  /// One picture and what is on it.
  public struct Picture: Sendable {
    /// Path in the data set; labels and names come from it.
    public var path: String
    /// The file to read: the same path, or where a link stored as text leads.
    public var file: String
    /// What result files call it.
    public var id: PictureID
    /// The objects, without crowds.
    public var labels: [ObjectLabel]
    /// Position of the picture in `annotations`; nil when it is not there.
    public var annotation: Int?

    /// A picture with its labels; found by its path unless told otherwise.
    public init(
      path: String, file: String? = nil, id: PictureID, labels: [ObjectLabel] = [], annotation: Int? = nil
    ) {
      self.path = path
      self.file = file ?? path
      self.id = id
      self.labels = labels
      self.annotation = annotation
    }
  }

  /// Something that is wrong with a file of the data set but does not keep the rest from being used.
  public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// What may be wrong with a file.
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
      /// A picture that cannot be read or decoded; it is left out.
      case picture
      /// A label file that cannot be used; its picture is left out.
      case labels
      /// Something that was mended or left out of a file that is used.
      case note
    }

    /// What is wrong, for programs.
    public var kind: Kind
    /// The file.
    public var path: String
    /// What is wrong, for people.
    public var message: String

    /// A problem of the file at `path`.
    public init(_ kind: Kind, path: String, _ message: String) {
      self.kind = kind
      self.path = path
      self.message = message
    }

    /// Path and message in one line.
    public var description: String { "\(path): \(message)" }
  }

  /// The file that describes the data set.
  public var source: String
  /// Names by class number.
  public var classNames: [String]
  /// What result files call each class.
  public var categoryIDs: [Int]
  /// Keypoints per object; nil where the data set has none.
  public var keypointShape: KeypointShape?
  /// Deviations of the keypoints that the data set states; nil for the usual ones.
  public var keypointDeviations: [Double]?
  /// Ascending by path.
  public var pictures: [Picture]
  /// COCO's own annotations, with crowds and exact areas; nil when there are only labels.
  public var annotations: COCOAnnotations?
  /// Pictures without a label file, which count as empty.
  public var missingLabelCount = 0
  /// Pictures and label files that could not be used or were mended.
  public var problems: [Problem] = []

  /// A data set of these pictures.
  public init(
    source: String, classNames: [String], categoryIDs: [Int]? = nil, keypointShape: KeypointShape? = nil,
    pictures: [Picture] = []
  ) {
    self.source = source
    self.classNames = classNames
    self.categoryIDs = categoryIDs ?? Array(1..<classNames.count + 1)
    self.keypointShape = keypointShape
    self.pictures = pictures
  }

  /// Objects on all pictures, without crowds.
  public var objectCount: Int { pictures.reduce(0) { $0 + $1.labels.count } }

  /// A part of the pictures, drawn at random but the same for the same seed, in their usual order.
  public func sampled(count: Int, seed: UInt64) -> Dataset {
    guard count < pictures.count else { return self }
    var result = self
    result.pictures = pictures.sampled(count: count, seed: seed)
    return result
  }

  /// All pictures in random order, the same for the same seed and number of pictures.
  public func shuffled(seed: UInt64) -> Dataset {
    var generator = SplitMix64(seed: seed)
    var result = self
    result.pictures.shuffle(using: &generator)
    return result
  }

  /// The data set with only those labels whose class is below `count`.
  public func restricted(toClassesBelow count: Int) -> Dataset {
    guard count < classNames.count else { return self }
    var result = self
    for index in result.pictures.indices { result.pictures[index].labels.removeAll { $0.classIndex >= count } }
    result.classNames = Array(classNames.prefix(count))
    result.categoryIDs = Array(categoryIDs.prefix(count))
    return result
  }
}
