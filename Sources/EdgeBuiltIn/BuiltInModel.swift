import CEdgeBuiltIn
public import EdgeFormats
import EdgeSystem

/// The model that a program carries inside itself: a PicoDet-S 416 detector of 80 COCO classes, int8.
public enum BuiltInModel {
  /// The descriptor that runs it.
  public static let descriptor = "builtin:"

  /// The file. A `ModelReader(embedded: [BuiltInModel.file])` opens it by its descriptor wherever a path is expected.
  public static let file: EmbeddedModel = {
    /// Static data needs no owner.
    final class Program: Sendable {}
    let resource = edge_default_model
    return EmbeddedModel(
      name: descriptor, fileName: String(cString: resource.name),
      bytes: ByteRegion(
        UnsafeRawBufferPointer(start: resource.bytes, count: resource.byte_count), owner: Program()))
  }()
}
