import CEdgeKernels
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

@Suite("Kernel calls")
struct KernelCallTests {
  /// Every parameter structure that a step can hold.
  private static var structures: [any KernelParameters.Type] {
    [
      edge_conv2d_s8.self, edge_depthwise_conv2d_s8.self, edge_matmul_s8.self, edge_multiply_s8.self, edge_add_s8.self,
      edge_add_mbqm_s8.self, edge_select_s8.self, edge_binary_s8.self, edge_lookup_8.self, edge_rescale_8.self,
      edge_quantize_f32.self, edge_dequantize_8.self, edge_softmax_s8.self, edge_softmax_fixed_s8.self,
      edge_max_pool_8.self, edge_average_pool_8.self, edge_copy_nd.self, edge_fill.self, edge_gather.self,
      edge_mean_s8.self, edge_gather_nd.self, edge_compare.self, edge_binary_integer.self, edge_choose_nd.self,
      edge_cast.self, edge_arg_max.self, edge_top_k.self, edge_reduce_integer.self, edge_sum_s8.self,
      edge_normalize_s8.self, edge_log_softmax_s8.self, edge_normalize_f32.self, edge_detect_f32.self,
      edge_resize_bilinear_s8.self, edge_resize_nearest.self, edge_conv2d_f32.self, edge_depthwise_conv2d_f32.self,
      edge_transpose_conv_f32.self, edge_matmul_f32.self, edge_binary_f32.self, edge_unary_f32.self,
      edge_binary_function_f32.self, edge_unary_function_f32.self, edge_softmax_f32.self, edge_pool_f32.self,
      edge_reduce_f32.self, edge_resize_bilinear_f32.self, edge_conv2d_u8.self, edge_depthwise_conv2d_u8.self,
      edge_multiply_u8.self, edge_add_u8.self, edge_add_mbqm_u8.self, edge_select_u8.self, edge_softmax_u8.self,
      edge_softmax_fixed_u8.self, edge_mean_u8.self, edge_resize_bilinear_u8.self, edge_resize_bilinear_float_u8.self,
      edge_conv2d_f32_s8.self, edge_depthwise_conv2d_f32_s8.self, edge_conv2d_s16.self, edge_depthwise_conv2d_s16.self,
      edge_multiply_s16.self, edge_add_s16.self, edge_quantize_f32_s16.self, edge_rescale_s16.self,
      edge_dequantize_s16.self, edge_logistic_s16.self, edge_softmax_s16.self, edge_mean_s16.self,
      edge_max_pool_s16.self, edge_average_pool_s16.self,
    ]
  }

  @Test("every family has a call, whose structure is the family's own")
  func everyFamilyHasACall() {
    var families: [KernelFamily] = []
    for structure in Self.structures {
      families.append(structure.family)
      #expect(String(describing: structure) == "edge_\(structure.family.name)")
    }
    #expect(families == KernelFamily.all)
  }

  @Test("structures have the size that the C library's field tables add up to")
  func sizes() {
    for structure in Self.structures {
      let family = edge_family_at(Int(structure.family.rawValue)).pointee
      let fields = (0..<family.field_count).map { 4 * Int(family.fields[$0].count) }
      #expect(byteCount(of: structure) == fields.reduce(0, +) && family.parameters_size == fields.reduce(0, +))
    }
  }

  private func byteCount<Parameters>(of type: Parameters.Type) -> Int { MemoryLayout<Parameters>.size }

  @Test("families are named as in C, and weights of convolutions are what kernels rearrange")
  func names() {
    #expect(KernelFamily.conv2d_s8.name == "conv2d_s8")
    #expect(KernelFamily.resize_bilinear_f32.name == "resize_bilinear_f32")
    let packed = KernelFamily.all.filter { edge_family_at(Int($0.rawValue)).pointee.packed_operand == 1 }
    #expect(
      packed == [.conv2d_s8, .depthwise_conv2d_s8, .conv2d_f32, .conv2d_u8, .depthwise_conv2d_u8, .conv2d_f32_s8])
  }

  @Test("a convolution's step holds the window that its file states")
  func convolution() throws {
    let b = CaseBuilder(seed: 1)
    let input = b.int8Input([1, 9, 7, 4], Quantization(scale: 0.5, zeroPoint: -3))
    let weights = b.weights([6, 3, 2, 4], axis: 0, perChannel: true)
    let attributes = ConvolutionAttributes(
      padding: .valid, strideHeight: 2, strideWidth: 1, dilationHeight: 1, dilationWidth: 3, activation: .relu)
    let output = b.op(
      .conv2D(attributes), [input, weights, b.bias(6, x: input, w: weights)], [1, 4, 4, 6], .int8,
      Quantization(scale: 0.25, zeroPoint: 5))
    let plan = try ExecutionPlan(lowering: b.finish("convolution", outputs: [output]).graph)
    let step = try #require(plan.steps.first)
    #expect(plan.steps.count == 1 && step.family == .conv2d_s8 && step.operands.count == 6)
    let p = step.parameters.load(as: edge_conv2d_s8.self)
    #expect(p.batches == 1 && p.input_height == 9 && p.input_width == 7 && p.input_channels == 4)
    #expect(p.output_height == 4 && p.output_width == 4 && p.output_channels == 6 && p.groups == 1)
    #expect(p.kernel_height == 3 && p.kernel_width == 2 && p.stride_height == 2 && p.stride_width == 1)
    #expect(p.dilation_height == 1 && p.dilation_width == 3 && p.pad_top == 0 && p.pad_left == 0)
    #expect(p.input_zero_point == -3 && p.output_zero_point == 5 && p.output_min == 5 && p.output_max == 127)
    #expect(p.requantization == Int32(RequantizationRule.float.rawValue) && p.has_table == 0)
    #expect(step.operands[4] == .unused)
    guard case .constant(let constant) = step.operands[1] else {
      Issue.record("the weights are no constant")
      return
    }
    #expect(plan.constants[constant].role == .weights && plan.constants[constant].shape == [6, 3, 2, 4])
  }
}
