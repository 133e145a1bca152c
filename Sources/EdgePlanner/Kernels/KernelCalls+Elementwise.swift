package import CEdgeKernels

extension edge_add_s8: BinaryParameters { package static var family: KernelFamily { .add_s8 } }
extension edge_add_mbqm_s8: BinaryParameters { package static var family: KernelFamily { .add_mbqm_s8 } }
extension edge_select_s8: BinaryParameters { package static var family: KernelFamily { .select_s8 } }
extension edge_binary_s8: BinaryParameters { package static var family: KernelFamily { .binary_s8 } }
extension edge_binary_integer: BinaryParameters { package static var family: KernelFamily { .binary_integer } }
extension edge_compare: BinaryParameters { package static var family: KernelFamily { .compare } }
extension edge_binary_f32: BinaryParameters { package static var family: KernelFamily { .binary_f32 } }

/// Families of two operands that are broadcast to the result.
protocol BinaryParameters: KernelParameters {}

extension BinaryParameters {
  func step(a: PlanOperand, b: PlanOperand, output: PlanOperand, inPlace: Int?) -> PlanStep {
    call(a, b, output, inPlace: inPlace)
  }
}

extension edge_multiply_s8: KernelParameters {
  package static var family: KernelFamily { .multiply_s8 }

  func step(
    a: PlanOperand, b: PlanOperand, requantization: PlanOperand, output: PlanOperand, inPlace: Int?
  ) -> PlanStep {
    call(a, b, requantization, output, inPlace: inPlace)
  }
}

extension edge_binary_function_f32: BinaryParameters {
  package static var family: KernelFamily { .binary_function_f32 }
}
extension edge_unary_function_f32: ConversionParameters {
  package static var family: KernelFamily { .unary_function_f32 }
}
extension edge_unary_f32: ConversionParameters { package static var family: KernelFamily { .unary_f32 } }
extension edge_rescale_8: ConversionParameters { package static var family: KernelFamily { .rescale_8 } }
extension edge_quantize_f32: ConversionParameters { package static var family: KernelFamily { .quantize_f32 } }
extension edge_dequantize_8: ConversionParameters { package static var family: KernelFamily { .dequantize_8 } }
extension edge_softmax_fixed_s8: ConversionParameters {
  package static var family: KernelFamily { .softmax_fixed_s8 }
}
extension edge_softmax_f32: ConversionParameters { package static var family: KernelFamily { .softmax_f32 } }
extension edge_reduce_f32: ConversionParameters { package static var family: KernelFamily { .reduce_f32 } }

/// Families that make their result of one operand and their parameters alone.
protocol ConversionParameters: KernelParameters {}

extension ConversionParameters {
  func step(input: PlanOperand, output: PlanOperand, inPlace: Int? = nil) -> PlanStep {
    call(input, output, inPlace: inPlace)
  }
}

extension edge_lookup_8: KernelParameters {
  package static var family: KernelFamily { .lookup_8 }

  func step(input: PlanOperand, table: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, table, output, inPlace: 0)
  }
}

extension edge_softmax_s8: KernelParameters {
  package static var family: KernelFamily { .softmax_s8 }

  func step(input: PlanOperand, exponentials: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, exponentials, output)
  }
}

extension edge_mean_s8: KernelParameters {
  package static var family: KernelFamily { .mean_s8 }

  func step(input: PlanOperand, requantization: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, requantization, output)
  }
}
