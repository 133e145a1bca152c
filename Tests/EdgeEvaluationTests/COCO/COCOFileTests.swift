import EdgeDatasets
import EdgeEvaluation
import Testing

@Suite("COCO files")
struct COCOFileTests {
  private func annotations(_ text: String) throws -> COCOAnnotations { try COCOAnnotations(Array(text.utf8)) }

  @Test func sortsPicturesAndCategoriesAndNamesWhatItLeavesOut() throws {
    let read = try annotations(
      """
      {"annotations": [
        {"id": 1, "image_id": 7, "category_id": 5, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3]], "iscrowd": false},
        {"id": 2, "image_id": 3, "category_id": 2, "bbox": [1.5e1, -2, 3, 4], "area": 9.25, "iscrowd": 1,
         "segmentation": {"size": [2, 3], "counts": [1, 2, 3]}},
        {"id": 3, "image_id": 4, "category_id": 2, "bbox": [1, 2, 3, 4]},
        {"id": 0, "image_id": 3, "category_id": 5, "bbox": [0, 0, 1, 1], "segmentation": [],
         "keypoints": [1, 1, 2, 0, 0, 0]}],
       "images": [{"id": 7, "file_name": "b \\u00e9\\ud83d\\ude00.jpg", "width": 3, "height": 2},
                  {"id": 3, "file_name": "a.jpg", "width": 3, "height": 2, "extra": {"deep": [[1], null, true]}}],
       "categories": [{"id": 5, "name": "y"}, {"id": 2, "name": "x", "keypoints": ["nose", "eye"]}]}
      """)
    #expect(read.pictures.map(\.id) == [.number(3), .number(7)])
    #expect(read.pictures[1].fileName == "b é😀.jpg")
    #expect(read.categories.map(\.name) == ["x", "y"])
    #expect(read.categories[0].keypointCount == 2)
    #expect(read.objects.map(\.id) == [2, 0, 1])
    #expect(read.objectRanges == [0..<2, 2..<3])
    #expect(read.objects[0].area == 9.25 && read.objects[0].isCrowd && read.objects[0].box.x == 15)
    #expect(read.objects[1].labelledKeypointCount == 1 && read.objects[1].area == 1)
    #expect(read.truths(picture: 0, for: .masks).masks.map(\.area) == [2, 0])
    #expect(read.truths(picture: 1, for: .masks).masks.map(\.area) == [0])
    #expect(read.problems.count == 4)
  }

