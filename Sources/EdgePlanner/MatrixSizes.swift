import CEdgeKernels

/// Sizes of a matrix product and the steps between elements of its factors, as both kernels take them.
struct MatrixSizes {
  var batches: Int32
  var rows: Int32
  var columns: Int32
  var depth: Int32
  var aBatchStep: Int32
  var aRowStep: Int32
  var aDepthStep: Int32
  var bBatchStep: Int32
  var bColumnStep: Int32
  var bDepthStep: Int32

  /// - Parameters:
  ///   - a: distances between neighbours of the left factor, in elements.
  ///   - b: the same of the right factor.
  init(
    batches: Int, rows: Int, columns: Int, depth: Int, a: (batch: Int, row: Int, depth: Int),
    b: (batch: Int, column: Int, depth: Int)
  ) throws(LoweringFailure) {
    self.batches = try Lowering.int32(batches)
    self.rows = try Lowering.int32(rows)
    self.columns = try Lowering.int32(columns)
    self.depth = try Lowering.int32(depth)
    aBatchStep = try Lowering.int32(a.batch)
    aRowStep = try Lowering.int32(a.row)
    aDepthStep = try Lowering.int32(a.depth)
    bBatchStep = try Lowering.int32(b.batch)
    bColumnStep = try Lowering.int32(b.column)
    bDepthStep = try Lowering.int32(b.depth)
  }
}

extension edge_matmul_f32 {
  init(_ s: MatrixSizes, hasBias: Bool, _ bounds: FloatBounds) {
    self.init(
      batches: s.batches, rows: s.rows, columns: s.columns, depth: s.depth, a_batch_step: s.aBatchStep,
      a_row_step: s.aRowStep, a_depth_step: s.aDepthStep, b_batch_step: s.bBatchStep, b_column_step: s.bColumnStep,
      b_depth_step: s.bDepthStep, output_min: bounds.low, output_max: bounds.high, has_bias: hasBias.parameter)
  }
}
