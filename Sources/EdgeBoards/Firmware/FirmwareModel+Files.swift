extension FirmwareModel {
  /// Reads TFLite files; each network is named after its file.
  /// - Throws: `FirmwareError.model`.
  public static func read(_ paths: [String]) throws(FirmwareError) -> [FirmwareModel] {
    var models: [FirmwareModel] = []
    for path in paths {
      models.append(
        try FirmwareModel(name: name(forFile: path, avoiding: Set(models.map(\.name))), file: path))
    }
    return models
  }
}
