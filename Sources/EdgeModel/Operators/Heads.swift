// Operators that exporters put behind a network's outputs.
extension OperatorEntry {
  static let detectionPostProcess = OperatorEntry(
    .detectionPostProcess, OperandRule(.required("encodings"), .required("scores"), .required("anchors"), outputs: 4),
    layer: .custom
  ) { $0.size(1) }
}
