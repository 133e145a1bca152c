package import EdgeFormats

extension FirmwareModel {
  /// Reads model files; each network is named after its file.
  /// - Parameter reader: opens them.
  /// - Throws: `FirmwareError.model`.
  package static func read(
    _ paths: [String], with reader: ModelReader = .shared
  ) throws(FirmwareError) -> [FirmwareModel] {
    var models: [FirmwareModel] = []
    for path in paths {
      do throws(ModelError) {
        let source = try reader.open(path)
        let name = name(forFile: source.fileName, avoiding: Set(models.map(\.name)))
        models.append(FirmwareModel(name: name, source: source, model: try source.model()))
      } catch { throw .model(error) }
    }
    return models
  }
}
