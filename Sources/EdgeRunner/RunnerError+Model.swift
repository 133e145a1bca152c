public import EdgeFormats

extension RunnerError {
  /// A model reader's error as a runner reports it.
  public init(_ error: ModelError) {
    self.init(error.isAboutSupport ? .unsupportedModel : .invalidModel, error.description, hint: error.hint)
  }
}
