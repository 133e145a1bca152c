package import CEdgeKernels

extension edge_conv2d_s16: QuantizedProductParameters { package static var family: KernelFamily { .conv2d_s16 } }
extension edge_depthwise_conv2d_s16: QuantizedProductParameters {
  package static var family: KernelFamily { .depthwise_conv2d_s16 }
}
extension edge_add_s16: BinaryParameters { package static var family: KernelFamily { .add_s16 } }
extension edge_quantize_f32_s16: ConversionParameters { package static var family: KernelFamily { .quantize_f32_s16 } }
extension edge_rescale_s16: ConversionParameters { package static var family: KernelFamily { .rescale_s16 } }
extension edge_dequantize_s16: ConversionParameters { package static var family: KernelFamily { .dequantize_s16 } }
extension edge_max_pool_s16: ConversionParameters { package static var family: KernelFamily { .max_pool_s16 } }
extension edge_average_pool_s16: ConversionParameters { package static var family: KernelFamily { .average_pool_s16 } }

extension edge_multiply_s16: KernelParameters { package static var family: KernelFamily { .multiply_s16 } }

extension edge_mean_s16: KernelParameters {
  package static var family: KernelFamily { .mean_s16 }

  func step(input: PlanOperand, requantization: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, requantization, output)
  }
}

extension edge_logistic_s16: KernelParameters {
  package static var family: KernelFamily { .logistic_s16 }

  func step(input: PlanOperand, table: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, table, output, inPlace: 0)
  }
}

extension edge_softmax_s16: KernelParameters {
  package static var family: KernelFamily { .softmax_s16 }

  func step(
    input: PlanOperand, exponentials: PlanOperand, reciprocals: PlanOperand, output: PlanOperand
  ) -> PlanStep {
    call(input, exponentials, reciprocals, output)
  }
}
