// Convolutions and matrix products.
extension OperatorEntry {
  static func conv2D(_ attributes: ConvolutionAttributes) -> OperatorEntry {
    OperatorEntry(
      .conv2D, OperandRule(.required("input"), .required("weights"), .optional("bias")), layer: .conv2D
    ) {
      $0.results * $0.shape(1).dropFirst().reduce(1, *) + $0.size(2) + $0.rectified(attributes.activation)
    }
  }

  static func depthwiseConv2D(_ attributes: ConvolutionAttributes) -> OperatorEntry {
    OperatorEntry(
      .depthwiseConv2D, OperandRule(.required("input"), .required("weights"), .optional("bias")), layer: .conv2D
    ) {
      $0.results * $0.shape(1).dropFirst().prefix(2).reduce(1, *) + $0.size(2) + $0.rectified(attributes.activation)
    }
  }

  static func transposeConv(_ attributes: ConvolutionAttributes) -> OperatorEntry {
    OperatorEntry(
      .transposeConv,
      OperandRule(.required("result shape"), .required("weights"), .required("input"), .optional("bias")),
      layer: .conv2D
    ) {
      $0.size(2) * $0.shape(1).dropLast().reduce(1, *) + $0.size(3) + $0.rectified(attributes.activation)
    }
  }

  static func fullyConnected(_ activation: Activation) -> OperatorEntry {
    OperatorEntry(
      .fullyConnected, OperandRule(.required("input"), .required("weights"), .optional("bias")), layer: .dense
    ) {
      $0.results * ($0.shape(1).last ?? 0) + $0.size(2) + $0.rectified(activation)
    }
  }

  static func batchMatMul(adjointX: Bool) -> OperatorEntry {
    OperatorEntry(.batchMatMul, OperandRule(.required("x"), .required("y")), layer: .gemm) {
      let shape = $0.shape(0)
      return $0.results * (shape.count < 2 ? 0 : shape[shape.count - (adjointX ? 2 : 1)])
    }
  }
}
