/* Every kernel function there is. K(family, variant, isa, built, scratch, packs): `built` is the machine it is compiled
 * for (ANY, X86, DSP, MVE); scratch and packs say whether the kernel has scratch-size and packing functions, which
 * exist on every machine. Within a family the fastest variant comes first. */
#ifndef EDGE_KERNEL_FUNCTIONS_H
#define EDGE_KERNEL_FUNCTIONS_H

#include "edge_kernels.h"

#define EDGE_KERNELS(K)                                                                                                \
  K(conv2d_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 1, 1)                                                        \
  K(conv2d_s8, avxvnni, EDGE_ISA_X86_AVX2 | EDGE_ISA_X86_AVX_VNNI, X86, 1, 1)                                          \
  K(conv2d_s8, avx2, EDGE_ISA_X86_AVX2, X86, 1, 1)                                                                     \
  K(conv2d_s8, mve, EDGE_ISA_ARM_MVE, MVE, 1, 1)                                                                       \
  K(conv2d_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 1, 1)                                                                       \
  K(conv2d_s8, portable_wide, EDGE_ISA_PORTABLE, ANY, 1, 1)                                                            \
  K(conv2d_s8, portable, EDGE_ISA_PORTABLE, ANY, 1, 1)                                                                 \
  K(depthwise_conv2d_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 1, 1)                                              \
  K(depthwise_conv2d_s8, avx2, EDGE_ISA_X86_AVX2, X86, 1, 1)                                                           \
  K(depthwise_conv2d_s8, mve, EDGE_ISA_ARM_MVE, MVE, 1, 0)                                                             \
  K(depthwise_conv2d_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 1, 0)                                                             \
  K(depthwise_conv2d_s8, portable, EDGE_ISA_PORTABLE, ANY, 1, 0)                                                       \
  K(transpose_conv_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 1, 1)                                                \
  K(transpose_conv_s8, avxvnni, EDGE_ISA_X86_AVX2 | EDGE_ISA_X86_AVX_VNNI, X86, 1, 1)                                  \
  K(transpose_conv_s8, avx2, EDGE_ISA_X86_AVX2, X86, 1, 1)                                                             \
  K(transpose_conv_s8, mve, EDGE_ISA_ARM_MVE, MVE, 1, 1)                                                               \
  K(transpose_conv_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 1, 1)                                                               \
  K(transpose_conv_s8, portable, EDGE_ISA_PORTABLE, ANY, 1, 0)                                                         \
  K(matmul_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                 \
  K(multiply_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                      \
  K(multiply_s8, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                   \
  K(multiply_s8, mve, EDGE_ISA_ARM_MVE, MVE, 0, 0)                                                                     \
  K(multiply_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 0, 0)                                                                     \
  K(multiply_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                               \
  K(add_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                           \
  K(add_s8, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                        \
  K(add_s8, mve, EDGE_ISA_ARM_MVE, MVE, 0, 0)                                                                          \
  K(add_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 0, 0)                                                                          \
  K(add_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                    \
  K(add_mbqm_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                      \
  K(add_mbqm_s8, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                   \
  K(add_mbqm_s8, mve, EDGE_ISA_ARM_MVE, MVE, 0, 0)                                                                     \
  K(add_mbqm_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 0, 0)                                                                     \
  K(add_mbqm_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                               \
  K(select_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                        \
  K(select_s8, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                     \
  K(select_s8, mve, EDGE_ISA_ARM_MVE, MVE, 0, 0)                                                                       \
  K(select_s8, dsp, EDGE_ISA_ARM_DSP, DSP, 0, 0)                                                                       \
  K(select_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                 \
  K(lookup_8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                         \
  K(lookup_8, mve, EDGE_ISA_ARM_MVE, MVE, 0, 0)                                                                        \
  K(lookup_8, dsp, EDGE_ISA_ARM_DSP, DSP, 0, 0)                                                                        \
  K(lookup_8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                  \
  K(rescale_8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                 \
  K(quantize_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                              \
  K(dequantize_8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                              \
  K(softmax_s8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                       \
  K(softmax_s8, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                    \
  K(softmax_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                \
  K(softmax_fixed_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                          \
  K(max_pool_8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                       \
  K(max_pool_8, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                    \
  K(max_pool_8, mve, EDGE_ISA_ARM_MVE, MVE, 1, 0)                                                                      \
  K(max_pool_8, dsp, EDGE_ISA_ARM_DSP, DSP, 1, 0)                                                                      \
  K(max_pool_8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                \
  K(average_pool_8, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 1, 0)                                                   \
  K(average_pool_8, avx2, EDGE_ISA_X86_AVX2, X86, 1, 0)                                                                \
  K(average_pool_8, mve, EDGE_ISA_ARM_MVE, MVE, 1, 0)                                                                  \
  K(average_pool_8, dsp, EDGE_ISA_ARM_DSP, DSP, 1, 0)                                                                  \
  K(average_pool_8, portable, EDGE_ISA_PORTABLE, ANY, 1, 0)                                                            \
  K(copy_nd, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                   \
  K(fill, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                      \
  K(gather, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                    \
  K(mean_s8, portable, EDGE_ISA_PORTABLE, ANY, 1, 0)                                                                   \
  K(resize_bilinear_s8, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                        \
  K(resize_nearest, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                            \
  K(conv2d_f32, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 1)                                                       \
  K(conv2d_f32, avx2, EDGE_ISA_X86_AVX2, X86, 0, 1)                                                                    \
  K(conv2d_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 1)                                                                \
  K(depthwise_conv2d_f32, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                             \
  K(depthwise_conv2d_f32, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                          \
  K(depthwise_conv2d_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                      \
  K(transpose_conv_f32, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                               \
  K(transpose_conv_f32, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                            \
  K(transpose_conv_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                        \
  K(matmul_f32, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                       \
  K(matmul_f32, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                    \
  K(matmul_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                \
  K(binary_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                \
  K(unary_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                 \
  K(softmax_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                               \
  K(pool_f32, avx512vnni, EDGE_ISA_X86_AVX512_VNNI, X86, 0, 0)                                                         \
  K(pool_f32, avx2, EDGE_ISA_X86_AVX2, X86, 0, 0)                                                                      \
  K(pool_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                  \
  K(reduce_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)                                                                \
  K(resize_bilinear_f32, portable, EDGE_ISA_PORTABLE, ANY, 0, 0)

/* The function where it was compiled, else null. */
#define EDGE_BUILT_ANY(x) x
#if defined(__x86_64__) && defined(__clang__)
#define EDGE_BUILT_X86(x) x
#else
#define EDGE_BUILT_X86(x) NULL
#endif

/* Microcontrollers: integer SIMD in 32-bit registers, and Helium with floats. */
#if defined(__arm__) && defined(__ARM_FEATURE_DSP) && defined(__ARM_FEATURE_SIMD32)
#define EDGE_HAS_DSP      1
#define EDGE_BUILT_DSP(x) x
#else
#define EDGE_HAS_DSP      0
#define EDGE_BUILT_DSP(x) NULL
#endif
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 3) == 3
#define EDGE_HAS_MVE      1
#define EDGE_BUILT_MVE(x) x
#else
#define EDGE_HAS_MVE      0
#define EDGE_BUILT_MVE(x) NULL
#endif

#define EDGE_IF_1(x) x
#define EDGE_IF_0(x)
#define EDGE_OR_NULL_1(x) x
#define EDGE_OR_NULL_0(x) NULL

#define EDGE_DECLARE_KERNEL(family, variant, isa, built, scratch, packs)                                               \
  void edge_##family##__##variant(const void *parameters, void *const *operands, void *scratch_memory);                \
  EDGE_IF_##scratch(size_t edge_##family##__##variant##_scratch(const void *parameters);)                              \
      EDGE_IF_##packs(size_t edge_##family##__##variant##_packed(const void *parameters);) EDGE_IF_##packs(            \
          void edge_##family##__##variant##_pack(const void *parameters, const void *from, void *packed);)
EDGE_KERNELS(EDGE_DECLARE_KERNEL)

#endif
