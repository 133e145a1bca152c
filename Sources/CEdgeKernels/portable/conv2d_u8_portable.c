/* conv2d_u8, portable: the definition of correct. Weights stay bytes, padded per output channel by what stands for 0.
 */
#include "edge_conv2d_s8.h"
#include "edge_kernel_functions.h"

#define EDGE_NAME(x)         conv2d_u8_portable_##x
#define EDGE_PARAMETERS      edge_conv2d_u8
#define EDGE_INPUT           uint8_t
#define EDGE_OUTPUT          uint8_t
#define EDGE_WEIGHT          uint8_t
#define EDGE_ZERO(p)         (p)->weights_zero_point
#define EDGE_FACTOR(w, zero) ((w) - (zero))
#include "conv2d_8_store_template.h"
#include "conv2d_8_template.h"

void edge_conv2d_u8__portable(const void *parameters, void *const *operands, void *scratch) {
  conv2d_u8_portable_run(parameters, operands, scratch);
}

size_t edge_conv2d_u8__portable_scratch(const void *parameters) {
  return edge_conv2d_u8_patch_scratch((const edge_conv2d_u8 *)parameters);
}

size_t edge_conv2d_u8__portable_packed(const void *parameters) {
  const edge_conv2d_u8 *p = (const edge_conv2d_u8 *)parameters;
  return (size_t)p->output_channels * (size_t)edge_conv2d_u8_padded_depth(p);
}

void edge_conv2d_u8__portable_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_u8 *p = (const edge_conv2d_u8 *)parameters;
  const uint8_t *weights = (const uint8_t *)from;
  uint8_t *to = (uint8_t *)packed;
  const int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  const int32_t padded = edge_conv2d_u8_padded_depth(p);
  for (int32_t c = 0; c < p->output_channels; c++)
    for (int32_t k = 0; k < padded; k++)
      to[(ptrdiff_t)c * padded + k] = k < depth ? weights[(ptrdiff_t)c * depth + k] : (uint8_t)p->weights_zero_point;
}
