import EdgeModel

extension ConstantFolding {
  /// Operators that move values; nil for all others.
  func movement(_ op: Operator) -> [IntegerConstant]? {
    switch op.kind {
    case .reshape, .squeeze, .expandDims: return reshaped(op)
    case .pack(let axis, _): return packed(op, axis: axis)
    case .unpack(let axis, _): return unpacked(op, axis: axis)
    case .concatenation(let axis, .none): return concatenated(op, axis: axis)
    case .gather(let axis, let batchDimensions): return gathered(op, axis: axis, batchDimensions: batchDimensions)
    case .slice, .stridedSlice, .transpose, .tile, .broadcastTo:
      guard let a = operand(op, 0), let shape = resultShape(op) else { return nil }
      return moved(op, a, to: shape).map { [$0] }
    default: return nil
    }
  }

  private func reshaped(_ op: Operator) -> [IntegerConstant]? {
    guard var value = operand(op, 0), let shape = resultShape(op),
      Tensor.elementCount(shape: shape) == value.values.count
    else { return nil }
    value.shape = shape
    return [value]
  }

  /// Operators of one operand and one result whose elements come from places that coordinates alone decide.
  private func moved(_ op: Operator, _ a: IntegerConstant, to shape: [Int]) -> IntegerConstant? {
    switch op.kind {
    case .transpose:
      guard let permutation = operand(op, 1)?.values.map({ $0 < 0 ? $0 + a.shape.count : $0 }) else { return nil }
      return a.moved(to: shape) { coordinates in
        var source = coordinates
        for (position, axis) in permutation.enumerated() { source[axis] = coordinates[position] }
        return source
      }
    case .tile: return a.moved(to: shape) { zip($0, a.shape).map { $0 % $1 } }
    case .broadcastTo: return a.moved(to: shape) { a.broadcast($0) }
    case .slice:
      guard let begin = operand(op, 1)?.values else { return nil }
      return a.moved(to: shape) { zip($0, begin).map { $0 + $1 } }
    case .stridedSlice:
      guard let slice = graph.stridedSlice(op) else { return nil }
      var result = a.moved(to: slice.dims) { coordinates in
        a.shape.indices.map { slice.starts[$0] + coordinates[$0] * slice.strides[$0] }
      }
      result.shape = shape
      return result
    default: return nil
    }
  }

  /// All operands, where each is a constant of the same type.
  private func operands(_ op: Operator) -> [IntegerConstant]? {
    let operands = op.inputs.indices.compactMap { operand(op, $0) }
    guard operands.count == op.inputs.count, let first = operands.first,
      operands.allSatisfy({ $0.elementType == first.elementType })
    else { return nil }
    return operands
  }

  private func packed(_ op: Operator, axis: Int) -> [IntegerConstant]? {
    guard let operands = operands(op), let shape = resultShape(op) else { return nil }
    let along = axis < 0 ? axis + shape.count : axis
    return joined(operands, to: shape) { coordinates in
      var source = coordinates
      return (source.remove(at: along), source)
    }
  }

  private func concatenated(_ op: Operator, axis: Int) -> [IntegerConstant]? {
    guard let operands = operands(op), let shape = resultShape(op) else { return nil }
    let along = axis < 0 ? axis + shape.count : axis
    return joined(operands, to: shape) { coordinates in
      var (part, source) = (0, coordinates)
      while source[along] >= operands[part].shape[along] {
        source[along] -= operands[part].shape[along]
        part += 1
      }
      return (part, source)
    }
  }

  /// A constant of `shape` whose elements come from one of `parts` each.
  private func joined(
    _ parts: [IntegerConstant], to shape: [Int], source: ([Int]) -> (part: Int, coordinates: [Int])
  ) -> [IntegerConstant] {
    var result = IntegerConstant(shape: shape, elementType: parts[0].elementType, values: [])
    IntegerConstant.walk(shape) { coordinates in
      let (part, place) = source(coordinates)
      result.values.append(parts[part].values[parts[part].position(of: place)])
    }
    return [result]
  }

  private func unpacked(_ op: Operator, axis: Int) -> [IntegerConstant]? {
    guard let a = operand(op, 0), let shapes = graph.resultShapes(of: op) else { return nil }
    let along = axis < 0 ? axis + a.shape.count : axis
    return shapes.indices.map { part in
      a.moved(to: shapes[part]) { coordinates in
        var source = coordinates
        source.insert(part, at: along)
        return source
      }
    }
  }

  private func gathered(_ op: Operator, axis: Int, batchDimensions: Int) -> [IntegerConstant]? {
    guard let a = operand(op, 0), let indices = operand(op, 1), batchDimensions == 0, let shape = resultShape(op) else {
      return nil
    }
    let along = axis < 0 ? axis + a.shape.count : axis
    guard indices.values.allSatisfy(a.shape[along].containsPosition) else { return nil }
    let rank = indices.shape.count
    return [
      a.moved(to: shape) { coordinates in
        let index = indices.values[indices.position(of: Array(coordinates[along..<along + rank]))]
        return coordinates[..<along] + [index] + coordinates[(along + rank)...]
      }
    ]
  }
}

extension Int {
  /// True for positions in a dimension of this size.
  fileprivate func containsPosition(_ position: Int) -> Bool { (0..<self).contains(position) }
}