  @Test("ids of pictures are text or whole numbers of 64 bits, and stay apart")
  func identifiesPictures() throws {
    let ids = [
      "9007199254740993", "9007199254740994", "-9223372036854775808", "\"9007199254740993\"", "\"é\"", "3.0e2",
    ]
    let read = try annotations(
      """
      {"images": [\(ids.map { "{\"id\": \($0)}" }.joined(separator: ","))], "categories": [{"id": 1}], "annotations": [
      \(ids.map { "{\"image_id\": \($0), \"category_id\": 1, \"bbox\": [0,0,1,1], \"area\": 1}" }
        .joined(separator: ","))]}
      """)
    #expect(
      read.pictures.map(\.id) == [
        .number(.min), .number(300), .number(9_007_199_254_740_993), .number(9_007_199_254_740_994),
        .name("9007199254740993"), .name("é"),
      ])
    #expect(read.objectRanges.allSatisfy { $0.count == 1 })
    let results = try COCOResults(
      Array("[{\"image_id\": \"é\", \"category_id\": 1, \"bbox\": [0, 0, 1, 1], \"score\": 1}]".utf8))
    #expect(results.detections(for: read, shape: .boxes).map(\.scores.count) == [0, 0, 0, 0, 0, 1])
  }

  @Test("what stands for nothing is taken as absent")
  func takesNullAsAbsent() throws {
    let read = try annotations(
      """
      {"images": [{"id": 1, "width": null, "height": null}], "categories": [{"id": 1}], "annotations": [
       {"id": null, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": null, "iscrowd": null,
        "segmentation": null, "keypoints": null, "num_keypoints": null}]}
      """)
    let object = try #require(read.objects.first)
    #expect(object.id == nil && object.area == 12 && !object.isCrowd && object.segmentation == nil)
    #expect(read.problems == ["1 annotation without area: the area of the box counts"])
  }

  @Test("objects without bbox are where their segmentation is, or left out, and told")
  func findsBoxesOfSegmentations() throws {
    let members = [
      "\"segmentation\": [[1, 2, 5, 2, 5, 9], [0, 4, 2, 4, 2, 5]]", "\"bbox\": []",
      "\"segmentation\": {\"size\": [2, 3], \"counts\": [1, 2, 3]}", "\"bbox\": null",
      "\"segmentation\": {\"size\": [2, 3], \"counts\": [6]}",
    ]
    let objects = members.enumerated().map {
      "{\"id\": \($0 + 1), \"image_id\": 1, \"category_id\": 1, \"area\": 1, \($1)}"
    }
    let read = try annotations(
      """
      {"images": [{"id": 1, "width": 3, "height": 2}], "categories": [{"id": 1}],
       "annotations": [\(objects.joined(separator: ","))]}
      """)
    #expect(
      read.objects.map(\.box) == [COCOBox(x: 0, y: 2, width: 5, height: 7), COCOBox(x: 0, y: 0, width: 2, height: 2)])
    #expect(read.problems.count == 2 && read.problems.allSatisfy { $0.contains("bbox") })
  }

  @Test("annotations that share an id all count, which is told: pycocotools forgets all but the last")
  func tellsRepeatedIDs() throws {
    let read = try annotations(
      """
      {"images": [{"id": 1, "width": 3, "height": 2}], "categories": [{"id": 1}], "annotations": [
       \([7, 7, 8, 7].map { "{\"id\": \($0), \"image_id\": 1, \"category_id\": 1, \"area\": 1, \"bbox\": [0,0,1,1]}" }
         .joined(separator: ","))]}
      """)
    #expect(read.objects.count == 4)
    #expect(read.problems.count == 1 && read.problems[0].hasPrefix("2 annotations with an id that came before"))
  }

  @Test(arguments: [
    "", "[]", "{", "{\"images\": [{\"id\": 1.5}]}", "{\"images\": [1]}", "{\"images\": [], \"categories\": []}",
    "{\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}], \"annotations\": [{\"bbox\": [1]}]}",
    "{\"images\": [{\"id\": 1}], \"categories\": [{\"id\": 1}]} x", "{\"images\": [{\"id\": 1e400}]}",
    "{\"images\": [{\"id\": 9223372036854775808}]}", "{\"images\": [{}], \"categories\": [{\"id\": 1}]}",
    "{\"a\": \"\\q\"}", "{\"a\": \"\\u12\"}", "{\"a\" 1}", "{\"a\": tru}", "{\"a\": -}", "{\"a\": [1 2]}",
  ])
  func refusesDamagedAnnotationFiles(_ text: String) {
    #expect(throws: DatasetError.self) { try annotations(text) }
  }

  @Test func refusesDeepNesting() {
    #expect(throws: DatasetError.self) { try annotations(String(repeating: "{\"a\":", count: 100_000)) }
  }

  @Test func readsNumbersWithCorrectRounding() throws {
    let texts = ["0.1", "123456.789", "-0.000001", "1e-7", "9007199254740993", "0.30000000000000004", "5e-324", "-0"]
    let read = try annotations(
      """
      {"images": [{"id": 1}], "categories": [{"id": 1}], "annotations": [
      \(texts.map { "{\"image_id\": 1, \"category_id\": 1, \"bbox\": [0,0,1,1], \"area\": \($0)}" }
        .joined(separator: ","))]}
      """)
    #expect(read.objects.map(\.area) == texts.map { Double($0)! })
  }

  @Test func readsDetectionsOfEveryShape() throws {
    let read = try annotations(
      "{\"images\": [{\"id\": 1, \"width\": 23, \"height\": 17}], \"categories\": [{\"id\": 4}]}")
    let results = try COCOResults(
      Array(
        """
        [{"image_id": 1, "category_id": 4, "bbox": [1, 2, 3, 4], "score": 0.5, "file_name": "x"},
         {"image_id": 1, "category_id": 4, "score": 0.25, "segmentation": {"size": [17, 23], "counts": [0, 17, 374]}},
         {"image_id": "name", "category_id": 4, "bbox": [1, 2, 3, 4], "score": 0.5},
         {"image_id": 1, "category_id": 9, "bbox": [1, 2, 3, 4], "score": 0.5}]
        """.utf8))
    #expect(results.detections[2].picture == .name("name"))
    let masks = results.detections(for: read, shape: .masks)[0]
    #expect(masks.masks.map(\.area) == [12, 17])
    #expect(masks.areas == [12, 17])
    #expect(results.detections(for: read, shape: .boxes)[0].scores == [0.5])
  }
}
