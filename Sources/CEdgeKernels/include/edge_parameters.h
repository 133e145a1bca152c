/* Parameter structures of all kernel families, written once as field lists.
 *
 * X(name) is an int32_t, F(name) a float, A(name, n) an array of n int32_t. Fields of 4 bytes have no padding, so that
 * the layout is the same on every target. Heights, widths and counts are in elements; "stride" alone means the step of
 * a window; strides between elements in memory are named *_step.
 */
#ifndef EDGE_PARAMETERS_H
#define EDGE_PARAMETERS_H

#include <stdint.h>

/* Swift sees the enumerations below as enumerations of its own, without a default to fall into. */
#if defined(__swift__)
#define EDGE_SWIFT_NAME(name) __attribute__((swift_name(#name)))
#define EDGE_SWIFT_ENUM(name) __attribute__((enum_extensibility(closed))) EDGE_SWIFT_NAME(name)
#else
#define EDGE_SWIFT_NAME(name)
#define EDGE_SWIFT_ENUM(name)
#endif

/* Dimensions that generic kernels (copy, broadcast) can walk. Planners merge dimensions before they run out. */
#define EDGE_MAX_DIMS 6

/* How an int32 accumulator becomes an 8-bit value; spec names in brackets. */
typedef enum EDGE_SWIFT_ENUM(RequantizationRule) edge_requantization {
  /* requant: float per channel; nearest, ties to even [XNN] */
  EDGE_REQUANTIZE_FLOAT EDGE_SWIFT_NAME(float) = 0,
  /* requant: int32 pairs {multiplier, exponent}; two roundings, ties away [REF] */
  EDGE_REQUANTIZE_MBQM EDGE_SWIFT_NAME(mbqm) = 1,
  /* as above, second rounding with ties towards +infinity */
  EDGE_REQUANTIZE_MBQM_UP EDGE_SWIFT_NAME(mbqmUp) = 2,
  /* requant: double per channel; nearest, ties away */
  EDGE_REQUANTIZE_DOUBLE_RHA EDGE_SWIFT_NAME(doubleAway) = 3,
  /* requant: float pairs {scale, offset}; the offset holds the zero points; nearest, ties to even [XNN] */
  EDGE_REQUANTIZE_AFFINE EDGE_SWIFT_NAME(affine) = 4,
  /* int64 accumulators. requant: pairs as of MBQM, of whose multipliers 15 bits count; one rounding, ties up */
  EDGE_REQUANTIZE_REDUCED EDGE_SWIFT_NAME(reduced) = 5
} edge_requantization;

/* How floats become 8-bit values by the range that they have in one run. */
typedef enum EDGE_SWIFT_ENUM(DynamicQuantization) edge_dynamic_quantization {
  /* with a zero point, as XNNPACK does */
  EDGE_DYNAMIC_EVEN EDGE_SWIFT_NAME(even) = 0,
  /* with a zero point, as TFLite's own kernels do */
  EDGE_DYNAMIC_ASYMMETRIC EDGE_SWIFT_NAME(asymmetric) = 1,
  /* zero point 0 */
  EDGE_DYNAMIC_SYMMETRIC EDGE_SWIFT_NAME(symmetric) = 2
} edge_dynamic_quantization;

/* How the accumulators of values so quantized become floats; every operation is rounded. */
typedef enum EDGE_SWIFT_ENUM(DynamicScaling) edge_dynamic_scaling {
  /* fused(accumulator * input scale * weight scale + bias), the first product alone */
  EDGE_DYNAMIC_FUSED EDGE_SWIFT_NAME(fused) = 0,
  /* accumulator * (input scale * weight scale) + bias */
  EDGE_DYNAMIC_PRODUCT_FIRST EDGE_SWIFT_NAME(productFirst) = 1,
  /* accumulator * weight scale * input scale + bias */
  EDGE_DYNAMIC_WEIGHTS_FIRST EDGE_SWIFT_NAME(weightsFirst) = 2,
  /* as above for whole groups of four channels, accumulator * input scale * weight scale + bias for the rest */
  EDGE_DYNAMIC_WEIGHTS_FIRST_BY_FOUR EDGE_SWIFT_NAME(weightsFirstByFour) = 3
} edge_dynamic_scaling;

#include "edge_parameters_elementwise.h"
#include "edge_parameters_products.h"
#include "edge_parameters_selection.h"
#include "edge_parameters_windows.h"

#include "edge_parameters_s16.h"

/* Of a family whose kernels take every operand as it is. */
#define EDGE_UNPACKED (-1)

/* Every family: M(type, name, fields, packed operand). The order is that of the family table. Kernels of a family may
 * want the packed operand, which is constant, rearranged. Families of uint8 values take what those of int8 take. */
