/* Parameter structures of all kernel families, written once as field lists.
 *
 * X(name) is an int32_t, F(name) a float, A(name, n) an array of n int32_t. Fields of 4 bytes have no padding, so that
 * the layout is the same on every target. Heights, widths and counts are in elements; "stride" alone means the step of
 * a window; strides between elements in memory are named *_step.
 */
#ifndef EDGE_PARAMETERS_H
#define EDGE_PARAMETERS_H

#include <stdint.h>

/* Dimensions that generic kernels (copy, broadcast) can walk. Planners merge dimensions before they run out. */
#define EDGE_MAX_DIMS 6

/* How an int32 accumulator becomes an 8-bit value; spec names in brackets. */
enum {
  EDGE_REQUANTIZE_FLOAT = 0,     /* requant: float per channel; nearest, ties to even [XNN] */
  EDGE_REQUANTIZE_MBQM = 1,      /* requant: int32 pairs {multiplier, exponent}; two roundings, ties away [REF] */
  EDGE_REQUANTIZE_MBQM_UP = 2,   /* as above, second rounding with ties towards +infinity */
  EDGE_REQUANTIZE_DOUBLE_RHA = 3 /* requant: double per channel; nearest, ties away */
};

/* conv2d_s8, operands: input, weights [C_out][kh][kw][C_in], bias int32[C_out], requant, table, output.
 * table: 256 bytes indexed by the raw output byte when has_table, else unused. Input channels of one group are
 * input_channels / groups. Pixels of the output are output_pixel_step elements apart; its rows, those of one image
 * after those of another, output_row_step. */
#define EDGE_CONV2D_S8(X, F, A)                                                                                        \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(input_channels)                                                                                                    \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(output_channels)                                                                                                   \
  X(output_row_step)                                                                                                   \
  X(output_pixel_step)                                                                                                 \
  X(groups)                                                                                                            \
  X(kernel_height)                                                                                                     \
  X(kernel_width)                                                                                                      \
  X(stride_height)                                                                                                     \
  X(stride_width)                                                                                                      \
  X(dilation_height)                                                                                                   \
  X(dilation_width)                                                                                                    \
  X(pad_top)                                                                                                           \
  X(pad_left)                                                                                                          \
  X(input_zero_point)                                                                                                  \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(requantization)                                                                                                    \
  X(has_table)

/* depthwise_conv2d_s8, operands as conv2d_s8 with weights [kh][kw][C_out]; output channel = input channel * multiplier
 * + m. */
#define EDGE_DEPTHWISE_CONV2D_S8(X, F, A)                                                                              \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(input_channels)                                                                                                    \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(output_channels)                                                                                                   \
  X(depth_multiplier)                                                                                                  \
  X(kernel_height)                                                                                                     \
  X(kernel_width)                                                                                                      \
  X(stride_height)                                                                                                     \
  X(stride_width)                                                                                                      \
  X(dilation_height)                                                                                                   \
  X(dilation_width)                                                                                                    \
  X(pad_top)                                                                                                           \
  X(pad_left)                                                                                                          \
  X(input_zero_point)                                                                                                  \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(requantization)                                                                                                    \
  X(has_table)

/* matmul_s8, operands: a, b, bias int32[columns] or unused, requant (one entry), output [batches][rows][columns].
 * Both factors are computed values; *_step are distances in elements; *_batch_step may be 0 to repeat a factor. */
#define EDGE_MATMUL_S8(X, F, A)                                                                                        \
  X(batches)                                                                                                           \
  X(rows)                                                                                                              \
  X(columns)                                                                                                           \
  X(depth)                                                                                                             \
  X(a_batch_step)                                                                                                      \
  X(a_row_step)                                                                                                        \
  X(a_depth_step)                                                                                                      \
  X(b_batch_step)                                                                                                      \
  X(b_column_step)                                                                                                     \
  X(b_depth_step)                                                                                                      \
  X(a_zero_point)                                                                                                      \
  X(b_zero_point)                                                                                                      \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(requantization)                                                                                                    \
  X(has_bias)

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

