package import EdgeModel
package import EdgeSystem

extension SHA256 {
  /// The digest of `region`, computed when it is asked for.
  package static func hash(of region: ByteRegion) -> ModelHash { ModelHash { hexDigest(of: region) } }
}
