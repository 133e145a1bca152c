package import CEdgeKernels

extension edge_cast: ConversionParameters { package static var family: KernelFamily { .cast } }
extension edge_arg_max: ConversionParameters { package static var family: KernelFamily { .arg_max } }
extension edge_top_k: ConversionParameters { package static var family: KernelFamily { .top_k } }
extension edge_reduce_integer: ConversionParameters { package static var family: KernelFamily { .reduce_integer } }
extension edge_sum_s8: ConversionParameters { package static var family: KernelFamily { .sum_s8 } }
extension edge_normalize_s8: ConversionParameters { package static var family: KernelFamily { .normalize_s8 } }
extension edge_normalize_f32: ConversionParameters { package static var family: KernelFamily { .normalize_f32 } }

extension edge_log_softmax_s8: KernelParameters {
  package static var family: KernelFamily { .log_softmax_s8 }

  func step(input: PlanOperand, exponentials: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, exponentials, output)
  }
}

extension edge_choose_nd: KernelParameters {
  package static var family: KernelFamily { .choose_nd }

  func step(condition: PlanOperand, a: PlanOperand, b: PlanOperand, output: PlanOperand) -> PlanStep {
    call(condition, a, b, output)
  }
}

extension edge_gather_nd: KernelParameters {
  package static var family: KernelFamily { .gather_nd }

  func step(input: PlanOperand, indices: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, indices, output)
  }
}

extension edge_detect_f32: KernelParameters {
  package static var family: KernelFamily { .detect_f32 }

  func step(encodings: PlanOperand, scores: PlanOperand, anchors: PlanOperand, output: PlanOperand) -> PlanStep {
    call(encodings, scores, anchors, output)
  }
}

extension ElementKind {
  /// The type as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
extension Comparison {
  /// The operation as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
extension Normalization {
  /// The operation as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
