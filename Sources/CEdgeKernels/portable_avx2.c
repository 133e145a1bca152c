/* Portable sources of elementwise families compiled once more for 256-bit vectors.
 *
 * Compilers vectorise these loops well; what they need is leave to use the instructions. The functions are the portable
 * ones under other names, so results are the same by construction.
 */
#include "edge_broadcast.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

size_t edge_average_pool_8__avx2_scratch(const void *parameters) {
  return edge_average_pool_8__portable_scratch(parameters);
}

size_t edge_conv2d_f32__avx2_packed(const void *parameters) {
  return edge_conv2d_f32__portable_packed(parameters);
}

void edge_conv2d_f32__avx2_pack(const void *parameters, const void *from, void *packed) {
  edge_conv2d_f32__portable_pack(parameters, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#define EDGE_RUN_FUNCTIONS_ONLY
#define edge_multiply_s8__portable          edge_multiply_s8__avx2
#define edge_add_s8__portable               edge_add_s8__avx2
#define edge_add_mbqm_s8__portable          edge_add_mbqm_s8__avx2
#define edge_select_s8__portable            edge_select_s8__avx2
#define edge_max_pool_8__portable           edge_max_pool_8__avx2
#define edge_average_pool_8__portable       edge_average_pool_8__avx2
#define edge_pool_f32__portable             edge_pool_f32__avx2
#define edge_conv2d_f32__portable           edge_conv2d_f32__avx2
#define edge_depthwise_conv2d_f32__portable edge_depthwise_conv2d_f32__avx2
#define edge_transpose_conv_f32__portable   edge_transpose_conv_f32__avx2
#define edge_matmul_f32__portable           edge_matmul_f32__avx2
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "elementwise_s8_portable.c"
#include "pool_portable.c"
#include "products_f32_portable.c"
#pragma clang attribute pop
#endif
