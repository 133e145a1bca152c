import EdgeTestSupport
import Foundation

/// A data set of demo pictures in a test's folder; the labels are what the built-in model finds.
struct SampleDataset {
  static let pictures = ["cat.jpg", "coffee.jpg", "dog.jpg", "person.jpg"]

  let folder: TemporaryFolder

  /// Writes `data.yaml`, `list.txt`, pictures and labels.
  /// - Parameter repetitions: how often the list holds every picture.
  init(in folder: TemporaryFolder, repetitions: Int = 1) throws {
    self.folder = folder
    for name in Self.pictures { try folder.addDemoPicture(name, as: "images/\(name)") }
    let found = try folder.edgerunner("predict", "images", "--no-save", "--save-txt", "--conf", "0.4")
    guard found.status == 0 else { throw CocoaError(.featureUnsupported) }
    try FileManager.default.moveItem(
      atPath: folder.path("runs/detect/predict/labels"), toPath: folder.path("labels"))
    try FileManager.default.removeItem(atPath: folder.path("runs"))
    let names = Self.pictures.map { "./images/\($0)\n" }.joined()
    try folder.write(String(repeating: names, count: repetitions), to: "list.txt")
    try folder.write("path: .\ntrain: images\nval: list.txt\nnc: 80\n", to: "data.yaml")
  }
}
