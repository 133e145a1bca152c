package import CEdgeKernels

extension edge_conv2d_s8: QuantizedProductParameters { package static var family: KernelFamily { .conv2d_s8 } }
extension edge_depthwise_conv2d_s8: QuantizedProductParameters {
  package static var family: KernelFamily { .depthwise_conv2d_s8 }
}
extension edge_conv2d_f32: FloatProductParameters { package static var family: KernelFamily { .conv2d_f32 } }
extension edge_depthwise_conv2d_f32: FloatProductParameters {
  package static var family: KernelFamily { .depthwise_conv2d_f32 }
}
extension edge_transpose_conv_f32: FloatProductParameters {
  package static var family: KernelFamily { .transpose_conv_f32 }
}

/// The int8 convolutions.
protocol QuantizedProductParameters: KernelParameters {}

extension QuantizedProductParameters {
  func step(
    input: PlanOperand, weights: PlanOperand, bias: PlanOperand, requantization: PlanOperand, table: PlanOperand,
    output: PlanOperand
  ) -> PlanStep {
    call(input, weights, bias, requantization, table, output)
  }
}

extension edge_conv2d_f32_s8: DynamicProductParameters { package static var family: KernelFamily { .conv2d_f32_s8 } }
extension edge_depthwise_conv2d_f32_s8: DynamicProductParameters {
  package static var family: KernelFamily { .depthwise_conv2d_f32_s8 }
}

/// The convolutions of floats by int8 weights.
protocol DynamicProductParameters: KernelParameters {}

extension DynamicProductParameters {
  func step(
    input: PlanOperand, weights: PlanOperand, bias: PlanOperand, scales: PlanOperand, output: PlanOperand
  ) -> PlanStep {
    call(input, weights, bias, scales, output)
  }
}

/// The float convolutions.
protocol FloatProductParameters: KernelParameters {}

extension FloatProductParameters {
  func step(input: PlanOperand, weights: PlanOperand, bias: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, weights, bias, output)
  }
}

extension edge_matmul_s8: KernelParameters {
  package static var family: KernelFamily { .matmul_s8 }

  func step(
    a: PlanOperand, b: PlanOperand, bias: PlanOperand, requantization: PlanOperand, output: PlanOperand
  ) -> PlanStep {
    call(a, b, bias, requantization, output)
  }
}

extension edge_matmul_f32: KernelParameters {
  package static var family: KernelFamily { .matmul_f32 }

  func step(a: PlanOperand, b: PlanOperand, bias: PlanOperand, output: PlanOperand) -> PlanStep {
    call(a, b, bias, output)
  }
}
