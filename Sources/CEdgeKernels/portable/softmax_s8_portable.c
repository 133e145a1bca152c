/* Softmax over int8 rows, portable: float with a table of exponentials, and the reference fixed-point arithmetic. */
#include "edge_fixed_functions.h"
#include "edge_kernel_functions.h"

#define EDGE_ELEMENT            int8_t
#define EDGE_LOWEST             (-128)
#define EDGE_PARAMETERS(family) edge_##family##_s8
#define EDGE_KERNEL(family)     edge_##family##_s8__portable
#include "softmax_8_template.h"
