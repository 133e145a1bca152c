/* Portable sources compiled under other names: EDGE_VARIANT(family) is the name of a family's function. To be included
 * where the instruction set is chosen. */
#define EDGE_RUN_FUNCTIONS_ONLY
#define edge_multiply_s8__portable          EDGE_VARIANT(multiply_s8)
#define edge_add_s8__portable               EDGE_VARIANT(add_s8)
#define edge_add_mbqm_s8__portable          EDGE_VARIANT(add_mbqm_s8)
#define edge_select_s8__portable            EDGE_VARIANT(select_s8)
#define edge_multiply_u8__portable          EDGE_VARIANT(multiply_u8)
#define edge_add_u8__portable               EDGE_VARIANT(add_u8)
#define edge_add_mbqm_u8__portable          EDGE_VARIANT(add_mbqm_u8)
#define edge_select_u8__portable            EDGE_VARIANT(select_u8)
#define edge_max_pool_8__portable           EDGE_VARIANT(max_pool_8)
#define edge_average_pool_8__portable       EDGE_VARIANT(average_pool_8)
#define edge_pool_f32__portable             EDGE_VARIANT(pool_f32)
#define edge_conv2d_f32__portable           EDGE_VARIANT(conv2d_f32)
#define edge_depthwise_conv2d_f32__portable EDGE_VARIANT(depthwise_conv2d_f32)
#define edge_transpose_conv_f32__portable   EDGE_VARIANT(transpose_conv_f32)
#define edge_matmul_f32__portable           EDGE_VARIANT(matmul_f32)
#include "elementwise_s8_portable.c"
#include "elementwise_u8_portable.c"
#include "pool_portable.c"
#include "products_f32_portable.c"
