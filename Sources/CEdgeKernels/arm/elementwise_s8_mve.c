/* Elementwise int8 families of two operands for Helium, four values at a time, or sixteen where they stay bytes. Rows
 * that are not contiguous are left to the portable code. Outputs may be the same memory as an operand of equal shape.
 */
#include "edge_broadcast.h"
#include "edge_mve.h"

#if EDGE_HAS_MVE

/* Runs the statements of `each` for the bytes a + i and b + i (or b) of every row, `lanes` at a time: p is the
 * predicate of those that exist, `repeats` is true where all use the same b. */
#define EDGE_MVE_ROW(lanes, each)                                                                                      \
  do {                                                                                                                 \
    (void)a_step;                                                                                                      \
    const int repeats = b_step == 0;                                                                                   \
    const int8_t *x = a + a_at, *y = b + b_at;                                                                         \
    int8_t *to = out + out_at;                                                                                         \
    if (repeats) {                                                                                                     \
      const int32_t same = *y;                                                                                         \
      for (int32_t i = 0; i < n; i += lanes) {                                                                         \
        const mve_pred16_t p = EDGE_MVE_TAIL_##lanes((uint32_t)(n - i));                                               \
        each(x + i, EDGE_MVE_SAME_##lanes(same), to + i);                                                              \
      }                                                                                                                \
    } else {                                                                                                           \
      for (int32_t i = 0; i < n; i += lanes) {                                                                         \
        const mve_pred16_t p = EDGE_MVE_TAIL_##lanes((uint32_t)(n - i));                                               \
        each(x + i, EDGE_MVE_LOAD_##lanes(y + i), to + i);                                                             \
      }                                                                                                                \
    }                                                                                                                  \
  } while (0)
#define EDGE_MVE_TAIL_4(n)     vctp32q(n)
#define EDGE_MVE_TAIL_16(n)    vctp8q(n)
#define EDGE_MVE_SAME_4(v)     vdupq_n_s32(v)
#define EDGE_MVE_SAME_16(v)    vdupq_n_s8((int8_t)(v))
#define EDGE_MVE_LOAD_4(from)  vldrbq_z_s32(from, p)
#define EDGE_MVE_LOAD_16(from) vldrbq_z_s8(from, p)

/* What rows must be like. */
#define EDGE_MVE_IS_CONTIGUOUS(k) ((k)->a_steps[5] == 1 && ((k)->b_steps[5] == 0 || (k)->b_steps[5] == 1))

static inline int32x4_t clamp(int32x4_t v, int32_t low, int32_t high) {
  return vminq_s32(vmaxq_s32(v, vdupq_n_s32(low)), vdupq_n_s32(high));
}

void edge_multiply_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_multiply_s8 *k = (const edge_multiply_s8 *)parameters;
  if (!EDGE_MVE_IS_CONTIGUOUS(k) || k->requantization == EDGE_REQUANTIZE_DOUBLE_RHA) {
    edge_multiply_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[3];
  const int32_t za = k->a_zero_point, zb = k->b_zero_point, zo = k->output_zero_point;
  const int32_t low = k->output_min, high = k->output_max;
#define EDGE_PRODUCT(x, y) vmulq_s32(vsubq_n_s32(vldrbq_z_s32(x, p), za), vsubq_n_s32(y, zb))
  if (k->requantization == EDGE_REQUANTIZE_FLOAT) {
    const float32x4_t scale = vdupq_n_f32(*(const float *)operands[2]);
    const float low_distance = (float)(low - zo), high_distance = (float)(high - zo);
#define EDGE_EACH(x, y, to)                                                                                            \
  const int32x4_t v = edge_mve_requantize_float(EDGE_PRODUCT(x, y), scale, low_distance, high_distance);               \
  vstrbq_p_s32(to, vaddq_n_s32(v, zo), p)
    EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(4, EDGE_EACH));
#undef EDGE_EACH
  } else {
    const int32_t *pair = (const int32_t *)operands[2];
    const int32x4_t multiplier = vdupq_n_s32(pair[0]), exponent = vdupq_n_s32(pair[1]);
    const int ties_up = k->requantization == EDGE_REQUANTIZE_MBQM_UP;
#define EDGE_EACH(x, y, to)                                                                                            \
  const int32x4_t product = EDGE_PRODUCT(x, y);                                                                        \
  const int32x4_t v =                                                                                                  \
      ties_up ? edge_mve_mbqm_up(product, multiplier, exponent) : edge_mve_mbqm(product, multiplier, exponent);        \
  vstrbq_p_s32(to, clamp(vqaddq_n_s32(v, zo), low, high), p)
    EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(4, EDGE_EACH));
#undef EDGE_EACH
  }
#undef EDGE_PRODUCT
}

