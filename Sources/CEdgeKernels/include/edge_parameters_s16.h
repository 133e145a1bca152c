/* Parameter structures of int16 values, whose zero points are 0. Included by edge_parameters.h. */
#ifndef EDGE_PARAMETERS_S16_H
#define EDGE_PARAMETERS_S16_H

/* conv2d_s16, depthwise_conv2d_s16: as the int8 families, with weights int8 and bias int64[C_out]; has_table is 0. */

/* multiply_s16: as multiply_s8. max_pool_s16, average_pool_s16: as the 8-bit families. mean_s16: as mean_s8.
 * quantize_f32_s16, dequantize_s16: as those of bytes. */

/* add_s16, operands: a, b, output: as add_mbqm_s8; round_once: operands are rescaled with one rounding. */
#define EDGE_ADD_S16(X, F, A)                                                                                          \
  EDGE_ADD_MBQM_S8(X, F, A)                                                                                            \
  X(round_once)

/* rescale_s16, operands: input, output: clamp(MBQM(input)). */
#define EDGE_RESCALE_S16(X, F, A)                                                                                      \
  X(count)                                                                                                             \
  X(multiplier)                                                                                                        \
  X(exponent)

/* logistic_s16, operands: input, table int32[257] (65536 * logistic(i / 24)), output with scale 2^-15. The input times
 * multiplier * 2^-shift is in units of 1 / 12288. */
#define EDGE_LOGISTIC_S16(X, F, A)                                                                                     \
  X(count)                                                                                                             \
  X(multiplier)                                                                                                        \
  X(shift)

/* softmax_s16, operands: input [rows][depth], exponentials int32[513] over [-10, 0], reciprocals int32[513] of 1 + x
 * over [0, 1], output with scale 2^-15. Distances to the maximum times the multiplier are in units of 10 / 65535. */
#define EDGE_SOFTMAX_S16(X, F, A)                                                                                      \
  X(rows)                                                                                                              \
  X(depth)                                                                                                             \
  X(multiplier)                                                                                                        \
  X(exponent)

#endif
