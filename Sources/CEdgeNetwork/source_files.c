/* Every file of CEdgeKernels (but its table) and of printed networks, as text. */
#include "edge_source_files.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/* clang-format off */
static const edge_source_file files[] = {
    {"add_mbqm_s8_dsp.c", (const char[]){
#embed "../CEdgeKernels/add_mbqm_s8_dsp.c" suffix(, 0)
    }},
    {"average_pool_8_dsp.c", (const char[]){
#embed "../CEdgeKernels/average_pool_8_dsp.c" suffix(, 0)
    }},
    {"average_pool_8_mve.c", (const char[]){
#embed "../CEdgeKernels/average_pool_8_mve.c" suffix(, 0)
    }},
    {"conv2d_s8_avx2.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_avx2.c" suffix(, 0)
    }},
    {"conv2d_s8_avx512vnni.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_avx512vnni.c" suffix(, 0)
    }},
    {"conv2d_s8_avxvnni.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_avxvnni.c" suffix(, 0)
    }},
    {"conv2d_s8_blocks_256_template.h", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_blocks_256_template.h" suffix(, 0)
    }},
    {"conv2d_s8_dsp.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_dsp.c" suffix(, 0)
    }},
    {"conv2d_s8_mve.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_mve.c" suffix(, 0)
    }},
    {"conv2d_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_portable.c" suffix(, 0)
    }},
    {"conv2d_s8_portable_wide.c", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_portable_wide.c" suffix(, 0)
    }},
    {"conv2d_s8_template.h", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_template.h" suffix(, 0)
    }},
    {"conv2d_s8_windows_template.h", (const char[]){
#embed "../CEdgeKernels/conv2d_s8_windows_template.h" suffix(, 0)
    }},
    {"convert_8_portable.c", (const char[]){
#embed "../CEdgeKernels/convert_8_portable.c" suffix(, 0)
    }},
    {"depthwise_conv2d_s8_avx2.c", (const char[]){
#embed "../CEdgeKernels/depthwise_conv2d_s8_avx2.c" suffix(, 0)
    }},
    {"depthwise_conv2d_s8_avx512vnni.c", (const char[]){
#embed "../CEdgeKernels/depthwise_conv2d_s8_avx512vnni.c" suffix(, 0)
    }},
    {"depthwise_conv2d_s8_dsp.c", (const char[]){
#embed "../CEdgeKernels/depthwise_conv2d_s8_dsp.c" suffix(, 0)
    }},
    {"depthwise_conv2d_s8_mve.c", (const char[]){
#embed "../CEdgeKernels/depthwise_conv2d_s8_mve.c" suffix(, 0)
    }},
    {"depthwise_conv2d_s8_pairs_template.h", (const char[]){
#embed "../CEdgeKernels/depthwise_conv2d_s8_pairs_template.h" suffix(, 0)
    }},
    {"depthwise_conv2d_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/depthwise_conv2d_s8_portable.c" suffix(, 0)
    }},
    {"edge_average_pool_8_windows.h", (const char[]){
#embed "../CEdgeKernels/edge_average_pool_8_windows.h" suffix(, 0)
    }},
    {"edge_border_template.h", (const char[]){
#embed "../CEdgeKernels/edge_border_template.h" suffix(, 0)
    }},
    {"edge_broadcast.h", (const char[]){
#embed "../CEdgeKernels/edge_broadcast.h" suffix(, 0)
    }},
    {"edge_conv2d_s8.h", (const char[]){
#embed "../CEdgeKernels/edge_conv2d_s8.h" suffix(, 0)
    }},
    {"edge_conv2d_s8_gather.h", (const char[]){
#embed "../CEdgeKernels/edge_conv2d_s8_gather.h" suffix(, 0)
    }},
    {"edge_conv2d_s8_phases.h", (const char[]){
#embed "../CEdgeKernels/edge_conv2d_s8_phases.h" suffix(, 0)
    }},
    {"edge_conv2d_s8_triples.h", (const char[]){
#embed "../CEdgeKernels/edge_conv2d_s8_triples.h" suffix(, 0)
    }},
    {"edge_conv2d_s8_windows.h", (const char[]){
#embed "../CEdgeKernels/edge_conv2d_s8_windows.h" suffix(, 0)
    }},
    {"edge_depthwise_conv2d_s8_pairs.h", (const char[]){
#embed "../CEdgeKernels/edge_depthwise_conv2d_s8_pairs.h" suffix(, 0)
    }},
    {"edge_depthwise_conv2d_s8_windows.h", (const char[]){
#embed "../CEdgeKernels/edge_depthwise_conv2d_s8_windows.h" suffix(, 0)
    }},
    {"edge_dsp.h", (const char[]){
#embed "../CEdgeKernels/edge_dsp.h" suffix(, 0)
    }},
    {"edge_elementwise_s8_dsp.h", (const char[]){
#embed "../CEdgeKernels/edge_elementwise_s8_dsp.h" suffix(, 0)
    }},
    {"edge_freestanding.h", (const char[]){
#embed "../CEdgeKernels/edge_freestanding.h" suffix(, 0)
    }},
    {"edge_kernel_functions.h", (const char[]){
#embed "../CEdgeKernels/edge_kernel_functions.h" suffix(, 0)
    }},
    {"edge_kernels.h", (const char[]){
#embed "../CEdgeKernels/include/edge_kernels.h" suffix(, 0)
    }},
    {"edge_max_pool_8_rows.h", (const char[]){
#embed "../CEdgeKernels/edge_max_pool_8_rows.h" suffix(, 0)
    }},
    {"edge_mve.h", (const char[]){
#embed "../CEdgeKernels/edge_mve.h" suffix(, 0)
    }},
    {"edge_network.c", (const char[]){
#embed "edge_network.c" suffix(, 0)
    }},
    {"edge_network.h", (const char[]){
#embed "include/edge_network.h" suffix(, 0)
    }},
    {"edge_observer.c", (const char[]){
#embed "Library/edge_observer.c" suffix(, 0)
    }},
    {"edge_parameters.h", (const char[]){
#embed "../CEdgeKernels/include/edge_parameters.h" suffix(, 0)
    }},
    {"edge_parameters_elementwise.h", (const char[]){
#embed "../CEdgeKernels/include/edge_parameters_elementwise.h" suffix(, 0)
    }},
    {"edge_parameters_products.h", (const char[]){
#embed "../CEdgeKernels/include/edge_parameters_products.h" suffix(, 0)
    }},
    {"edge_parameters_windows.h", (const char[]){
#embed "../CEdgeKernels/include/edge_parameters_windows.h" suffix(, 0)
    }},
    {"edge_pool_8.h", (const char[]){
#embed "../CEdgeKernels/edge_pool_8.h" suffix(, 0)
    }},
    {"edge_requantize.h", (const char[]){
#embed "../CEdgeKernels/edge_requantize.h" suffix(, 0)
    }},
    {"edge_st_ai.c", (const char[]){
#embed "edge_st_ai.c" suffix(, 0)
    }},
    {"edge_st_ai.h", (const char[]){
#embed "include/edge_st_ai.h" suffix(, 0)
    }},
    {"edge_x86_256.h", (const char[]){
#embed "../CEdgeKernels/edge_x86_256.h" suffix(, 0)
    }},
    {"edge_x86_512.h", (const char[]){
#embed "../CEdgeKernels/edge_x86_512.h" suffix(, 0)
    }},
    {"elementwise_f32_portable.c", (const char[]){
#embed "../CEdgeKernels/elementwise_f32_portable.c" suffix(, 0)
    }},
    {"elementwise_s8_dsp.c", (const char[]){
#embed "../CEdgeKernels/elementwise_s8_dsp.c" suffix(, 0)
    }},
    {"elementwise_s8_mve.c", (const char[]){
#embed "../CEdgeKernels/elementwise_s8_mve.c" suffix(, 0)
    }},
    {"elementwise_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/elementwise_s8_portable.c" suffix(, 0)
    }},
    {"lookup_8_avx512vnni.c", (const char[]){
#embed "../CEdgeKernels/lookup_8_avx512vnni.c" suffix(, 0)
    }},
    {"lookup_8_dsp.c", (const char[]){
#embed "../CEdgeKernels/lookup_8_dsp.c" suffix(, 0)
    }},
    {"matmul_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/matmul_s8_portable.c" suffix(, 0)
    }},
    {"max_pool_8_dsp.c", (const char[]){
#embed "../CEdgeKernels/max_pool_8_dsp.c" suffix(, 0)
    }},
    {"max_pool_8_mve.c", (const char[]){
#embed "../CEdgeKernels/max_pool_8_mve.c" suffix(, 0)
    }},
    {"movement_portable.c", (const char[]){
#embed "../CEdgeKernels/movement_portable.c" suffix(, 0)
    }},
    {"pool_portable.c", (const char[]){
#embed "../CEdgeKernels/pool_portable.c" suffix(, 0)
    }},
    {"portable_avx2.c", (const char[]){
#embed "../CEdgeKernels/portable_avx2.c" suffix(, 0)
    }},
    {"portable_avx512vnni.c", (const char[]){
#embed "../CEdgeKernels/portable_avx512vnni.c" suffix(, 0)
    }},
    {"portable_x86_template.h", (const char[]){
#embed "../CEdgeKernels/portable_x86_template.h" suffix(, 0)
    }},
    {"products_f32_portable.c", (const char[]){
#embed "../CEdgeKernels/products_f32_portable.c" suffix(, 0)
    }},
    {"reduce_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/reduce_s8_portable.c" suffix(, 0)
    }},
    {"softmax_s8_avx2.c", (const char[]){
#embed "../CEdgeKernels/softmax_s8_avx2.c" suffix(, 0)
    }},
    {"softmax_s8_avx512vnni.c", (const char[]){
#embed "../CEdgeKernels/softmax_s8_avx512vnni.c" suffix(, 0)
    }},
    {"softmax_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/softmax_s8_portable.c" suffix(, 0)
    }},
    {"softmax_s8_rows_template.h", (const char[]){
#embed "../CEdgeKernels/softmax_s8_rows_template.h" suffix(, 0)
    }},
    {"transpose_conv_s8_avx2.c", (const char[]){
#embed "../CEdgeKernels/transpose_conv_s8_avx2.c" suffix(, 0)
    }},
    {"transpose_conv_s8_avx512vnni.c", (const char[]){
#embed "../CEdgeKernels/transpose_conv_s8_avx512vnni.c" suffix(, 0)
    }},
    {"transpose_conv_s8_avxvnni.c", (const char[]){
#embed "../CEdgeKernels/transpose_conv_s8_avxvnni.c" suffix(, 0)
    }},
    {"transpose_conv_s8_dsp.c", (const char[]){
#embed "../CEdgeKernels/transpose_conv_s8_dsp.c" suffix(, 0)
    }},
    {"transpose_conv_s8_mve.c", (const char[]){
#embed "../CEdgeKernels/transpose_conv_s8_mve.c" suffix(, 0)
    }},
    {"transpose_conv_s8_portable.c", (const char[]){
#embed "../CEdgeKernels/transpose_conv_s8_portable.c" suffix(, 0)
    }},
};
/* clang-format on */

const edge_source_file *edge_source_file_at(size_t index) {
  return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}
