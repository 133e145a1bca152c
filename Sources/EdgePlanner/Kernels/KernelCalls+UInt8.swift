package import CEdgeKernels

// Steps of these families are made of those of int8 values, see `PlanStep.on(_:)`.
extension edge_conv2d_u8: KernelParameters { package static var family: KernelFamily { .conv2d_u8 } }
extension edge_depthwise_conv2d_u8: KernelParameters {
  package static var family: KernelFamily { .depthwise_conv2d_u8 }
}
extension edge_multiply_u8: KernelParameters { package static var family: KernelFamily { .multiply_u8 } }
extension edge_add_u8: KernelParameters { package static var family: KernelFamily { .add_u8 } }
extension edge_add_mbqm_u8: KernelParameters { package static var family: KernelFamily { .add_mbqm_u8 } }
extension edge_select_u8: KernelParameters { package static var family: KernelFamily { .select_u8 } }
extension edge_softmax_u8: KernelParameters { package static var family: KernelFamily { .softmax_u8 } }
extension edge_softmax_fixed_u8: KernelParameters { package static var family: KernelFamily { .softmax_fixed_u8 } }
extension edge_mean_u8: KernelParameters { package static var family: KernelFamily { .mean_u8 } }
extension edge_resize_bilinear_u8: KernelParameters { package static var family: KernelFamily { .resize_bilinear_u8 } }
extension edge_resize_bilinear_float_u8: KernelParameters {
  package static var family: KernelFamily { .resize_bilinear_float_u8 }
}
