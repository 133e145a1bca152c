package import EdgeRunner

/// The query parameters of an `onnxruntime:` descriptor.
package struct ONNXRuntimeSettings: Sendable, Hashable {
  package var threads: Int
  /// Value of an open first dimension.
  package var batch: Int
  /// Height and width for open dimensions of pictures; nil when not given.
  package var imageSize: [Int]?
  /// Path to the library; nil to look for it.
  package var library: String?
  /// Folder of weights that the model keeps outside its file; not a parameter.
  package var weightsFolder: String?

  package init(threads: Int = 1, batch: Int = 1, imageSize: [Int]? = nil, library: String? = nil) {
    self.threads = threads
    self.batch = batch
    self.imageSize = imageSize
    self.library = library
  }

  /// Reads the parameters of `descriptor`.
  package init(_ descriptor: Descriptor) throws(RunnerError) {
    var parameters = DescriptorParameters(descriptor)
    self.init(
      threads: try parameters.integer("threads", in: 1...256) ?? 1,
      batch: try parameters.integer("batch", in: 1...65536) ?? 1)
    if let text = parameters.text("imgsz") {
      let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard (1...2).contains(sides.count), sides.allSatisfy({ (1...65536).contains($0) }) else {
        throw RunnerError(
          .invalidDescriptor, "descriptor \"\(descriptor)\": imgsz=\(text) is not a size",
          hint: "write imgsz=SIDE or imgsz=HEIGHTxWIDTH")
      }
      imageSize = sides.count == 2 ? sides : [sides[0], sides[0]]
    }
    library = parameters.text("library")
    try parameters.finish()
  }

  /// A value for the open dimension `axis` of an input with `rank` dimensions; nil when only the user can tell.
  ///
  /// The first dimension is the batch. Height and width of NCHW pictures come from `imageSize`. Others become one.
  func value(forOpenDimension axis: Int, rank: Int) -> Int? {
    if axis == 0 { return batch }
    if rank == 4, axis >= 2 { return imageSize?[axis - 2] }
    return 1
  }
}
