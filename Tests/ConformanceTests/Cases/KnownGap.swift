import Testing

/// Cases that a driver does not run as the engine does, and why.
struct KnownGap: Sendable {
  enum Kind: Sendable, Hashable {
    /// It is run and must fail; when it passes, the test says so, and the gap has to go.
    case fails
    /// It is not run: it would take down the driver, or what it gives is no answer to this case.
    case neverRun
  }

  /// Name of the cases, or its beginning and a `*`.
  var cases: String
  /// Name of the drivers, or its beginning and a `*`.
  var drivers: String
  var kind: Kind
  var reason: String

  /// The gaps there are.
  static let all: [KnownGap] = [
    KnownGap(
      cases: "sum_axes_*", drivers: "reference kernels", kind: .neverRun,
      reason: "what TFLite's reference kernels give for SUM of int8 has nothing to do with the sum"),
    KnownGap(
      cases: "elu_*", drivers: "reference kernels", kind: .fails,
      reason: "TFLite's reference kernels have no ELU; the reference arithmetic is that of LiteRT's own kernel"),
    KnownGap(
      cases: "f32_*", drivers: "cortex-m*", kind: .neverRun,
      reason: "newlib's exp, log and tanh round otherwise than the host's, with which expected results are computed"),
    KnownGap(
      cases: "f32_*", drivers: "qemu:*", kind: .neverRun,
      reason: "newlib's exp, log and tanh round otherwise than the host's, with which expected results are computed"),
  ]

  /// The first of `gaps` that a case on a driver falls into; nil when it must pass.
  static func of(_ conformance: Conformance, among gaps: [KnownGap]) -> KnownGap? {
    gaps.first { $0.covers(conformance) }
  }

  func covers(_ conformance: Conformance) -> Bool {
    Self.matches(conformance.testedCase.name, cases)
      && Self.matches(conformance.driver.testDescription, drivers)
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
  }
}
