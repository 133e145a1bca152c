/* Mean and bilinear resizing of int8 tensors, portable. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

#define EDGE_ELEMENT            int8_t
#define EDGE_LOWEST             (-128)
#define EDGE_PARAMETERS(family) edge_##family##_s8
#define EDGE_KERNEL(family)     edge_##family##_s8__portable
#include "reduce_8_template.h"

size_t edge_mean_s8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_mean_s8 *)parameters)->inner * sizeof(int32_t);
}
