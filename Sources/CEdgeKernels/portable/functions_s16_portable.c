/* Functions of int16 values by tables between whose entries is interpolated, portable. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_logistic_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_logistic_s16 *p = (const edge_logistic_s16 *)parameters;
  const int16_t *input = (const int16_t *)operands[0];
  const int32_t *table = (const int32_t *)operands[1];
  int16_t *output = (int16_t *)operands[2];
  const int32_t half = p->shift > 0 ? (int32_t)1 << (p->shift - 1) : 0;
  for (int32_t i = 0; i < p->count; i++) {
    const int32_t x = (input[i] * p->multiplier + half) >> p->shift;
    const int32_t magnitude = x < 0 ? -x : x;
    const int32_t at = magnitude >> 9, fraction = magnitude & 511;
    const int32_t value = at >= 255 ? 0x7FFF << 10 : (table[at] << 9) + fraction * (table[at + 1] - table[at]);
    output[i] = (int16_t)((x >= 0 ? value + 512 : ((int32_t)1 << 25) - value + 511) >> 10);
  }
}

/* Between entries of a table over the whole range of int16. */
static inline int32_t interpolate(const int32_t *table, int32_t x) {
  const int32_t at = 256 + (x >> 7), slope = table[at + 1] - table[at];
  return table[at] + ((slope * (x & 127) + 64) >> 7);
}

static inline int32_t clamp_s16(int32_t x) {
  return edge_min(edge_max(x, INT16_MIN), INT16_MAX);
}

void edge_softmax_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_softmax_s16 *p = (const edge_softmax_s16 *)parameters;
  const int16_t *input = (const int16_t *)operands[0];
  const int32_t *exponentials = (const int32_t *)operands[1];
  const int32_t *reciprocals = (const int32_t *)operands[2];
  int16_t *output = (int16_t *)operands[3];
  for (int32_t row = 0; row < p->rows; row++) {
    int32_t largest = INT16_MIN;
    for (int32_t k = 0; k < p->depth; k++)
      largest = edge_max(largest, input[k]);
    int32_t sum = 0;
    for (int32_t k = 0; k < p->depth; k++) {
      const int32_t distance = edge_mbqm(input[k] - largest, p->multiplier, p->exponent);
      const int32_t e = interpolate(exponentials, clamp_s16(distance + INT16_MAX));
      output[k] = (int16_t)e;
      sum += e;
    }
    int headroom = 0;
    while (headroom < 31 && !(((uint32_t)sum << headroom) & 0x80000000u))
      headroom++;
    /* The sum in [1, 2) with 15 bits, of which the table takes what is above 1. */
    const int64_t scaled = (((int64_t)sum << (headroom - 1)) + (1 << 13)) >> 14;
    const int32_t reciprocal = interpolate(reciprocals, clamp_s16((int32_t)scaled - (1 << 15) - (1 << 16)));
    const int shift = 31 - headroom;
    for (int32_t k = 0; k < p->depth; k++) {
      const int64_t v = ((int64_t)output[k] * reciprocal + (INT64_C(1) << (shift - 1))) >> shift;
      output[k] = (int16_t)(v < 0 ? 0 : v > INT16_MAX ? INT16_MAX : v);
    }
    input += p->depth;
    output += p->depth;
  }
}
