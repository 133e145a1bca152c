#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// e to the power of `value`, in float32.
@inline(__always)
func exponential(_ value: Float) -> Float { exp(value) }
