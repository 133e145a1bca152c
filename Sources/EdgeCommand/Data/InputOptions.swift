import ArgumentParser
import EdgeEvaluation
import EdgeRunner

/// What a command feeds to the model: random numbers unless pictures or a data file are given.
struct InputOptions: ParsableArguments {
  @Option(
    name: [.customShort("b"), .customLong("batch-size"), .customLong("samples")],
    help: "Number of random samples; most samples taken of pictures or a data file.")
  var sampleCount: Int?

  @Option(help: "Seed of the random numbers (numpy's RandomState).")
  var seed: UInt32 = 42

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Range of the random real values.", valueName: "low high"))
  var range: [Double] = []

  @Option(
    name: [.customLong("valinput"), .customLong("vi", withSingleDash: true), .customLong("data")],
    help: "Data to use: .npy, .npz (m_inputs_1 and so on, or its arrays in order) or .csv with one sample per row.")
  var dataFile: String?

  @Option(
    name: .customLong("images"), parsing: .upToNextOption,
    help: "Pictures to use: files, folders, patterns or lists.")
  var pictures: [String] = []

  func validate() throws {
    if let sampleCount, !(1...1_000_000).contains(sampleCount) {
      throw ValidationError("-b \(sampleCount) is not between 1 and 1000000")
    }
    guard range.isEmpty || (range.count == 2 && range[0] <= range[1] && range.allSatisfy(\.isFinite)) else {
      throw ValidationError("--range takes the lowest and the highest value")
    }
    guard dataFile == nil || pictures.isEmpty else {
      throw ValidationError("--images and --valinput exclude each other")
    }
  }

  /// Neither pictures nor a data file are given.
  var isRandom: Bool { dataFile == nil && pictures.isEmpty }

  /// Reads or makes the data.
  /// - Parameter defaultCount: number of random samples unless the user says so.
  func data(defaultCount: Int) throws -> InputData {
    if let dataFile { return try InputData(file: dataFile, limit: sampleCount) }
    if !pictures.isEmpty { return try InputData(pictures: pictures, limit: sampleCount) }
    return InputData(
      random: RandomInputs(
        seed: seed, range: range.count == 2 ? range[0]...range[1] : 0...1, sampleCount: sampleCount ?? defaultCount))
  }
}
