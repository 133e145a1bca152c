/* Parameter structures of elementwise families, conversions, softmax and reductions. Included by edge_parameters.h. */
#ifndef EDGE_PARAMETERS_ELEMENTWISE_H
#define EDGE_PARAMETERS_ELEMENTWISE_H

/* multiply_s8, operands: a, b, requant (one entry), output. Broadcast by steps of 0; dimensions outermost first. */
#define EDGE_MULTIPLY_S8(X, F, A)                                                                                      \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(a_zero_point)                                                                                                      \
  X(b_zero_point)                                                                                                      \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(requantization)

/* add_s8, operands: a, b, output. One rounding: clamp(((bias + a*a_multiplier + b*b_multiplier) >> shift) + zero).
 * SUB negates b_multiplier. */
#define EDGE_ADD_S8(X, F, A)                                                                                           \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(a_multiplier)                                                                                                      \
  X(b_multiplier)                                                                                                      \
  X(bias)                                                                                                              \
  X(shift)                                                                                                             \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)

/* add_mbqm_s8, operands: a, b, output: the reference arithmetic, operands raised by left_shift bits. b_sign is 1 or -1.
 */
#define EDGE_ADD_MBQM_S8(X, F, A)                                                                                      \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(a_zero_point)                                                                                                      \
  X(b_zero_point)                                                                                                      \
  X(output_zero_point)                                                                                                 \
  X(left_shift)                                                                                                        \
  X(a_multiplier)                                                                                                      \
  X(a_exponent)                                                                                                        \
  X(b_multiplier)                                                                                                      \
  X(b_exponent)                                                                                                        \
  X(b_sign)                                                                                                            \
  X(output_multiplier)                                                                                                 \
  X(output_exponent)                                                                                                   \
  X(output_min)                                                                                                        \
  X(output_max)

/* select_s8, operands: a, b, output: the larger (is_minimum 0) or smaller operand; all three share a quantization. */
#define EDGE_SELECT_S8(X, F, A)                                                                                        \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(is_minimum)

/* binary_s8, operands: a, b, output: what LiteRT's own kernels compute. operation: edge_binary_operation, of which it
 * has PRELU, SQUARED_DIFFERENCE and DIVIDE. Multipliers a and b are of the operands, except of PRELU, where a is of
 * values that pass and b of those that are sloped. */
#define EDGE_BINARY_S8(X, F, A)                                                                                        \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(operation)                                                                                                         \
  X(a_zero_point)                                                                                                      \
  X(b_zero_point)                                                                                                      \
  X(output_zero_point)                                                                                                 \
  X(a_multiplier)                                                                                                      \
  X(a_exponent)                                                                                                        \
  X(b_multiplier)                                                                                                      \
  X(b_exponent)                                                                                                        \
  X(output_multiplier)                                                                                                 \
  X(output_exponent)                                                                                                   \
  X(output_min)                                                                                                        \
  X(output_max)

/* lookup_8, operands: input, table (256 bytes, by raw byte), output. */
#define EDGE_LOOKUP_8(X, F, A) X(count)

/* rescale_8, operands: input, output: clamp(MBQM(input - input_zero_point) + output_zero_point); blocks of 16 round
 * the second time with ties up when blocks_tie_up, the tail of count mod 16 with ties away. */
#define EDGE_RESCALE_8(X, F, A)                                                                                        \
  X(count)                                                                                                             \
  X(input_is_signed)                                                                                                   \
  X(input_zero_point)                                                                                                  \
  X(multiplier)                                                                                                        \
  X(exponent)                                                                                                          \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(blocks_tie_up)

/* quantize_f32, operands: input float, output 8-bit. reciprocal: multiply by f32(1/scale), ties to even; otherwise
 * divide by scale, ties away. */
#define EDGE_QUANTIZE_F32(X, F, A)                                                                                     \
  X(count)                                                                                                             \
  F(scale)                                                                                                             \
  X(zero_point)                                                                                                        \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(reciprocal)

/* dequantize_8, operands: input, output float: f32((float)(input - zero_point) * scale). */
#define EDGE_DEQUANTIZE_8(X, F, A)                                                                                     \
  X(count)                                                                                                             \
  X(input_is_signed)                                                                                                   \
  X(zero_point)                                                                                                        \
  F(scale)

/* softmax_s8, operands: input [rows][depth], exponentials float[256] (of minus the distance to the row's maximum),
 * output. */
#define EDGE_SOFTMAX_S8(X, F, A)                                                                                       \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  F(output_scale)                                                                                                      \
  X(output_zero_point)

/* softmax_fixed_s8, operands: input, output: the reference fixed-point arithmetic. */
#define EDGE_SOFTMAX_FIXED_S8(X, F, A)                                                                                 \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  X(multiplier)                                                                                                        \
  X(left_shift)                                                                                                        \
  X(difference_min)

/* mean_s8, operands: input [outer][axis][inner], requant (one entry), output [outer][inner]. The sum of the axis, less
 * its zero points, is requantized by a multiplier that holds the division; by a rule with an offset, which holds the
 * zero points too, input_zero_point is 0. */
