public import EdgeModel
public import EdgeRunner

extension Tensor {
  /// The same real values in the form that another model's input wants.
  ///
  /// Changes element type and quantization, and turns pictures between NHWC and NCHW when the shapes are each other's
  /// turn. The first dimension may be any multiple of the model's.
  /// - Throws: `RunnerError.Code.invalidArgument` when the shapes have nothing to do with each other.
  public func adapted(to input: TensorDescription) throws(RunnerError) -> Tensor {
    let wanted = Array(input.shape.dropFirst())
    let given = Array(shape.dropFirst())
    let batch = shape.first ?? 1
    let sameValues = elementType == input.elementType && (quantization == input.quantization || !elementType.isInteger)
    if given.filter({ $0 != 1 }) == wanted.filter({ $0 != 1 }) {
      let newShape = input.shape.isEmpty ? [] : [batch] + wanted
      guard Tensor.elementCount(shape: newShape) == elementCount else { throw mismatch(input) }
      if sameValues { return reshaped(to: newShape) }
      return Tensor(
        shape: newShape, elementType: input.elementType, quantization: input.quantization, reals: reals)
    }
    guard shape.count == 4, wanted.count == 3, given.count == 3 else { throw mismatch(input) }
    let turned: [Double]
    if wanted == [given[2], given[0], given[1]] {
      turned = reals.transposed(batch: batch, rows: given[0] * given[1], columns: given[2])
    } else if wanted == [given[1], given[2], given[0]] {
      turned = reals.transposed(batch: batch, rows: given[0], columns: given[1] * given[2])
    } else {
      throw mismatch(input)
    }
    return Tensor(
      shape: [batch] + wanted, elementType: input.elementType, quantization: input.quantization, reals: turned)
  }

  private func mismatch(_ input: TensorDescription) -> RunnerError {
    RunnerError(
      .invalidArgument, "data of shape \(shape) cannot be given to input \(input.name), which takes \(input.shape)")
  }
}

extension [Double] {
  /// `batch` matrices of `rows` by `columns`, each turned.
  fileprivate func transposed(batch: Int, rows: Int, columns: Int) -> [Double] {
    var result = self
    for sample in 0..<batch {
      let start = sample * rows * columns
      for row in 0..<rows {
        for column in 0..<columns {
          result[start + column * rows + row] = self[start + row * columns + column]
        }
      }
    }
    return result
  }
}