/* max_pool_8 and average_pool_s8, operands: input, output. Taps outside the image are left out. For averages:
 * requantization FLOAT is not used; sums are divided by the number of taps, ties away from zero. */
#define EDGE_POOL_8(X, F, A)                                                                                           \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(channels)                                                                                                          \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(filter_height)                                                                                                     \
  X(filter_width)                                                                                                      \
  X(stride_height)                                                                                                     \
  X(stride_width)                                                                                                      \
  X(pad_top)                                                                                                           \
  X(pad_left)                                                                                                          \
  X(is_signed)                                                                                                         \
  X(output_min)                                                                                                        \
  X(output_max)

/* copy_nd, operands: input, output: elements of element_size bytes; the output is written at output_offset elements. */
#define EDGE_COPY_ND(X, F, A)                                                                                          \
  X(element_size)                                                                                                      \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(input_steps, EDGE_MAX_DIMS)                                                                                        \
  A(output_steps, EDGE_MAX_DIMS)                                                                                       \
  X(input_offset)                                                                                                      \
  X(output_offset)

/* fill, operands: output: count elements of element_size bytes set to the low bytes of value. */
#define EDGE_FILL(X, F, A)                                                                                             \
  X(element_size)                                                                                                      \
  X(count)                                                                                                             \
  X(value)

/* gather_nd along one axis, operands: input [outer][axis][inner bytes], indices int32[count] (constant, checked by the
 * planner), output [outer][count][inner bytes]. */
#define EDGE_GATHER(X, F, A)                                                                                           \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(count)                                                                                                             \
  X(inner_size)

/* resize_nearest, operands: input, row indices int32[output_height], column indices int32[output_width] (constants,
 * in range), output. */
#define EDGE_RESIZE_NEAREST(X, F, A)                                                                                   \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(pixel_size)

/* mean_s8, operands: input [outer][axis][inner], requant (one entry), output [outer][inner]. The sum of the axis, less
 * its zero points, is requantized by a multiplier that holds the division. */
#define EDGE_MEAN_S8(X, F, A)                                                                                          \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  X(input_zero_point)                                                                                                  \
  X(output_zero_point)                                                                                                 \
  X(output_min)                                                                                                        \
  X(output_max)                                                                                                        \
  X(requantization)

/* resize_bilinear_s8, operands: input, rows int32[output_height][3], columns int32[output_width][3], output. Each entry
 * is {lower source index, upper source index, weight of the upper}; weights have fraction_bits bits. A shift of both
 * weights together rounds up at ties, or away from zero where ties_away. */
#define EDGE_RESIZE_BILINEAR_S8(X, F, A)                                                                               \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(channels)                                                                                                          \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(fraction_bits)                                                                                                     \
  X(ties_away)

/* conv2d_f32, depthwise_conv2d_f32, operands: input, weights, bias, output; layouts as the int8 families. */
#define EDGE_CONV2D_F32(X, F, A)                                                                                       \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(input_channels)                                                                                                    \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(output_channels)                                                                                                   \
  X(groups)                                                                                                            \
  X(depth_multiplier)                                                                                                  \
  X(kernel_height)                                                                                                     \
  X(kernel_width)                                                                                                      \
  X(stride_height)                                                                                                     \
  X(stride_width)                                                                                                      \
  X(dilation_height)                                                                                                   \
  X(dilation_width)                                                                                                    \
  X(pad_top)                                                                                                           \
  X(pad_left)                                                                                                          \
  F(output_min)                                                                                                        \
  F(output_max)

/* transpose_conv_f32, operands as conv2d_f32; pad_* is what is cut from the full result at top and left. */
#define EDGE_TRANSPOSE_CONV_F32(X, F, A)                                                                               \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(input_channels)                                                                                                    \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(output_channels)                                                                                                   \
  X(kernel_height)                                                                                                     \
  X(kernel_width)                                                                                                      \
  X(stride_height)                                                                                                     \
  X(stride_width)                                                                                                      \
  X(pad_top)                                                                                                           \
  X(pad_left)                                                                                                          \
  F(output_min)                                                                                                        \
  F(output_max)