#define EDGE_MEAN_S8(X, F, A)                                                                                          \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  X(input_zero_point)                                                                                                  \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(requantization)

/* binary_f32, operands: a, b, output. operation: edge_binary_operation. POWER and FLOOR_MODULO are
 * binary_function_f32's. */
typedef enum EDGE_SWIFT_ENUM(BinaryOperation) edge_binary_operation {
  EDGE_BINARY_ADD EDGE_SWIFT_NAME(add) = 0,
  EDGE_BINARY_SUBTRACT EDGE_SWIFT_NAME(subtract) = 1,
  EDGE_BINARY_MULTIPLY EDGE_SWIFT_NAME(multiply) = 2,
  EDGE_BINARY_DIVIDE EDGE_SWIFT_NAME(divide) = 3,
  EDGE_BINARY_MAXIMUM EDGE_SWIFT_NAME(maximum) = 4,
  EDGE_BINARY_MINIMUM EDGE_SWIFT_NAME(minimum) = 5,
  EDGE_BINARY_PRELU EDGE_SWIFT_NAME(prelu) = 6,
  EDGE_BINARY_SQUARED_DIFFERENCE EDGE_SWIFT_NAME(squaredDifference) = 7,
  EDGE_BINARY_POWER EDGE_SWIFT_NAME(power) = 8,
  EDGE_BINARY_FLOOR_DIVIDE EDGE_SWIFT_NAME(floorDivide) = 9,
  EDGE_BINARY_FLOOR_MODULO EDGE_SWIFT_NAME(floorModulo) = 10
} edge_binary_operation;
#define EDGE_BINARY_F32(X, F, A)                                                                                       \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(operation)                                                                                                         \
  F(output_min)                                                                                                        \
  F(output_max)

/* unary_f32, operands: input, output. operation: edge_unary_operation. */
typedef enum EDGE_SWIFT_ENUM(UnaryOperation) edge_unary_operation {
  EDGE_UNARY_LOGISTIC EDGE_SWIFT_NAME(logistic) = 0,
  EDGE_UNARY_TANH EDGE_SWIFT_NAME(tanh) = 1,
  EDGE_UNARY_CLAMP EDGE_SWIFT_NAME(clamp) = 2, /* to [low, high] */
  EDGE_UNARY_LEAKY_RELU EDGE_SWIFT_NAME(leakyRelu) = 3,
  EDGE_UNARY_HARD_SWISH EDGE_SWIFT_NAME(hardSwish) = 4,
  EDGE_UNARY_ELU EDGE_SWIFT_NAME(elu) = 5,
  EDGE_UNARY_EXP EDGE_SWIFT_NAME(exp) = 6,
  EDGE_UNARY_LOG EDGE_SWIFT_NAME(log) = 7,
  EDGE_UNARY_SQRT EDGE_SWIFT_NAME(sqrt) = 8,
  EDGE_UNARY_RSQRT EDGE_SWIFT_NAME(rsqrt) = 9,
  EDGE_UNARY_SQUARE EDGE_SWIFT_NAME(square) = 10,
  EDGE_UNARY_ABS EDGE_SWIFT_NAME(abs) = 11,
  EDGE_UNARY_NEGATE EDGE_SWIFT_NAME(negate) = 12,
  EDGE_UNARY_FLOOR EDGE_SWIFT_NAME(floor) = 13,
  EDGE_UNARY_SIN EDGE_SWIFT_NAME(sin) = 14,
  EDGE_UNARY_COS EDGE_SWIFT_NAME(cos) = 15,
  EDGE_UNARY_GELU EDGE_SWIFT_NAME(gelu) = 16,
  EDGE_UNARY_GELU_TANH EDGE_SWIFT_NAME(geluTanh) = 17 /* the approximation by a hyperbolic tangent */
} edge_unary_operation;
#define EDGE_UNARY_F32(X, F, A)                                                                                        \
  X(count)                                                                                                             \
  X(operation)                                                                                                         \
  F(alpha)                                                                                                             \
  F(low)                                                                                                               \
  F(high)

/* softmax_f32, operands: input [rows][depth], output. */
#define EDGE_SOFTMAX_F32(X, F, A)                                                                                      \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  F(beta)

/* reduce_f32, operands: input [outer][axis][inner], output [outer][inner]. operation:
 * edge_reduction. */
typedef enum EDGE_SWIFT_ENUM(Reduction) edge_reduction {
  EDGE_REDUCE_SUM EDGE_SWIFT_NAME(sum) = 0,
  EDGE_REDUCE_MEAN EDGE_SWIFT_NAME(mean) = 1,
  EDGE_REDUCE_MAXIMUM EDGE_SWIFT_NAME(maximum) = 2,
  EDGE_REDUCE_MINIMUM EDGE_SWIFT_NAME(minimum) = 3,
  EDGE_REDUCE_PRODUCT EDGE_SWIFT_NAME(product) = 4
} edge_reduction;
#define EDGE_REDUCE_F32(X, F, A)                                                                                       \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  X(operation)

#endif
