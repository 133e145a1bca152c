/* Parameter structures of convolutions and matrix products. Included by edge_parameters.h. */
#ifndef EDGE_PARAMETERS_PRODUCTS_H
#define EDGE_PARAMETERS_PRODUCTS_H

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

/* conv2d_u8, depthwise_conv2d_u8: as the int8 families, whose fields come first, with weights less their zero point. */
#define EDGE_CONV2D_U8(X, F, A)                                                                                        \
  EDGE_CONV2D_S8(X, F, A)                                                                                              \
  X(weights_zero_point)
#define EDGE_DEPTHWISE_CONV2D_U8(X, F, A)                                                                              \
  EDGE_DEPTHWISE_CONV2D_S8(X, F, A)                                                                                    \
  X(weights_zero_point)

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

/* conv2d_f32_s8, depthwise_conv2d_f32_s8, operands: input float, weights int8, bias float[C_out], scales of weights
 * float[C_out], output float; layouts as the int8 families. Each image is quantized by its own range. quantization:
 * edge_dynamic_quantization, scaling: edge_dynamic_scaling. */
#define EDGE_CONV2D_F32_S8(X, F, A)                                                                                    \
  EDGE_CONV2D_F32(X, F, A)                                                                                             \
  X(quantization)                                                                                                      \
  X(scaling)

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

#endif
