/* Bilinear resizing of float tensors, and of uint8 tensors as the reference kernels do it: in float, halves upwards. */
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

/* Where one output coordinate lies between two source coordinates. */
static void bilinear_source(int32_t i, float scale, int32_t half_pixel_centers, int32_t size, int32_t *lower,
                            int32_t *upper, float *fraction) {
  const float at = half_pixel_centers ? ((float)i + 0.5f) * scale - 0.5f : (float)i * scale;
  const float low = floorf(at);
  *lower = low < 0 ? 0 : (int32_t)low;
  const float high = ceilf(at);
  *upper = high > (float)(size - 1) ? size - 1 : high < 0 ? 0 : (int32_t)high;
  *fraction = at - (float)*lower;
}

#define EDGE_ELEMENT    float
#define EDGE_PARAMETERS edge_resize_bilinear_f32
#define EDGE_KERNEL     edge_resize_bilinear_f32__portable
#define EDGE_STORE(v)   (v)
#include "resize_bilinear_float_template.h"
#undef EDGE_ELEMENT
#undef EDGE_PARAMETERS
#undef EDGE_KERNEL
#undef EDGE_STORE

#define EDGE_ELEMENT    uint8_t
#define EDGE_PARAMETERS edge_resize_bilinear_float_u8
#define EDGE_KERNEL     edge_resize_bilinear_float_u8__portable
#define EDGE_STORE(v)   ((uint8_t)((v) + 0.5f))
#include "resize_bilinear_float_template.h"
