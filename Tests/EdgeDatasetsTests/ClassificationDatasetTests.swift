import EdgeDatasets
import EdgeDetection
import EdgeTestSupport
import Testing

@Suite("Folders of classes")
struct ClassificationDatasetTests {
  private func folder(_ files: String...) throws -> TemporaryFolder {
    try TemporaryFolder(files: Dictionary(uniqueKeysWithValues: files.map { ($0, "picture") }))
  }

  private func open(
    _ folder: TemporaryFolder, _ path: String = "", split: String = "val", names: [String] = [], count: Int? = nil
  ) throws -> ClassificationDataset {
    try ClassificationDataset.open(
      path.isEmpty ? folder.path : folder.file(path), split: split, modelNames: names, classCount: count ?? names.count)
  }

  @Test("folders belong to the model's classes of the same name, whatever their order") func alignsByName() throws {
    let folder = try folder(
      "val/cat/b.jpg", "val/cat/a.PNG", "val/dog/deep/c.jpg", "val/dog/notes.txt", "val/Zoo/z.jpg", "train/cat/x.jpg")
    let dataset = try open(folder, names: ["dog", "emu", "cat"])
    #expect(dataset.pictures.map(\.classIndex) == [2, 2, 0])
    #expect(dataset.pictures.map { $0.path.split(separator: "/").last } == ["a.PNG", "b.jpg", "c.jpg"])
    #expect(dataset.classNames == ["dog", "emu", "cat"])
    #expect(dataset.problems.map(\.kind) == [.note] && dataset.problems[0].message.contains("Zoo"))
  }

  @Test("a nameless model takes the folders in their order, by code point") func takesOrder() throws {
    let folder = try folder("b/1.jpg", "B/2.jpg", "a/3.jpg")
    let dataset = try open(folder, count: 3)
    #expect(dataset.classNames == ["B", "a", "b"])
    #expect(dataset.pictures.map(\.classIndex) == [0, 1, 2])
    #expect(throws: DatasetError.self) { try open(folder, count: 4) }
  }

  @Test("folders that are called otherwise are taken in order and told, or refused") func tellsOtherNames() throws {
    let folder = try folder("val/n01/1.jpg", "val/n02/2.jpg")
    let dataset = try open(folder, names: ["cat", "dog"])
    #expect(dataset.pictures.map(\.classIndex) == [0, 1])
    #expect(dataset.problems.first?.message.contains("n01 for cat") == true)
    #expect(throws: DatasetError.self) { try open(folder, names: ["cat", "dog", "emu"]) }
    let old = try ClassificationDataset.open(
      folder.path, modelNames: ["n02", "n01"], classCount: 2, version: .v8239)
    #expect(old.pictures.map(\.classIndex) == [0, 1] && !old.problems.isEmpty)
  }

  @Test("splits are found under all their names, and replaced by another one") func findsSplits() throws {
    for name in ["val", "validation", "valid"] {
      let dataset = try open(try folder("\(name)/cat/1.jpg", "train/cat/2.jpg"), names: ["cat", "dog"])
      #expect(dataset.source.hasSuffix("/\(name)") && dataset.problems.isEmpty)
    }
    let train = try open(try folder("val/cat/1.jpg", "train/cat/2.jpg"), split: "train", names: ["cat", "dog"])
    #expect(train.source.hasSuffix("/train"))
    let test = try open(try folder("test/cat/1.jpg"), names: ["cat", "dog"])
    #expect(test.source.hasSuffix("/test") && test.problems.count == 1)
  }

  @Test("what holds no pictures of classes is refused") func refuses() throws {
    #expect(throws: DatasetError.self) { try open(try folder("1.jpg"), names: ["cat"]) }
    #expect(throws: DatasetError.self) { try open(try folder("val/cat/1.txt"), names: ["cat"]) }
    #expect(throws: DatasetError.self) { try open(try folder("cat/1.jpg"), "cat/1.jpg", names: ["cat"]) }
    #expect(throws: DatasetError.self) { try open(try folder("cat/1.jpg"), "nowhere", names: ["cat"]) }
  }

  @Test("the same seed draws the same pictures") func samples() throws {
    let pictures = (0..<50).map { ClassificationDataset.Picture(path: "\($0).jpg", classIndex: 0) }
    let dataset = ClassificationDataset(source: "", classNames: ["cat"], pictures: pictures)
    let drawn = dataset.sampled(count: 7, seed: 3)
    #expect(drawn.pictures.count == 7 && drawn.pictures == dataset.sampled(count: 7, seed: 3).pictures)
    #expect(dataset.sampled(count: 90, seed: 3).pictures == pictures)
  }
}
