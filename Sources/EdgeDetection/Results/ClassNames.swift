public import EdgeModel
import EdgeVision

/// Names of a model's classes.
public struct ClassNames: Sendable, Hashable {
  private let names: [Int: String]

  /// Names by class number; classes without one are called `class0`, `class1`, ...
  public init(_ names: [Int: String] = [:]) { self.names = names }

  /// Names of classes 0, 1, 2, ...
  public init(list: [String]) {
    self.init(Dictionary(uniqueKeysWithValues: list.enumerated().map { ($0.offset, $0.element) }))
  }

  /// One name per line, blank lines and blanks around names ignored.
  public init(lines text: String) {
    self.init(
      list: text.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty })
  }

  /// The metadata's names, or COCO's when there are none and the model has COCO's eighty classes.
  public init(metadata: ModelMetadata?, classCount: Int) {
    let given = metadata?.names ?? [:]
    self = given.isEmpty && classCount == Self.coco.count ? .coco : ClassNames(given)
  }

  /// Number of classes with a name.
  public var count: Int { names.count }

  /// Name of a class.
  public subscript(index: Int) -> String { names[index] ?? "class\(index)" }

  /// Number of the class with this name; nil when there is none.
  public func index(of name: String) -> Int? { names.filter { $0.value == name }.keys.min() }

  /// The eighty classes of COCO.
  public static let coco = ClassNames(
    list: [
      "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
      "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant",
      "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard",
      "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
      "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli",
      "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed", "dining table", "toilet",
      "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
      "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    ])
}