#define EDGE_FAMILIES(M)                                                                                               \
  M(edge_conv2d_s8, conv2d_s8, EDGE_CONV2D_S8, 1)                                                                      \
  M(edge_depthwise_conv2d_s8, depthwise_conv2d_s8, EDGE_DEPTHWISE_CONV2D_S8, 1)                                        \
  M(edge_matmul_s8, matmul_s8, EDGE_MATMUL_S8, EDGE_UNPACKED)                                                          \
  M(edge_multiply_s8, multiply_s8, EDGE_MULTIPLY_S8, EDGE_UNPACKED)                                                    \
  M(edge_add_s8, add_s8, EDGE_ADD_S8, EDGE_UNPACKED)                                                                   \
  M(edge_add_mbqm_s8, add_mbqm_s8, EDGE_ADD_MBQM_S8, EDGE_UNPACKED)                                                    \
  M(edge_select_s8, select_s8, EDGE_SELECT_S8, EDGE_UNPACKED)                                                          \
  M(edge_binary_s8, binary_s8, EDGE_BINARY_S8, EDGE_UNPACKED)                                                          \
  M(edge_lookup_8, lookup_8, EDGE_LOOKUP_8, EDGE_UNPACKED)                                                             \
  M(edge_rescale_8, rescale_8, EDGE_RESCALE_8, EDGE_UNPACKED)                                                          \
  M(edge_quantize_f32, quantize_f32, EDGE_QUANTIZE_F32, EDGE_UNPACKED)                                                 \
  M(edge_dequantize_8, dequantize_8, EDGE_DEQUANTIZE_8, EDGE_UNPACKED)                                                 \
  M(edge_softmax_s8, softmax_s8, EDGE_SOFTMAX_S8, EDGE_UNPACKED)                                                       \
  M(edge_softmax_fixed_s8, softmax_fixed_s8, EDGE_SOFTMAX_FIXED_S8, EDGE_UNPACKED)                                     \
  M(edge_max_pool_8, max_pool_8, EDGE_POOL_8, EDGE_UNPACKED)                                                           \
  M(edge_average_pool_8, average_pool_8, EDGE_POOL_8, EDGE_UNPACKED)                                                   \
  M(edge_copy_nd, copy_nd, EDGE_COPY_ND, EDGE_UNPACKED)                                                                \
  M(edge_fill, fill, EDGE_FILL, EDGE_UNPACKED)                                                                         \
  M(edge_gather, gather, EDGE_GATHER, EDGE_UNPACKED)                                                                   \
  M(edge_mean_s8, mean_s8, EDGE_MEAN_S8, EDGE_UNPACKED)                                                                \
  M(edge_gather_nd, gather_nd, EDGE_GATHER_ND, EDGE_UNPACKED)                                                          \
  M(edge_compare, compare, EDGE_COMPARE, EDGE_UNPACKED)                                                                \
  M(edge_binary_integer, binary_integer, EDGE_BINARY_INTEGER, EDGE_UNPACKED)                                           \
  M(edge_choose_nd, choose_nd, EDGE_CHOOSE_ND, EDGE_UNPACKED)                                                          \
  M(edge_cast, cast, EDGE_CAST, EDGE_UNPACKED)                                                                         \
  M(edge_arg_max, arg_max, EDGE_ARG_MAX, EDGE_UNPACKED)                                                                \
  M(edge_top_k, top_k, EDGE_TOP_K, EDGE_UNPACKED)                                                                      \
  M(edge_reduce_integer, reduce_integer, EDGE_REDUCE_INTEGER, EDGE_UNPACKED)                                           \
  M(edge_sum_s8, sum_s8, EDGE_SUM_S8, EDGE_UNPACKED)                                                                   \
  M(edge_normalize_s8, normalize_s8, EDGE_NORMALIZE_S8, EDGE_UNPACKED)                                                 \
  M(edge_log_softmax_s8, log_softmax_s8, EDGE_LOG_SOFTMAX_S8, EDGE_UNPACKED)                                           \
  M(edge_normalize_f32, normalize_f32, EDGE_NORMALIZE_F32, EDGE_UNPACKED)                                              \
  M(edge_detect_f32, detect_f32, EDGE_DETECT_F32, EDGE_UNPACKED)                                                       \
  M(edge_resize_bilinear_s8, resize_bilinear_s8, EDGE_RESIZE_BILINEAR_S8, EDGE_UNPACKED)                               \
  M(edge_resize_nearest, resize_nearest, EDGE_RESIZE_NEAREST, EDGE_UNPACKED)                                           \
  M(edge_conv2d_f32, conv2d_f32, EDGE_CONV2D_F32, 1)                                                                   \
  M(edge_depthwise_conv2d_f32, depthwise_conv2d_f32, EDGE_CONV2D_F32, EDGE_UNPACKED)                                   \
  M(edge_transpose_conv_f32, transpose_conv_f32, EDGE_TRANSPOSE_CONV_F32, EDGE_UNPACKED)                               \
  M(edge_matmul_f32, matmul_f32, EDGE_MATMUL_F32, EDGE_UNPACKED)                                                       \
  M(edge_binary_f32, binary_f32, EDGE_BINARY_F32, EDGE_UNPACKED)                                                       \
  M(edge_unary_f32, unary_f32, EDGE_UNARY_F32, EDGE_UNPACKED)                                                          \
  M(edge_binary_function_f32, binary_function_f32, EDGE_BINARY_F32, EDGE_UNPACKED)                                     \
  M(edge_unary_function_f32, unary_function_f32, EDGE_UNARY_F32, EDGE_UNPACKED)                                        \
  M(edge_softmax_f32, softmax_f32, EDGE_SOFTMAX_F32, EDGE_UNPACKED)                                                    \
  M(edge_pool_f32, pool_f32, EDGE_POOL_F32, EDGE_UNPACKED)                                                             \
  M(edge_reduce_f32, reduce_f32, EDGE_REDUCE_F32, EDGE_UNPACKED)                                                       \
  M(edge_resize_bilinear_f32, resize_bilinear_f32, EDGE_RESIZE_BILINEAR_F32, EDGE_UNPACKED)                            \
  M(edge_conv2d_u8, conv2d_u8, EDGE_CONV2D_U8, 1)                                                                      \
  M(edge_depthwise_conv2d_u8, depthwise_conv2d_u8, EDGE_DEPTHWISE_CONV2D_U8, 1)                                        \
  M(edge_multiply_u8, multiply_u8, EDGE_MULTIPLY_S8, EDGE_UNPACKED)                                                    \
  M(edge_add_u8, add_u8, EDGE_ADD_S8, EDGE_UNPACKED)                                                                   \
  M(edge_add_mbqm_u8, add_mbqm_u8, EDGE_ADD_MBQM_S8, EDGE_UNPACKED)                                                    \
  M(edge_select_u8, select_u8, EDGE_SELECT_S8, EDGE_UNPACKED)                                                          \
  M(edge_softmax_u8, softmax_u8, EDGE_SOFTMAX_S8, EDGE_UNPACKED)                                                       \
  M(edge_softmax_fixed_u8, softmax_fixed_u8, EDGE_SOFTMAX_FIXED_S8, EDGE_UNPACKED)                                     \
  M(edge_mean_u8, mean_u8, EDGE_MEAN_S8, EDGE_UNPACKED)                                                                \
  M(edge_resize_bilinear_u8, resize_bilinear_u8, EDGE_RESIZE_BILINEAR_S8, EDGE_UNPACKED)                               \
  M(edge_resize_bilinear_float_u8, resize_bilinear_float_u8, EDGE_RESIZE_BILINEAR_F32, EDGE_UNPACKED)                  \
  M(edge_conv2d_f32_s8, conv2d_f32_s8, EDGE_CONV2D_F32_S8, 1)                                                          \
  M(edge_depthwise_conv2d_f32_s8, depthwise_conv2d_f32_s8, EDGE_CONV2D_F32_S8, EDGE_UNPACKED)                          \
  M(edge_conv2d_s16, conv2d_s16, EDGE_CONV2D_S8, EDGE_UNPACKED)                                                        \
  M(edge_depthwise_conv2d_s16, depthwise_conv2d_s16, EDGE_DEPTHWISE_CONV2D_S8, EDGE_UNPACKED)                          \
  M(edge_multiply_s16, multiply_s16, EDGE_MULTIPLY_S8, EDGE_UNPACKED)                                                  \
  M(edge_add_s16, add_s16, EDGE_ADD_S16, EDGE_UNPACKED)                                                                \
  M(edge_quantize_f32_s16, quantize_f32_s16, EDGE_QUANTIZE_F32, EDGE_UNPACKED)                                         \
  M(edge_rescale_s16, rescale_s16, EDGE_RESCALE_S16, EDGE_UNPACKED)                                                    \
  M(edge_dequantize_s16, dequantize_s16, EDGE_DEQUANTIZE_8, EDGE_UNPACKED)                                             \
  M(edge_logistic_s16, logistic_s16, EDGE_LOGISTIC_S16, EDGE_UNPACKED)                                                 \
  M(edge_softmax_s16, softmax_s16, EDGE_SOFTMAX_S16, EDGE_UNPACKED)                                                    \
  M(edge_mean_s16, mean_s16, EDGE_MEAN_S8, EDGE_UNPACKED)                                                              \
  M(edge_max_pool_s16, max_pool_s16, EDGE_POOL_8, EDGE_UNPACKED)                                                       \
  M(edge_average_pool_s16, average_pool_s16, EDGE_POOL_8, EDGE_UNPACKED)

/* The families by number, which is their place in the family table. */
#define EDGE_FAMILY_NUMBER(type, name, fields, packed) EDGE_FAMILY_##name EDGE_SWIFT_NAME(name),
typedef enum EDGE_SWIFT_ENUM(KernelFamily) edge_family_number { EDGE_FAMILIES(EDGE_FAMILY_NUMBER) } edge_family_number;

#define EDGE_DECLARE_INT(name)      int32_t name;
#define EDGE_DECLARE_FLOAT(name)    float name;
#define EDGE_DECLARE_ARRAY(name, n) int32_t name[n];
#define EDGE_DECLARE_STRUCTURE(type, name, fields, packed)                                                             \
  typedef struct type {                                                                                                \
    fields(EDGE_DECLARE_INT, EDGE_DECLARE_FLOAT, EDGE_DECLARE_ARRAY)                                                   \
  } type;
EDGE_FAMILIES(EDGE_DECLARE_STRUCTURE)

#endif
