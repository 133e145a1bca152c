/// The Ultralytics release whose results are reproduced, where releases differ.
public enum UltralyticsVersion: String, Sendable, CaseIterable {
  /// The current behaviour, and the default everywhere.
  case v84190 = "8.4.190"
  /// The release that older embedded tool chains pin.
  case v8239 = "8.2.39"
}