void edge_add_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_add_s8 *k = (const edge_add_s8 *)parameters;
  if (!EDGE_MVE_IS_CONTIGUOUS(k)) {
    edge_add_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
  const int32_t ma = k->a_multiplier, mb = k->b_multiplier;
  const int32_t low = k->output_min, high = k->output_max, right = -k->shift;
  /* The zero point is added before the shift where the sum has room for it. */
  const int64_t raised = k->bias + k->output_zero_point * (INT64_C(1) << k->shift);
  const int64_t most = 128 * (edge_max(ma, -ma) + (int64_t)edge_max(mb, -mb));
  const int has_room = raised + most <= INT32_MAX && raised - most >= INT32_MIN;
  const int32_t bias = has_room ? (int32_t)raised : k->bias;
  if (has_room) {
#define EDGE_EACH(x, y, to)                                                                                            \
  const int32x4_t sum = vmlaq_n_s32(vmlaq_n_s32(vdupq_n_s32(bias), vldrbq_z_s32(x, p), ma), y, mb);                    \
  vstrbq_p_s32(to, clamp(vshlq_r_s32(sum, right), low, high), p)
    EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(4, EDGE_EACH));
#undef EDGE_EACH
    return;
  }
  const int32_t zo = k->output_zero_point;
#define EDGE_EACH(x, y, to)                                                                                            \
  const int32x4_t sum = vmlaq_n_s32(vmlaq_n_s32(vdupq_n_s32(bias), vldrbq_z_s32(x, p), ma), y, mb);                    \
  vstrbq_p_s32(to, clamp(vaddq_n_s32(vshlq_r_s32(sum, right), zo), low, high), p)
  EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(4, EDGE_EACH));
#undef EDGE_EACH
}

void edge_add_mbqm_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_add_mbqm_s8 *k = (const edge_add_mbqm_s8 *)parameters;
  if (!EDGE_MVE_IS_CONTIGUOUS(k)) {
    edge_add_mbqm_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
  const int32_t za = k->a_zero_point, zb = k->b_zero_point, zo = k->output_zero_point, left = k->left_shift;
  const int32_t low = k->output_min, high = k->output_max, sign = k->b_sign;
  const edge_add_mbqm_s8 m = *k;
#define EDGE_SCALED(v, zero, name)                                                                                     \
  edge_mve_mbqm(vshlq_r_s32(vsubq_n_s32(v, zero), left), vdupq_n_s32(m.name##_multiplier),                             \
                vdupq_n_s32(m.name##_exponent))
#define EDGE_EACH(x, y, to)                                                                                            \
  const int32x4_t first = EDGE_SCALED(vldrbq_z_s32(x, p), za, a);                                                      \
  const int32x4_t sum = vmlaq_n_s32(first, EDGE_SCALED(y, zb, b), sign);                                               \
  const int32x4_t v = edge_mve_mbqm(sum, vdupq_n_s32(m.output_multiplier), vdupq_n_s32(m.output_exponent));            \
  vstrbq_p_s32(to, clamp(vaddq_n_s32(v, zo), low, high), p)
  EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(4, EDGE_EACH));
#undef EDGE_EACH
#undef EDGE_SCALED
}

void edge_select_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_select_s8 *k = (const edge_select_s8 *)parameters;
  if (!EDGE_MVE_IS_CONTIGUOUS(k)) {
    edge_select_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
#define EDGE_SMALLER(x, y, to) vstrbq_p_s8(to, vminq_s8(vldrbq_z_s8(x, p), y), p)
#define EDGE_LARGER(x, y, to)  vstrbq_p_s8(to, vmaxq_s8(vldrbq_z_s8(x, p), y), p)
  if (k->is_minimum)
    EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(16, EDGE_SMALLER));
  else
    EDGE_FOR_EACH_ROW(k, EDGE_MVE_ROW(16, EDGE_LARGER));
#undef EDGE_SMALLER
#undef EDGE_LARGER
}

void edge_lookup_8__mve(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  edge_mve_look_up((uint8_t *)operands[2], (const uint8_t *)operands[0], (const uint8_t *)operands[1],
                   ((const edge_lookup_8 *)parameters)->count);
}
#endif
