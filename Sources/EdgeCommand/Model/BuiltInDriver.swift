import CEdgeResources
import EdgeDrivers
import EdgeFormats
import EdgeRunner
import EdgeSystem

/// Runs the model that the program carries inside itself on the native engine: the descriptor `builtin:`.
struct BuiltInDriver: Driver {
  static let descriptor = "builtin:"

  var name: String { "builtin" }
  var summary: String { "the built-in PicoDet-S 416 detector of 80 COCO classes, on EdgeRunner's own engine" }
  var descriptorForms: [String] { [Self.descriptor] }
  var capabilities: Capabilities { NativeDriver().capabilities }

  func claims(target: String) -> Bool { false }

  func availability() -> Availability { NativeDriver().availability() }

  func open(_ descriptor: Descriptor) async throws(RunnerError) -> any Runner {
    guard descriptor.target.isEmpty, descriptor.parameters.isEmpty else {
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\": the built-in model takes no path and no parameters",
        hint: "write \(Self.descriptor)")
    }
    let resource = edge_default_model
    let name = String(String(cString: resource.name).prefix { $0 != "." })
    return try NativeDriver().open(ByteRegion(resource), name: name)
  }
}

extension ByteRegion {
  /// The bytes of a file built into the program.
  init(_ resource: edge_resource) {
    /// Static data needs no owner.
    final class Program: Sendable {}
    self.init(UnsafeRawBufferPointer(start: resource.bytes, count: resource.byte_count), owner: Program())
  }
}
