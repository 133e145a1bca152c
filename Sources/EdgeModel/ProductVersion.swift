/// The version of EdgeRunner.
public enum ProductVersion {
  /// In the style of semantic versioning.
  public static let current = "0.1.0"
}
