import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite(
  "val with masks and poses", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct ValShapesTests {
  private static let segmenter = SharedFiles.path("models/yolov8n_256_quant_pc_ii_seg_coco-st.tflite")
  private static let poser = SharedFiles.path("models/yolov8n_256_quant_pc_uf_pose_coco-st.tflite")

  /// True when a picture has pixels of nearly this colour.
  private func shows(_ color: Picture.Color, in picture: Picture) -> Bool {
    stride(from: 0, to: picture.pixels.count, by: 3).contains { index in
      zip([color.red, color.green, color.blue], picture.pixels[index..<index + 3]).allSatisfy {
        abs(Int($0) - Int($1)) < 4
      }
    }
  }

  @Test("pictures with masks that changed are drawn, and a folder that is used again holds no earlier ones")
  func masks() throws {
    let folder = try TemporaryFolder()
    for (count, limit) in [("3", "3"), ("1", "3")] {
      let result = try folder.edgerunner([
        "val", "-d", Self.segmenter, "-d", "native:\(Self.segmenter)?arithmetic=reference", "--data",
        SharedFiles.path("coco/segment128/data.yaml"), "--limit", limit, "--conf", "0.1", "--resamples", "20",
        "--worst",
        count, "--project", "out", "--name", "run", "--exist-ok",
      ])
      #expect(result.status == 0, "\(result.errors)")
      for name in ["worst", "changed"] {
        let files = try folder.names(in: "out/run-2/\(name)")
        #expect(!files.isEmpty && files.count <= Int(count)!, "\(files)")
        let picture = try PictureDecoder().decode(file: folder.path("out/run-2/\(name)/\(files[0])"))
        // The legend's orange is there whatever the picture shows.
        #expect(shows(Picture.Color(hex: 0xE88A00), in: picture))
      }
    }
    let comparison = try folder.text(of: "out/run-2/comparison.json")
    #expect(comparison.contains("\"edgeMovement\"") && comparison.contains("\"maskOverlap\""))
    #expect(try folder.text(of: "out/run-2/report.html").contains("at a mask overlap of 0.50"))
    #expect(try folder.text(of: "out/run-2/comparison.html").contains("masks overlap by less than 0.90"))
  }

  @Test("keypoints of the data set that are not those of the model are refused", arguments: [5, 18])
  func otherKeypoints(count: Int) throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("person.jpg", as: "images/person.jpg")
    let points = [String](repeating: "0.5 0.5 2", count: count).joined(separator: " ")
    try folder.write("0 0.5 0.5 0.5 0.5 \(points)\n", to: "labels/person.txt")
    try folder.write(
      "path: .\ntrain: images\nval: images\nnames: [person]\nkpt_shape: [\(count), 3]\n", to: "data.yaml")
    let result = try folder.edgerunner("val", "-d", Self.poser, "--data", "data.yaml")
    #expect(result.status == 4, "\(result.errors)")
    #expect(result.errors.contains("its objects have \(count) keypoints, those of the model 17"))
    #expect(result.errors.contains("hint: ") && result.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
  }
}