/* matmul_f32, operands: a, b, bias or unused, output; steps as matmul_s8. */
#define EDGE_MATMUL_F32(X, F, A)                                                                                       \
  X(batches)                                                                                                           \
  X(rows)                                                                                                              \
  X(columns)                                                                                                           \
  X(depth)                                                                                                             \
  X(a_batch_step)                                                                                                      \
  X(a_row_step)                                                                                                        \
  X(a_depth_step)                                                                                                      \
  X(b_batch_step)                                                                                                      \
  X(b_column_step)                                                                                                     \
  X(b_depth_step)                                                                                                      \
  F(output_min)                                                                                                        \
  F(output_max)                                                                                                        \
  X(has_bias)

/* binary_f32, operands: a, b, output. operation: EDGE_BINARY_*. */
enum {
  EDGE_BINARY_ADD = 0,
  EDGE_BINARY_SUBTRACT = 1,
  EDGE_BINARY_MULTIPLY = 2,
  EDGE_BINARY_DIVIDE = 3,
  EDGE_BINARY_MAXIMUM = 4,
  EDGE_BINARY_MINIMUM = 5,
  EDGE_BINARY_PRELU = 6
};
#define EDGE_BINARY_F32(X, F, A)                                                                                       \
  A(dims, EDGE_MAX_DIMS)                                                                                               \
  A(a_steps, EDGE_MAX_DIMS)                                                                                            \
  A(b_steps, EDGE_MAX_DIMS)                                                                                            \
  X(operation)                                                                                                         \
  F(output_min)                                                                                                        \
  F(output_max)

/* unary_f32, operands: input, output. operation: EDGE_UNARY_*. */
enum {
  EDGE_UNARY_LOGISTIC = 0,
  EDGE_UNARY_TANH = 1,
  EDGE_UNARY_CLAMP = 2, /* to [low, high] */
  EDGE_UNARY_LEAKY_RELU = 3,
  EDGE_UNARY_HARD_SWISH = 4,
  EDGE_UNARY_ELU = 5,
  EDGE_UNARY_EXP = 6,
  EDGE_UNARY_LOG = 7,
  EDGE_UNARY_SQRT = 8,
  EDGE_UNARY_RSQRT = 9,
  EDGE_UNARY_SQUARE = 10,
  EDGE_UNARY_ABS = 11,
  EDGE_UNARY_NEGATE = 12,
  EDGE_UNARY_FLOOR = 13
};
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

/* pool_f32, operands: input, output; is_average 0 takes the maximum. */
#define EDGE_POOL_F32(X, F, A)                                                                                         \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(channels)                                                                                                          \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(filter_height)                                                                                                     \
  X(filter_width)                                                                                                      \
  X(stride_height)                                                                                                     \
  X(stride_width)                                                                                                      \
  X(pad_top)                                                                                                           \
  X(pad_left)                                                                                                          \
  X(is_average)                                                                                                        \
  F(output_min)                                                                                                        \
  F(output_max)

/* reduce_f32, operands: input [outer][axis][inner], output [outer][inner]. operation: 0 sum, 1 mean, 2 maximum. */
#define EDGE_REDUCE_F32(X, F, A)                                                                                       \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(inner)                                                                                                             \
  X(operation)

/* resize_bilinear_f32, operands: input, output; source coordinate = (i + offset) * scale - offset. */
#define EDGE_RESIZE_BILINEAR_F32(X, F, A)                                                                              \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(channels)                                                                                                          \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  F(height_scale)                                                                                                      \
  F(width_scale)                                                                                                       \
  X(half_pixel_centers)

