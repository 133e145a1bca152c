/* Elementwise uint8 families of two operands, portable. */
#include "edge_broadcast.h"
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

#define EDGE_ELEMENT            uint8_t
#define EDGE_PARAMETERS(family) edge_##family##_u8
#define EDGE_KERNEL(family)     edge_##family##_u8__portable
#define EDGE_NAME(x)            x##_u8
#include "elementwise_8_template.h"
#undef EDGE_ELEMENT
#undef EDGE_PARAMETERS
#undef EDGE_KERNEL
#undef EDGE_NAME
