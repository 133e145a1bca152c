import EdgeModel
import EdgeTestSupport

/// Cases for the ways that kernels of microcontrollers divide their work, beyond the operator cases of all runtimes.
enum TargetKernelCases {
  static var all: [OperatorCase] { convolutions }

  private struct Window {
    var size = [5, 7]
    var channels = (8, 12)
    /// Input channels of one group.
    var groupChannels: Int?
    var kernel = 3
    var stride = 1
    var dilation = 1
    var inputZeroPoint = -128
    var padding = Padding.same
  }

  private static var convolutions: [OperatorCase] {
    [
      // Pixels read where they are: more than one block of them, odd counts of pixels and channels, one channel.
      Window(size: [13, 11], channels: (16, 7), kernel: 1, inputZeroPoint: 127),
      Window(size: [1, 2], channels: (48, 1), kernel: 1), Window(size: [3, 3], channels: (20, 4), kernel: 1),
      Window(size: [7, 5], channels: (32, 6), kernel: 1, stride: 2),
      // Groups with an even and an odd number of output channels.
      Window(channels: (12, 6), groupChannels: 4), Window(channels: (8, 10), groupChannels: 4, stride: 2),
      Window(channels: (6, 9), groupChannels: 2, kernel: 1, inputZeroPoint: 3),
      // Windows larger than the image, columns apart, a depth that needs small blocks of pixels.
      Window(size: [2, 3], kernel: 5), Window(dilation: 2, inputZeroPoint: 100),
      Window(size: [6, 6], channels: (130, 34), inputZeroPoint: -1),
      Window(size: [40, 3], channels: (3, 5), stride: 2),
    ].enumerated().map { index, w in
      let b = CaseBuilder(seed: UInt64(7000 + index))
      let x = b.int8Input([1] + w.size + [w.channels.0], Quantization(scale: 0.03, zeroPoint: w.inputZeroPoint))
      let filter = b.weights(
        [w.channels.1, w.kernel, w.kernel, w.groupChannels ?? w.channels.0], axis: 0, perChannel: true)
      let size = w.size.map { ($0 + w.stride - 1) / w.stride }
      let y = b.op(
        .conv2D(
          .init(
            padding: w.padding, strideHeight: w.stride, strideWidth: w.stride, dilationHeight: w.dilation,
            dilationWidth: w.dilation)), [x, filter, b.bias(w.channels.1, x: x, w: filter)],
        [1] + size + [w.channels.1], .int8, b.quantization(0.05...0.4))
      return b.finish("conv2d_target_\(index)", outputs: [y])
    }
  }
}
