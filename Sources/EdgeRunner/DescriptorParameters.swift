/// Reads a descriptor's query parameters one by one and complains about those nobody read.
public struct DescriptorParameters: Sendable {
  private let descriptor: Descriptor
  private var known: [String] = []

  /// The parameters of `descriptor`, none of them read so far.
  public init(_ descriptor: Descriptor) { self.descriptor = descriptor }

  /// The text of parameter `name`; nil when it is not given.
  public mutating func text(_ name: String) -> String? {
    known.append(name)
    return descriptor.parameters[name]
  }

  /// A whole number within `range`; nil when it is not given.
  public mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(RunnerError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw invalid(name, text, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// One of the raw values of `type`; nil when it is not given.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(RunnerError) -> Choice? where Choice.RawValue == String {
    guard let text = text(name) else { return nil }
    guard let value = Choice(rawValue: text.lowercased()) else {
      throw invalid(name, text, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  /// Throws when the descriptor has a parameter that was never asked for.
  public func finish() throws(RunnerError) {
    let unknown = descriptor.parameters.keys.filter { !known.contains($0) }.sorted()
    guard let first = unknown.first else { return }
    throw RunnerError(
      .invalidDescriptor, "descriptor \"\(descriptor)\": unknown parameter \(first)",
      hint: known.isEmpty ? "this driver takes no parameters" : "it takes \(known.joined(separator: ", "))")
  }

  private func invalid(_ name: String, _ text: String, _ wanted: String) -> RunnerError {
    RunnerError(
      .invalidDescriptor, "descriptor \"\(descriptor)\": \(name)=\(text) is not \(wanted)")
  }
}
