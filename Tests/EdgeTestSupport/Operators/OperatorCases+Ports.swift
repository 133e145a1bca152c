import EdgeModel

extension OperatorCases {
  /// Inputs and outputs that no operator stands between, or that are listed more than once.
  static func ports(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    do {
      let b = builder(seed, 5000)
      cases.append(b.finish("port_no_operator", outputs: [b.int8Input([1, 5])]))
    }
    do {
      let b = builder(seed, 5001)
      let x = b.int8Input([1, 4, 3])
      let y = b.op(.relu, [x], [1, 4, 3], .int8, b.quantization())
      cases.append(b.finish("port_input_is_output", outputs: [y, x]))
    }
    do {
      let b = builder(seed, 5002)
      let x = b.int8Input([1, 4, 3])
      let y = b.op(.relu, [x], [1, 4, 3], .int8, b.quantization())
      let z = b.op(.add(.none), [x, y], [1, 4, 3], .int8, b.quantization())
      cases.append(b.finish("port_listed_twice", outputs: [y, z, y, x, y, x]))
    }
    do {
      let b = builder(seed, 5003)
      let q = b.quantization()
      let x = b.int8Input([1, 6], q)
      let c = b.constant([1, 6], .int8, q)
      let y = b.op(.add(.none), [x, c], [1, 6], .int8, b.quantization())
      let alone = b.constant([2, 3], .float32)
      let number = b.integers([7, -8])
      cases.append(b.finish("port_constant", outputs: [c, y, alone, number, c]))
    }
    do {
      // Another name for a constant.
      let b = builder(seed, 5004)
      let x = b.int8Input([1, 6])
      let c = b.constant([2, 3], .int8, b.quantization())
      let named = b.op(.reshape, [c, b.integers([1, 6])], [1, 6], .int8, b.quantization(of: c))
      cases.append(
        b.finish("port_reshaped_constant", outputs: [named, b.op(.relu, [x], [1, 6], .int8, b.quantization())]))
    }
    return cases
  }
}
