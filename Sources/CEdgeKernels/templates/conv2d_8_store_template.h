/* How 8-bit convolutions store what conv2d_8_template.h accumulates: requantized, through a table if there is one. */
static void EDGE_NAME(store)(const EDGE_PARAMETERS *p, const int32_t *accumulators, const void *requant,
                             const uint8_t *table, uint8_t *output, int32_t channel, int32_t count) {
  if (p->requantization == EDGE_REQUANTIZE_FLOAT) {
    const float *scales = (const float *)requant + channel;
    const float low = (float)(p->output_min - p->output_zero_point);
    const float high = (float)(p->output_max - p->output_zero_point);
    for (int32_t c = 0; c < count; c++)
      output[c] = (uint8_t)edge_requantize_float(accumulators[c], scales[c], low, high, p->output_zero_point);
  } else {
    for (int32_t c = 0; c < count; c++)
      output[c] = (uint8_t)edge_requantize(accumulators[c], p->requantization, requant, channel + c,
                                           p->output_zero_point, p->output_min, p->output_max);
  }
  if (p->has_table)
    for (int32_t c = 0; c < count; c++)
      output[c] = table[output[c]];
}
