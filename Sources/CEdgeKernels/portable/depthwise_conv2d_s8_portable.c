/* depthwise_conv2d_s8, portable. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

#define EDGE_KERNEL     edge_depthwise_conv2d_s8__portable
#define EDGE_PARAMETERS edge_depthwise_conv2d_s8
#define EDGE_INPUT      int8_t
#define EDGE_ZERO(p)    0
/* |input - zero point| <= 255 and |weight| <= 128, so a product fits 16 bits. */
#define EDGE_PRODUCT(x, w) ((int16_t)((x) * (w)))
#include "depthwise_conv2d_8_template.h"

#ifndef EDGE_RUN_FUNCTIONS_ONLY
size_t edge_depthwise_conv2d_s8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_depthwise_conv2d_s8 *)parameters)->output_channels * sizeof(int32_t);
}
#endif
