import CEdgeKernels

/// Sizes, strides and padding of a convolution's window, as all convolution kernels take them.
struct ConvolutionWindow {
  var batches: Int32
  var inputHeight: Int32
  var inputWidth: Int32
  var inputChannels: Int32
  var outputHeight: Int32
  var outputWidth: Int32
  var outputChannels: Int32
  var kernelHeight: Int32
  var kernelWidth: Int32
  var strideHeight: Int32 = 1
  var strideWidth: Int32 = 1
  var dilationHeight: Int32 = 1
  var dilationWidth: Int32 = 1
  var padTop: Int32 = 0
  var padLeft: Int32 = 0
  /// Elements from one row of the output to the next, and from one pixel to the next.
  var outputSteps: (row: Int32, pixel: Int32)

  /// True for windows of one pixel without stride, whose results are as many pixels as there are.
  var isPointwise: Bool {
    kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1 && inputHeight == outputHeight
      && inputWidth == outputWidth
  }

  /// A window over NHWC data, undilated, without stride and padding, whose results follow one another without a gap.
  init(input: [Int], output: [Int], kernel: (height: Int, width: Int)) throws(LoweringFailure) {
    batches = try Lowering.int32(input[0])
    inputHeight = try Lowering.int32(input[1])
    inputWidth = try Lowering.int32(input[2])
    inputChannels = try Lowering.int32(input[3])
    outputHeight = try Lowering.int32(output[1])
    outputWidth = try Lowering.int32(output[2])
    outputChannels = try Lowering.int32(output[3])
    kernelHeight = try Lowering.int32(kernel.height)
    kernelWidth = try Lowering.int32(kernel.width)
    outputSteps = (try Lowering.int32(output[2] * output[3]), outputChannels)
  }
}

/// How an int8 product's accumulators become its result.
struct QuantizedResult {
  var inputZeroPoint: Int32
  var outputZeroPoint: Int32
  var range: OutputRange
  var rule: RequantizationRule
  var hasTable: Bool

  var low: Int32 { Int32(range.low) }
  var high: Int32 { Int32(range.high) }
}

extension edge_conv2d_s8 {
  init(_ w: ConvolutionWindow, groups: Int32, _ r: QuantizedResult) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels,
      output_row_step: w.outputSteps.row, output_pixel_step: w.outputSteps.pixel, groups: groups,
      kernel_height: w.kernelHeight, kernel_width: w.kernelWidth, stride_height: w.strideHeight,
      stride_width: w.strideWidth, dilation_height: w.dilationHeight, dilation_width: w.dilationWidth,
      pad_top: w.padTop, pad_left: w.padLeft, input_zero_point: r.inputZeroPoint,
      output_zero_point: r.outputZeroPoint, output_min: r.low, output_max: r.high,
      requantization: r.rule.parameter, has_table: r.hasTable.parameter)
  }
}

extension edge_depthwise_conv2d_s8 {
  init(_ w: ConvolutionWindow, depthMultiplier: Int32, _ r: QuantizedResult) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels,
      depth_multiplier: depthMultiplier, kernel_height: w.kernelHeight, kernel_width: w.kernelWidth,
      stride_height: w.strideHeight, stride_width: w.strideWidth, dilation_height: w.dilationHeight,
      dilation_width: w.dilationWidth, pad_top: w.padTop, pad_left: w.padLeft, input_zero_point: r.inputZeroPoint,
      output_zero_point: r.outputZeroPoint, output_min: r.low, output_max: r.high,
      requantization: r.rule.parameter, has_table: r.hasTable.parameter)
  }
}

extension edge_conv2d_f32 {
  init(_ w: ConvolutionWindow, groups: Int32, _ bounds: FloatBounds) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels, groups: groups,
      depth_multiplier: 1, kernel_height: w.kernelHeight, kernel_width: w.kernelWidth,
      stride_height: w.strideHeight, stride_width: w.strideWidth, dilation_height: w.dilationHeight,
      dilation_width: w.dilationWidth, pad_top: w.padTop, pad_left: w.padLeft, output_min: bounds.low,
      output_max: bounds.high)
  }
}

extension edge_depthwise_conv2d_f32 {
  init(_ w: ConvolutionWindow, depthMultiplier: Int32, _ bounds: FloatBounds) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels, groups: 1,
      depth_multiplier: depthMultiplier, kernel_height: w.kernelHeight, kernel_width: w.kernelWidth,
      stride_height: w.strideHeight, stride_width: w.strideWidth, dilation_height: w.dilationHeight,
      dilation_width: w.dilationWidth, pad_top: w.padTop, pad_left: w.padLeft, output_min: bounds.low,
      output_max: bounds.high)
  }
}

/// How LiteRT multiplies floats with int8 weights: how values are quantized as they come, and results scaled.
struct DynamicRule {
  var quantization: DynamicQuantization
  var scaling: DynamicScaling
}

extension edge_conv2d_f32_s8 {
  init(_ w: ConvolutionWindow, groups: Int32, _ rule: DynamicRule, _ bounds: FloatBounds) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels, groups: groups,
      depth_multiplier: 1, kernel_height: w.kernelHeight, kernel_width: w.kernelWidth,
      stride_height: w.strideHeight, stride_width: w.strideWidth, dilation_height: w.dilationHeight,
      dilation_width: w.dilationWidth, pad_top: w.padTop, pad_left: w.padLeft, output_min: bounds.low,
      output_max: bounds.high, quantization: Int32(bitPattern: rule.quantization.rawValue),
      scaling: Int32(bitPattern: rule.scaling.rawValue))
  }
}

extension edge_depthwise_conv2d_f32_s8 {
  init(_ w: ConvolutionWindow, depthMultiplier: Int32, _ rule: DynamicRule, _ bounds: FloatBounds) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels, groups: 1,
      depth_multiplier: depthMultiplier, kernel_height: w.kernelHeight, kernel_width: w.kernelWidth,
      stride_height: w.strideHeight, stride_width: w.strideWidth, dilation_height: w.dilationHeight,
      dilation_width: w.dilationWidth, pad_top: w.padTop, pad_left: w.padLeft, output_min: bounds.low,
      output_max: bounds.high, quantization: Int32(bitPattern: rule.quantization.rawValue),
      scaling: Int32(bitPattern: rule.scaling.rawValue))
  }
}

extension edge_transpose_conv_f32 {
  init(_ w: ConvolutionWindow, _ bounds: FloatBounds) {
    self.init(
      batches: w.batches, input_height: w.inputHeight, input_width: w.inputWidth, input_channels: w.inputChannels,
      output_height: w.outputHeight, output_width: w.outputWidth, output_channels: w.outputChannels,
      kernel_height: w.kernelHeight, kernel_width: w.kernelWidth, stride_height: w.strideHeight,
      stride_width: w.strideWidth, pad_top: w.padTop, pad_left: w.padLeft, output_min: bounds.low,
      output_max: bounds.high)
  }
}
