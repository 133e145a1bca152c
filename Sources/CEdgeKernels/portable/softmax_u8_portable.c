/* Softmax over uint8 rows, portable: float with a table of exponentials, and the reference fixed-point arithmetic. */
#include "edge_fixed_functions.h"
#include "edge_kernel_functions.h"

#define EDGE_ELEMENT            uint8_t
#define EDGE_LOWEST             0
#define EDGE_PARAMETERS(family) edge_##family##_u8
#define EDGE_KERNEL(family)     edge_##family##_u8__portable
#include "softmax_8_template.h"
