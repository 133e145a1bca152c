/* Bilinear resizing in float arithmetic. The including file defines
 *
 *   EDGE_ELEMENT     float or uint8_t
 *   EDGE_PARAMETERS  the family's parameter structure
 *   EDGE_KERNEL      its function
 *   EDGE_STORE(v)    an interpolated float as an element
 */
void EDGE_KERNEL(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS *p = (const EDGE_PARAMETERS *)parameters;
  EDGE_ELEMENT *output = (EDGE_ELEMENT *)operands[1];
  for (int32_t b = 0; b < p->batches; b++) {
    const EDGE_ELEMENT *image =
        (const EDGE_ELEMENT *)operands[0] + (ptrdiff_t)b * p->input_height * p->input_width * p->channels;
    for (int32_t y = 0; y < p->output_height; y++) {
      int32_t y0, y1;
      float fy;
      bilinear_source(y, p->height_scale, p->half_pixel_centers, p->input_height, &y0, &y1, &fy);
      for (int32_t x = 0; x < p->output_width; x++) {
        int32_t x0, x1;
        float fx;
        bilinear_source(x, p->width_scale, p->half_pixel_centers, p->input_width, &x0, &x1, &fx);
        const EDGE_ELEMENT *p00 = image + ((ptrdiff_t)y0 * p->input_width + x0) * p->channels;
        const EDGE_ELEMENT *p01 = image + ((ptrdiff_t)y0 * p->input_width + x1) * p->channels;
        const EDGE_ELEMENT *p10 = image + ((ptrdiff_t)y1 * p->input_width + x0) * p->channels;
        const EDGE_ELEMENT *p11 = image + ((ptrdiff_t)y1 * p->input_width + x1) * p->channels;
        for (int32_t c = 0; c < p->channels; c++)
          output[c] = EDGE_STORE((float)p00[c] * (1 - fy) * (1 - fx) + (float)p10[c] * fy * (1 - fx) +
                                 (float)p01[c] * (1 - fy) * fx + (float)p11[c] * fy * fx);
        output += p->channels;
      }
    }
  }
}