/* Every family: M(type, name, fields). The order is that of the family table. */
#define EDGE_FAMILIES(M)                                                                                               \
  M(edge_conv2d_s8, conv2d_s8, EDGE_CONV2D_S8)                                                                         \
  M(edge_depthwise_conv2d_s8, depthwise_conv2d_s8, EDGE_DEPTHWISE_CONV2D_S8)                                           \
  M(edge_matmul_s8, matmul_s8, EDGE_MATMUL_S8)                                                                         \
  M(edge_multiply_s8, multiply_s8, EDGE_MULTIPLY_S8)                                                                   \
  M(edge_add_s8, add_s8, EDGE_ADD_S8)                                                                                  \
  M(edge_add_mbqm_s8, add_mbqm_s8, EDGE_ADD_MBQM_S8)                                                                   \
  M(edge_select_s8, select_s8, EDGE_SELECT_S8)                                                                         \
  M(edge_lookup_8, lookup_8, EDGE_LOOKUP_8)                                                                            \
  M(edge_rescale_8, rescale_8, EDGE_RESCALE_8)                                                                         \
  M(edge_quantize_f32, quantize_f32, EDGE_QUANTIZE_F32)                                                                \
  M(edge_dequantize_8, dequantize_8, EDGE_DEQUANTIZE_8)                                                                \
  M(edge_softmax_s8, softmax_s8, EDGE_SOFTMAX_S8)                                                                      \
  M(edge_softmax_fixed_s8, softmax_fixed_s8, EDGE_SOFTMAX_FIXED_S8)                                                    \
  M(edge_max_pool_8, max_pool_8, EDGE_POOL_8)                                                                          \
  M(edge_average_pool_8, average_pool_8, EDGE_POOL_8)                                                                  \
  M(edge_copy_nd, copy_nd, EDGE_COPY_ND)                                                                               \
  M(edge_fill, fill, EDGE_FILL)                                                                                        \
  M(edge_gather, gather, EDGE_GATHER)                                                                                  \
  M(edge_mean_s8, mean_s8, EDGE_MEAN_S8)                                                                               \
  M(edge_resize_bilinear_s8, resize_bilinear_s8, EDGE_RESIZE_BILINEAR_S8)                                              \
  M(edge_resize_nearest, resize_nearest, EDGE_RESIZE_NEAREST)                                                          \
  M(edge_conv2d_f32, conv2d_f32, EDGE_CONV2D_F32)                                                                      \
  M(edge_depthwise_conv2d_f32, depthwise_conv2d_f32, EDGE_CONV2D_F32)                                                  \
  M(edge_transpose_conv_f32, transpose_conv_f32, EDGE_TRANSPOSE_CONV_F32)                                              \
  M(edge_matmul_f32, matmul_f32, EDGE_MATMUL_F32)                                                                      \
  M(edge_binary_f32, binary_f32, EDGE_BINARY_F32)                                                                      \
  M(edge_unary_f32, unary_f32, EDGE_UNARY_F32)                                                                         \
  M(edge_softmax_f32, softmax_f32, EDGE_SOFTMAX_F32)                                                                   \
  M(edge_pool_f32, pool_f32, EDGE_POOL_F32)                                                                            \
  M(edge_reduce_f32, reduce_f32, EDGE_REDUCE_F32)                                                                      \
  M(edge_resize_bilinear_f32, resize_bilinear_f32, EDGE_RESIZE_BILINEAR_F32)

#define EDGE_DECLARE_INT(name)      int32_t name;
#define EDGE_DECLARE_FLOAT(name)    float name;
#define EDGE_DECLARE_ARRAY(name, n) int32_t name[n];
#define EDGE_DECLARE_STRUCTURE(type, name, fields)                                                                     \
  typedef struct type {                                                                                                \
    fields(EDGE_DECLARE_INT, EDGE_DECLARE_FLOAT, EDGE_DECLARE_ARRAY)                                                   \
  } type;
EDGE_FAMILIES(EDGE_DECLARE_STRUCTURE)

#endif
