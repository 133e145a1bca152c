import EdgeDetection
import EdgeReports
import EdgeVision
import Foundation

/// A folder of drawn sheets inside a run's folder.
struct SheetFolder {
  /// A sheet and the picture that it is drawn over.
  struct Job: Sendable {
    /// The picture's path in the data set, which names the sheet, and the file to read.
    var path: String
    var file: String
    var sheet: PictureSheet
  }

  private static let quality = 88
  /// Sheets drawn at the same time: each holds a decoded picture.
  private static let parallelCount = 4

  let name: String
  let runFolder: RunFolder

  init(name: String, of runFolder: RunFolder) {
    self.name = name
    self.runFolder = runFolder
  }

  /// Draws sheets in place of those of an earlier run, and hands them back for a page; pictures that are gone are left
  /// out.
  func draw(_ jobs: [Job]) async throws -> [(caption: String, jpeg: [UInt8])] {
    removeEarlierSheets()
    guard !jobs.isEmpty else { return [] }
    let inside = try runFolder.subfolder(name)
    return try await withThrowingTaskGroup(of: (Int, [UInt8]?).self) { group in
      var drawn = [[UInt8]?](repeating: nil, count: jobs.count)
      for (position, job) in jobs.enumerated() {
        if position >= Self.parallelCount, let (done, jpeg) = try await group.next() { drawn[done] = jpeg }
        group.addTask { (position, try Self.draw(job, to: inside.file(Self.fileName(position, job)))) }
      }
      for try await (position, jpeg) in group { drawn[position] = jpeg }
      return zip(jobs, drawn).compactMap { job, jpeg in jpeg.map { (job.sheet.title, $0) } }
    }
  }

  private static func draw(_ job: Job, to path: String) throws -> [UInt8]? {
    guard let picture = try? PictureDecoder().decode(file: job.file) else { return nil }
    let drawn = try job.sheet.draw(over: picture)
    try OutputFile.write(PictureEncoder().encode(drawn, as: .png), to: path)
    return try PictureEncoder().encode(drawn, as: .jpeg(quality: quality))
  }

  private static func fileName(_ position: Int, _ job: Job) -> String {
    let stem = URL(fileURLWithPath: job.path).deletingPathExtension().lastPathComponent
    return String(format: "%02d", position + 1) + "-\(stem).png"
  }

  /// Removes the numbered pictures that a run before left in a folder that is used again.
  private func removeEarlierSheets() {
    let path = runFolder.file(name)
    for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      guard file.hasSuffix(".png"), let number = file.split(separator: "-").first, number.count >= 2,
        number.allSatisfy(\.isNumber)
      else { continue }
      try? FileManager.default.removeItem(atPath: path + "/" + file)
    }
  }
}
