package import CEdgeKernels

extension edge_max_pool_8: ConversionParameters { package static var family: KernelFamily { .max_pool_8 } }
extension edge_average_pool_8: ConversionParameters { package static var family: KernelFamily { .average_pool_8 } }
extension edge_pool_f32: ConversionParameters { package static var family: KernelFamily { .pool_f32 } }
extension edge_resize_bilinear_f32: ConversionParameters {
  package static var family: KernelFamily { .resize_bilinear_f32 }
}
extension edge_copy_nd: ConversionParameters { package static var family: KernelFamily { .copy_nd } }

extension edge_resize_nearest: TabledResizeParameters { package static var family: KernelFamily { .resize_nearest } }
extension edge_resize_bilinear_s8: TabledResizeParameters {
  package static var family: KernelFamily { .resize_bilinear_s8 }
}

/// Resizing by tables of source positions.
protocol TabledResizeParameters: KernelParameters {}

extension TabledResizeParameters {
  func step(input: PlanOperand, rows: PlanOperand, columns: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, rows, columns, output)
  }
}

extension edge_fill: KernelParameters {
  package static var family: KernelFamily { .fill }

  func step(output: PlanOperand) -> PlanStep { call(output) }
}

extension edge_gather: KernelParameters {
  package static var family: KernelFamily { .gather }

  func step(input: PlanOperand, indices: PlanOperand, output: PlanOperand) -> PlanStep {
    call(input, indices, output)
  }
}
