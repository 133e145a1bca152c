/* Parameter structures of pooling, resizing and data movement. Included by edge_parameters.h. */
#ifndef EDGE_PARAMETERS_WINDOWS_H
#define EDGE_PARAMETERS_WINDOWS_H

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

/* resize_nearest, operands: input, row indices int32[output_height], column indices int32[output_width] (constants,
 * in range), output. */
#define EDGE_RESIZE_NEAREST(X, F, A)                                                                                   \
  X(batches)                                                                                                           \
  X(input_height)                                                                                                      \
  X(input_width)                                                                                                       \
  X(output_height)                                                                                                     \
  X(output_width)                                                                                                      \
  X(pixel_size)

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

/* resize_bilinear_f32, resize_bilinear_float_u8 (ties of the reference arithmetic: halves upwards), operands: input,
 * output; source coordinate = (i + offset) * scale - offset. */
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

/* gather along one axis, operands: input [batches][outer][axis][inner bytes], indices int32[batches][count], output
 * [batches][outer][count][inner bytes]. An index outside the axis takes its nearest end. */
#define EDGE_GATHER(X, F, A)                                                                                           \
  X(batches)                                                                                                           \
  X(outer)                                                                                                             \
  X(axis)                                                                                                              \
  X(count)                                                                                                             \
  X(inner_size)

#endif
