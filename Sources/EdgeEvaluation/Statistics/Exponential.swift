import Foundation

/// e to the power of `value`, in float32.
@inline(__always)
func exponential(_ value: Float) -> Float { exp(value) }
