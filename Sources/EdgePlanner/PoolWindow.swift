import CEdgeKernels
import EdgeModel

/// Sizes, strides and padding of a pooling window, as all pooling kernels take them.
struct PoolWindow {
  var batches: Int32
  var inputHeight: Int32
  var inputWidth: Int32
  var channels: Int32
  var outputHeight: Int32
  var outputWidth: Int32
  var filterHeight: Int32
  var filterWidth: Int32
  var strideHeight: Int32
  var strideWidth: Int32
  var padTop: Int32
  var padLeft: Int32

  /// A window over NHWC data.
  init(
    input: [Int], output: [Int], attributes: PoolAttributes, padding: (top: Int, left: Int)
  ) throws(LoweringFailure) {
    batches = try Lowering.int32(input[0])
    inputHeight = try Lowering.int32(input[1])
    inputWidth = try Lowering.int32(input[2])
    channels = try Lowering.int32(input[3])
    outputHeight = try Lowering.int32(output[1])
    outputWidth = try Lowering.int32(output[2])
    filterHeight = try Lowering.int32(attributes.filterHeight)
    filterWidth = try Lowering.int32(attributes.filterWidth)
    strideHeight = try Lowering.int32(attributes.strideHeight)
    strideWidth = try Lowering.int32(attributes.strideWidth)
    padTop = try Lowering.int32(padding.top)
    padLeft = try Lowering.int32(padding.left)
  }
}

extension edge_max_pool_8 {
  init(_ w: PoolWindow, isSigned: Bool, _ range: OutputRange) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, channels: w.channels,
      output_height: w.outputHeight, output_width: w.outputWidth, filter_height: w.filterHeight,
      filter_width: w.filterWidth, stride_height: w.strideHeight, stride_width: w.strideWidth, pad_top: w.padTop,
      pad_left: w.padLeft, is_signed: isSigned.parameter, output_min: Int32(range.low),
      output_max: Int32(range.high))
  }
}

extension edge_average_pool_8 {
  init(_ w: PoolWindow, isSigned: Bool, _ range: OutputRange) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, channels: w.channels,
      output_height: w.outputHeight, output_width: w.outputWidth, filter_height: w.filterHeight,
      filter_width: w.filterWidth, stride_height: w.strideHeight, stride_width: w.strideWidth, pad_top: w.padTop,
      pad_left: w.padLeft, is_signed: isSigned.parameter, output_min: Int32(range.low),
      output_max: Int32(range.high))
  }
}

extension edge_pool_f32 {
  init(_ w: PoolWindow, isAverage: Bool, _ bounds: FloatBounds) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, channels: w.channels,
      output_height: w.outputHeight, output_width: w.outputWidth, filter_height: w.filterHeight,
      filter_width: w.filterWidth, stride_height: w.strideHeight, stride_width: w.strideWidth, pad_top: w.padTop,
      pad_left: w.padLeft, is_average: isAverage.parameter, output_min: bounds.low, output_max: bounds.high)
  }
}
