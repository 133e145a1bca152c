/* conv2d_u8, portable, for machines with memory to spare: packing widens weights to int16, less their zero point. */
#include "edge_conv2d_s8.h"
#include "edge_kernel_functions.h"

#define EDGE_NAME(x)         conv2d_u8_portable_wide_##x
#define EDGE_PARAMETERS      edge_conv2d_u8
#define EDGE_INPUT           uint8_t
#define EDGE_OUTPUT          uint8_t
#define EDGE_WEIGHT          int16_t
#define EDGE_ZERO(p)         0
#define EDGE_FACTOR(w, zero) (w)
#include "conv2d_8_store_template.h"
#include "conv2d_8_template.h"

void edge_conv2d_u8__portable_wide(const void *parameters, void *const *operands, void *scratch) {
  conv2d_u8_portable_wide_run(parameters, operands, scratch);
}

#ifndef EDGE_RUN_FUNCTIONS_ONLY
size_t edge_conv2d_u8__portable_wide_scratch(const void *parameters) {
  return edge_conv2d_u8_patch_scratch((const edge_conv2d_u8 *)parameters);
}

size_t edge_conv2d_u8__portable_wide_packed(const void *parameters) {
  const edge_conv2d_u8 *p = (const edge_conv2d_u8 *)parameters;
  return (size_t)p->output_channels * (size_t)edge_conv2d_u8_padded_depth(p) * sizeof(int16_t);
}

void edge_conv2d_u8__portable_wide_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_u8 *p = (const edge_conv2d_u8 *)parameters;
  const uint8_t *weights = (const uint8_t *)from;
  int16_t *to = (int16_t *)packed;
  const int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  const int32_t padded = edge_conv2d_u8_padded_depth(p);
  for (int32_t c = 0; c < p->output_channels; c++)
    for (int32_t k = 0; k < padded; k++)
      to[(ptrdiff_t)c * padded + k] =
          k < depth ? (int16_t)(weights[(ptrdiff_t)c * depth + k] - p->weights_zero_point) : 0;
}
#endif
