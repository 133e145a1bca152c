/* Every kernel function there is. K(family, variant, scratch, packs, source, needs...): scratch and packs say whether
 * the kernel has scratch-size and packing functions, which exist on every machine; `source` is the file that defines it
 * and `needs` names the kernels whose functions it calls, or is NULL. Within a family the fastest variant comes first.
 */
#ifndef EDGE_KERNEL_FUNCTIONS_H
#define EDGE_KERNEL_FUNCTIONS_H

#include "edge_kernels.h"

#define EDGE_KERNELS(K)                                                                                                \
  K(conv2d_s8, avx512vnni, 1, 1, "conv2d_s8_avx512vnni.c", "conv2d_s8__portable_wide")                                 \
  K(conv2d_s8, avxvnni, 1, 1, "conv2d_s8_avxvnni.c", "conv2d_s8__portable_wide")                                       \
  K(conv2d_s8, avx2, 1, 1, "conv2d_s8_avx2.c", "conv2d_s8__portable_wide")                                             \
  K(conv2d_s8, mve, 1, 1, "conv2d_s8_mve.c", NULL)                                                                     \
  K(conv2d_s8, dsp, 1, 1, "conv2d_s8_dsp.c", NULL)                                                                     \
  K(conv2d_s8, portable_wide, 1, 1, "conv2d_s8_portable_wide.c", NULL)                                                 \
  K(conv2d_s8, portable, 1, 1, "conv2d_s8_portable.c", NULL)                                                           \
  K(depthwise_conv2d_s8, avx512vnni, 1, 1, "depthwise_conv2d_s8_avx512vnni.c", "depthwise_conv2d_s8__portable")        \
  K(depthwise_conv2d_s8, avx2, 1, 1, "depthwise_conv2d_s8_avx2.c", "depthwise_conv2d_s8__portable")                    \
  K(depthwise_conv2d_s8, mve, 1, 0, "depthwise_conv2d_s8_mve.c", "depthwise_conv2d_s8__portable")                      \
  K(depthwise_conv2d_s8, dsp, 1, 0, "depthwise_conv2d_s8_dsp.c", "depthwise_conv2d_s8__portable")                      \
  K(depthwise_conv2d_s8, portable, 1, 0, "depthwise_conv2d_s8_portable.c", NULL)                                       \
  K(matmul_s8, portable, 0, 0, "matmul_s8_portable.c", NULL)                                                           \
  K(multiply_s8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                      \
  K(multiply_s8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                  \
  K(multiply_s8, mve, 0, 0, "elementwise_s8_mve.c", "multiply_s8__portable")                                           \
  K(multiply_s8, dsp, 0, 0, "elementwise_s8_dsp.c", "multiply_s8__portable")                                           \
  K(multiply_s8, portable, 0, 0, "elementwise_s8_portable.c", NULL)                                                    \
  K(add_s8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                           \
  K(add_s8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                       \
  K(add_s8, mve, 0, 0, "elementwise_s8_mve.c", "add_s8__portable")                                                     \
  K(add_s8, dsp, 0, 0, "elementwise_s8_dsp.c", "add_s8__portable")                                                     \
  K(add_s8, portable, 0, 0, "elementwise_s8_portable.c", NULL)                                                         \
  K(add_mbqm_s8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                      \
  K(add_mbqm_s8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                  \
  K(add_mbqm_s8, mve, 0, 0, "elementwise_s8_mve.c", "add_mbqm_s8__portable")                                           \
  K(add_mbqm_s8, dsp, 0, 0, "add_mbqm_s8_dsp.c", "add_mbqm_s8__portable")                                              \
  K(add_mbqm_s8, portable, 0, 0, "elementwise_s8_portable.c", NULL)                                                    \
  K(select_s8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                        \
  K(select_s8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                    \
  K(select_s8, mve, 0, 0, "elementwise_s8_mve.c", "select_s8__portable")                                               \
  K(select_s8, dsp, 0, 0, "elementwise_s8_dsp.c", "select_s8__portable")                                               \
  K(select_s8, portable, 0, 0, "elementwise_s8_portable.c", NULL)                                                      \
  K(lookup_8, avx512vnni, 0, 0, "lookup_8_avx512vnni.c", NULL)                                                         \
  K(lookup_8, mve, 0, 0, "elementwise_s8_mve.c", NULL)                                                                 \
  K(lookup_8, dsp, 0, 0, "lookup_8_dsp.c", NULL)                                                                       \
  K(lookup_8, portable, 0, 0, "convert_8_portable.c", NULL)                                                            \
  K(rescale_8, portable, 0, 0, "convert_8_portable.c", NULL)                                                           \
  K(quantize_f32, portable, 0, 0, "convert_8_portable.c", NULL)                                                        \
  K(dequantize_8, portable, 0, 0, "convert_8_portable.c", NULL)                                                        \
  K(softmax_s8, avx512vnni, 0, 0, "softmax_s8_avx512vnni.c", "softmax_s8__portable")                                   \
  K(softmax_s8, avx2, 0, 0, "softmax_s8_avx2.c", "softmax_s8__portable")                                               \
  K(softmax_s8, portable, 0, 0, "softmax_s8_portable.c", NULL)                                                         \
  K(softmax_fixed_s8, portable, 0, 0, "softmax_s8_portable.c", NULL)                                                   \
  K(max_pool_8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                       \
  K(max_pool_8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                   \
  K(max_pool_8, mve, 1, 0, "max_pool_8_mve.c", NULL)                                                                   \
  K(max_pool_8, dsp, 1, 0, "max_pool_8_dsp.c", NULL)                                                                   \
  K(max_pool_8, portable, 0, 0, "pool_portable.c", NULL)                                                               \
  K(average_pool_8, avx512vnni, 1, 0, "portable_avx512vnni.c", "average_pool_8__portable")                             \
  K(average_pool_8, avx2, 1, 0, "portable_avx2.c", "average_pool_8__portable")                                         \
  K(average_pool_8, mve, 1, 0, "average_pool_8_mve.c", "average_pool_8__portable")                                     \
  K(average_pool_8, dsp, 1, 0, "average_pool_8_dsp.c", "average_pool_8__portable")                                     \
  K(average_pool_8, portable, 1, 0, "pool_portable.c", NULL)                                                           \
  K(copy_nd, portable, 0, 0, "movement_portable.c", NULL)                                                              \
  K(fill, portable, 0, 0, "movement_portable.c", NULL)                                                                 \
  K(gather, portable, 0, 0, "movement_portable.c", NULL)                                                               \
  K(binary_s8, portable, 0, 0, "binary_s8_portable.c", NULL)                                                           \
  K(gather_nd, portable, 0, 0, "movement_portable.c", NULL)                                                            \
  K(compare, portable, 0, 0, "selection_portable.c", NULL)                                                             \
  K(binary_integer, portable, 0, 0, "binary_integer_portable.c", NULL)                                                 \
  K(choose_nd, portable, 0, 0, "selection_portable.c", NULL)                                                           \
  K(cast, portable, 0, 0, "selection_portable.c", NULL)                                                                \
  K(arg_max, portable, 0, 0, "selection_portable.c", NULL)                                                             \
  K(top_k, portable, 0, 0, "selection_portable.c", NULL)                                                               \
  K(reduce_integer, portable, 0, 0, "reduce_portable.c", NULL)                                                         \
  K(sum_s8, portable, 1, 0, "reduce_portable.c", NULL)                                                                 \
  K(normalize_s8, portable, 0, 0, "normalize_portable.c", NULL)                                                        \
  K(log_softmax_s8, portable, 0, 0, "normalize_portable.c", NULL)                                                      \
  K(normalize_f32, portable, 0, 0, "normalize_portable.c", NULL)                                                       \
  K(detect_f32, portable, 1, 0, "detect_f32_portable.c", NULL)                                                         \
  K(mean_s8, portable, 1, 0, "reduce_s8_portable.c", NULL)                                                             \
  K(resize_bilinear_s8, portable, 0, 0, "reduce_s8_portable.c", NULL)                                                  \
  K(resize_nearest, portable, 0, 0, "movement_portable.c", NULL)                                                       \
  K(conv2d_f32, avx512vnni, 0, 1, "portable_avx512vnni.c", "conv2d_f32__portable")                                     \
  K(conv2d_f32, avx2, 0, 1, "portable_avx2.c", "conv2d_f32__portable")                                                 \
  K(conv2d_f32, portable, 0, 1, "products_f32_portable.c", NULL)                                                       \
  K(depthwise_conv2d_f32, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                             \
  K(depthwise_conv2d_f32, avx2, 0, 0, "portable_avx2.c", NULL)                                                         \
  K(depthwise_conv2d_f32, portable, 0, 0, "products_f32_portable.c", NULL)                                             \
  K(transpose_conv_f32, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                               \
  K(transpose_conv_f32, avx2, 0, 0, "portable_avx2.c", NULL)                                                           \
  K(transpose_conv_f32, portable, 0, 0, "products_f32_portable.c", NULL)                                               \
  K(matmul_f32, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                       \
  K(matmul_f32, avx2, 0, 0, "portable_avx2.c", NULL)                                                                   \
  K(matmul_f32, portable, 0, 0, "products_f32_portable.c", NULL)                                                       \
  K(binary_f32, portable, 0, 0, "elementwise_f32_portable.c", NULL)                                                    \
  K(unary_f32, portable, 0, 0, "elementwise_f32_portable.c", NULL)                                                     \
  K(binary_function_f32, portable, 0, 0, "functions_f32_portable.c", NULL)                                             \
  K(unary_function_f32, portable, 0, 0, "functions_f32_portable.c", NULL)                                              \
  K(softmax_f32, portable, 0, 0, "elementwise_f32_portable.c", NULL)                                                   \
  K(pool_f32, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                         \
  K(pool_f32, avx2, 0, 0, "portable_avx2.c", NULL)                                                                     \
  K(pool_f32, portable, 0, 0, "pool_portable.c", NULL)                                                                 \
  K(reduce_f32, portable, 0, 0, "elementwise_f32_portable.c", NULL)                                                    \
  K(resize_bilinear_f32, portable, 0, 0, "resize_bilinear_float_portable.c", NULL)                                     \
  K(conv2d_u8, avx2, 1, 1, "conv2d_wide_avx2.c", "conv2d_u8__portable_wide", "conv2d_f32_s8__portable")                \
  K(conv2d_u8, portable_wide, 1, 1, "conv2d_u8_portable_wide.c", NULL)                                                 \
  K(conv2d_u8, portable, 1, 1, "conv2d_u8_portable.c", NULL)                                                           \
  K(depthwise_conv2d_u8, portable, 1, 0, "depthwise_conv2d_u8_portable.c", NULL)                                       \
  K(multiply_u8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                      \
  K(multiply_u8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                  \
  K(multiply_u8, portable, 0, 0, "elementwise_u8_portable.c", NULL)                                                    \
  K(add_u8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                           \
  K(add_u8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                       \
  K(add_u8, portable, 0, 0, "elementwise_u8_portable.c", NULL)                                                         \
  K(add_mbqm_u8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                      \
  K(add_mbqm_u8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                  \
  K(add_mbqm_u8, portable, 0, 0, "elementwise_u8_portable.c", NULL)                                                    \
  K(select_u8, avx512vnni, 0, 0, "portable_avx512vnni.c", NULL)                                                        \
  K(select_u8, avx2, 0, 0, "portable_avx2.c", NULL)                                                                    \
  K(select_u8, portable, 0, 0, "elementwise_u8_portable.c", NULL)                                                      \
  K(softmax_u8, portable, 0, 0, "softmax_u8_portable.c", NULL)                                                         \
  K(softmax_fixed_u8, portable, 0, 0, "softmax_u8_portable.c", NULL)                                                   \
  K(mean_u8, portable, 1, 0, "reduce_u8_portable.c", NULL)                                                             \
  K(resize_bilinear_u8, portable, 0, 0, "reduce_u8_portable.c", NULL)                                                  \
  K(resize_bilinear_float_u8, portable, 0, 0, "resize_bilinear_float_portable.c", NULL)                                \
  K(conv2d_f32_s8, avx2, 1, 1, "conv2d_wide_avx2.c", "conv2d_u8__portable_wide", "conv2d_f32_s8__portable")            \
  K(conv2d_f32_s8, portable, 1, 1, "conv2d_f32_s8_portable.c", NULL)                                                   \
  K(depthwise_conv2d_f32_s8, portable, 1, 0, "depthwise_conv2d_f32_s8_portable.c", NULL)                               \
  K(conv2d_s16, portable, 0, 0, "products_s16_portable.c", NULL)                                                       \
  K(depthwise_conv2d_s16, portable, 1, 0, "products_s16_portable.c", NULL)                                             \
  K(multiply_s16, portable, 0, 0, "elementwise_s16_portable.c", NULL)                                                  \
  K(add_s16, portable, 0, 0, "elementwise_s16_portable.c", NULL)                                                       \
  K(quantize_f32_s16, portable, 0, 0, "elementwise_s16_portable.c", NULL)                                              \
  K(rescale_s16, portable, 0, 0, "elementwise_s16_portable.c", NULL)                                                   \
  K(dequantize_s16, portable, 0, 0, "elementwise_s16_portable.c", NULL)                                                \
  K(logistic_s16, portable, 0, 0, "functions_s16_portable.c", NULL)                                                    \
  K(softmax_s16, portable, 0, 0, "functions_s16_portable.c", NULL)                                                     \
  K(mean_s16, portable, 1, 0, "pool_s16_portable.c", NULL)                                                             \
  K(max_pool_s16, portable, 0, 0, "pool_s16_portable.c", NULL)                                                         \
  K(average_pool_s16, portable, 0, 0, "pool_s16_portable.c", NULL)

/* Instruction sets that the kernels of each variant need, all of them. */
#define EDGE_ISA_avx512vnni    EDGE_ISA_X86_AVX512_VNNI
#define EDGE_ISA_avxvnni       (EDGE_ISA_X86_AVX2 | EDGE_ISA_X86_AVX_VNNI)
#define EDGE_ISA_avx2          EDGE_ISA_X86_AVX2
#define EDGE_ISA_mve           EDGE_ISA_ARM_MVE
#define EDGE_ISA_dsp           EDGE_ISA_ARM_DSP
#define EDGE_ISA_portable_wide EDGE_ISA_PORTABLE
#define EDGE_ISA_portable      EDGE_ISA_PORTABLE

/* A variant's function where it is compiled, else null. */
#define EDGE_BUILT_avx512vnni(x)    EDGE_BUILT_X86(x)
#define EDGE_BUILT_avxvnni(x)       EDGE_BUILT_X86(x)
#define EDGE_BUILT_avx2(x)          EDGE_BUILT_X86(x)
#define EDGE_BUILT_portable_wide(x) x
#define EDGE_BUILT_portable(x)      x

#if defined(__x86_64__) && defined(__clang__)
#define EDGE_BUILT_X86(x) x
#else
#define EDGE_BUILT_X86(x) NULL
#endif

/* Microcontrollers: integer SIMD in 32-bit registers, and Helium with floats. */
#if defined(__arm__) && defined(__ARM_FEATURE_DSP) && defined(__ARM_FEATURE_SIMD32)
#define EDGE_HAS_DSP      1
#define EDGE_BUILT_dsp(x) x
#else
#define EDGE_HAS_DSP      0
#define EDGE_BUILT_dsp(x) NULL
#endif
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 3) == 3
#define EDGE_HAS_MVE      1
#define EDGE_BUILT_mve(x) x
#else
#define EDGE_HAS_MVE      0
#define EDGE_BUILT_mve(x) NULL
#endif

#define EDGE_IF_1(x) x
#define EDGE_IF_0(x)
#define EDGE_OR_NULL_1(x) x
#define EDGE_OR_NULL_0(x) NULL

#define EDGE_DECLARE_KERNEL(family, variant, scratch, packs, source, ...)                                              \
  void edge_##family##__##variant(const void *parameters, void *const *operands, void *scratch_memory);                \
  EDGE_IF_##scratch(size_t edge_##family##__##variant##_scratch(const void *parameters);)                              \
      EDGE_IF_##packs(size_t edge_##family##__##variant##_packed(const void *parameters);) EDGE_IF_##packs(            \
          void edge_##family##__##variant##_pack(const void *parameters, const void *from, void *packed);)
EDGE_KERNELS(EDGE_DECLARE_KERNEL)

#endif
