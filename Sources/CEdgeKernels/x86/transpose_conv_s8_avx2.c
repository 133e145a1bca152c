/* transpose_conv_s8 for AVX2: its phases are convolutions. */
#include "edge_conv2d_s8_phases.h"

size_t edge_transpose_conv_s8__avx2_scratch(const void *parameters) {
  const edge_transpose_conv_s8 *p = (const edge_transpose_conv_s8 *)parameters;
  return edge_has_no_phases(p) ? edge_transpose_conv_s8__portable_scratch(p)
                               : edge_phases_scratch(p, edge_conv2d_s8__avx2_scratch);
}

size_t edge_transpose_conv_s8__avx2_packed(const void *parameters) {
  return edge_phases_packed((const edge_transpose_conv_s8 *)parameters, edge_conv2d_s8__avx2_packed);
}

void edge_transpose_conv_s8__avx2_pack(const void *parameters, const void *from, void *packed) {
  edge_phases_pack((const edge_transpose_conv_s8 *)parameters, from, packed, edge_conv2d_s8__avx2_packed,
                   edge_conv2d_s8__avx2_pack_weights);
}

#if defined(__x86_64__) && defined(__clang__)
void edge_transpose_conv_s8__avx2(const void *parameters, void *const *operands, void *scratch) {
  const edge_transpose_conv_s8 *p = (const edge_transpose_conv_s8 *)parameters;
  if (edge_has_no_phases(p))
    edge_transpose_conv_s8__portable(parameters, operands, scratch);
  else
    edge_phases_run(p, operands, scratch, edge_conv2d_s8__avx2_packed, edge_conv2d_s8__avx2_convolve);
}
#endif
