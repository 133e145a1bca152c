package import EdgeRunner

/// Which of LiteRT's kernel families computes.
package enum LiteRTKernels: String, Sendable, CaseIterable {
  /// XNNPACK where it takes the operator, the optimised builtin kernels elsewhere: LiteRT's default.
  case xnnpack
  /// The optimised builtin kernels only.
  case builtin
  /// The reference kernels only.
  case reference
}

/// The query parameters of a `litert:` descriptor.
package struct LiteRTSettings: Sendable, Hashable {
  package var threads: Int
  package var kernels: LiteRTKernels
  /// Path to the library; nil to look for it.
  package var library: String?

  package init(threads: Int = 1, kernels: LiteRTKernels = .xnnpack, library: String? = nil) {
    self.threads = threads
    self.kernels = kernels
    self.library = library
  }

  /// Reads the parameters of `descriptor`.
  package init(_ descriptor: Descriptor) throws(RunnerError) {
    var parameters = DescriptorParameters(descriptor)
    self.init(threads: try parameters.integer("threads", in: 1...256) ?? 1)
    kernels = try parameters.choice("kernels", of: LiteRTKernels.self) ?? .xnnpack
    library = parameters.text("library")
    try parameters.finish()
  }

  /// CPU settings in the form LiteRT takes them: TOML text in an opaque payload.
  var payload: String { "kernel_mode = \"\(kernels.rawValue)\"\nnum_threads = \(threads)\n" }

  /// Names that the CPU payload goes by: up to 2.3, and from 2.4 on. LiteRT ignores a name it does not know, so the
  /// payload is attached under both.
  static let payloadNames = ["xnnpack", "cpu_options"]
}
