/* Portable sources of elementwise families compiled once more for 512-bit vectors.
 *
 * Compilers vectorise these loops well; what they need is leave to use the instructions. The functions are the portable
 * ones under other names, so results are the same by construction.
 */
#include "edge_broadcast.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

size_t edge_average_pool_8__avx512vnni_scratch(const void *parameters) {
  return edge_average_pool_8__portable_scratch(parameters);
}

size_t edge_conv2d_f32__avx512vnni_packed(const void *parameters) {
  return edge_conv2d_f32__portable_packed(parameters);
}

void edge_conv2d_f32__avx512vnni_pack(const void *parameters, const void *from, void *packed) {
  edge_conv2d_f32__portable_pack(parameters, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#define EDGE_VARIANT(family) edge_##family##__avx512vnni
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl"))), apply_to = function)
#include "portable_x86_template.h"
#pragma clang attribute pop
#endif
