/* What kernels for Arm's DSP instructions share. */
#ifndef EDGE_DSP_H
#define EDGE_DSP_H

#include "edge_kernel_functions.h"
#include "edge_requantize.h"

#if EDGE_HAS_DSP
#include <arm_acle.h>

/* Four bytes from or to any address: these processors need one instruction. */
static inline uint32_t edge_dsp_load(const void *from) {
  uint32_t word;
  __builtin_memcpy(&word, from, 4);
  return word;
}
static inline void edge_dsp_keep(void *to, uint32_t word) {
  __builtin_memcpy(to, &word, 4);
}

/* Two addresses that Clang then keeps in two registers: left to rewrite a loop, it finds more than there are. */
#if defined(__clang__)
#define EDGE_DSP_KEEP_ADDRESSES(a, b) __asm__("" : "+r"(a), "+r"(b))
#else
#define EDGE_DSP_KEEP_ADDRESSES(a, b) (void)0
#endif

/* The first n < 4 bytes of a word. */
static inline uint32_t edge_dsp_load_some(const void *from, int32_t n) {
  uint32_t word = 0;
  for (int32_t i = 0; i < n; i++)
    word |= (uint32_t)((const uint8_t *)from)[i] << 8 * i;
  return word;
}
static inline void edge_dsp_keep_some(void *to, uint32_t word, int32_t n) {
  for (int32_t i = 0; i < n; i++)
    ((uint8_t *)to)[i] = (uint8_t)(word >> 8 * i);
}

/* Bytes 1 and 3 where bytes 0 and 2 are; widening instructions rotate for free. */
static inline int8x4_t edge_dsp_odd_bytes(uint32_t word) {
  return (int8x4_t)(word >> 8 | word << 24);
}

/* Products of the lower and of the upper 16 bits. Not every compiler has an intrinsic, or finds the instruction. */
static inline int32_t edge_dsp_multiply_low(int32_t a, int32_t b) {
  int32_t result;
  __asm__("smulbb %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline int32_t edge_dsp_multiply_high(int32_t a, int32_t b) {
  int32_t result;
  __asm__("smultt %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}

/* The upper halves of 64-bit products, which have no intrinsics: a * b, rounded to nearest with ties towards +infinity;
 * sum + a * b, rounded down; and sum + a * b, rounded as the first. */
static inline int32_t edge_dsp_high_rounded(int32_t a, int32_t b) {
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
static inline int32_t edge_dsp_add_high(int32_t sum, int32_t a, int32_t b) {
  int32_t result;
  __asm__("smmla %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
}
static inline int32_t edge_dsp_add_high_rounded(int32_t sum, int32_t a, int32_t b) {
  int32_t result;
  __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
}

#if defined(__ARM_FP) && (__ARM_FP & 4)
/* Nearest integer, ties to even, at the ends of the range what is nearest in it. Needs the rounding mode that these
 * processors start with. */
static inline int32_t edge_dsp_round(float v) {
  float result;
  __asm__("vcvtr.s32.f32 %0, %1" : "=t"(result) : "t"(v));
  int32_t integer;
  __builtin_memcpy(&integer, &result, 4);
  return integer;
}

/* edge_requantize_float where all of int8 is allowed: limits are whole numbers, so that clamping after the rounding
 * gives what clamping before gives. */
static inline int32_t edge_dsp_requantize_int8(int32_t accumulator, float scale, int32_t zero_point) {
  const int32_t moved = __qadd(edge_dsp_round((float)accumulator * scale), zero_point);
  int32_t result;
  /* Compilers disagree about the type of this instruction's intrinsic. */
  __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(moved));
  return result;
}
#else
static inline int32_t edge_dsp_requantize_int8(int32_t accumulator, float scale, int32_t zero_point) {
  return edge_requantize_float(accumulator, scale, (float)(-128 - zero_point), (float)(127 - zero_point), zero_point);
}
#endif

/* n accumulators to bytes by edge_dsp_requantize_int8, looked up where there is a table. Not inlined, so that its loops
 * have the registers. */
__attribute__((noinline)) static void edge_dsp_store_int8(uint8_t *output, const int32_t *accumulators, int32_t n,
                                                          const float *scales, int32_t zero_point,
                                                          const uint8_t *table) {
#define EDGE_BYTE(i) (uint8_t) edge_dsp_requantize_int8(accumulators[i], scales[i], zero_point)
#define EDGE_STORE(value)                                                                                              \
  do {                                                                                                                 \
    for (; n >= 4; n -= 4) {                                                                                           \
      output[0] = value(0);                                                                                            \
      output[1] = value(1);                                                                                            \
      output[2] = value(2);                                                                                            \
      output[3] = value(3);                                                                                            \
      output += 4;                                                                                                     \
      accumulators += 4;                                                                                               \
      scales += 4;                                                                                                     \
    }                                                                                                                  \
    for (int32_t i = 0; i < n; i++)                                                                                    \
      output[i] = value(i);                                                                                            \
  } while (0)
#define EDGE_LOOKED_UP(i) table[EDGE_BYTE(i)]
  if (table != NULL)
    EDGE_STORE(EDGE_LOOKED_UP);
  else
    EDGE_STORE(EDGE_BYTE);
#undef EDGE_BYTE
#undef EDGE_STORE
#undef EDGE_LOOKED_UP
}

/* Requantizes a pixel's n accumulators, of the channels from `channel` on, by any of the rules, and looks the results
 * up where there is a table. */
static inline void edge_dsp_store(uint8_t *output, const int32_t *accumulators, int32_t n, int32_t rule,
                                  const void *requant, int32_t channel, int32_t zero_point, int32_t low, int32_t high,
                                  const uint8_t *table) {
  if (rule == EDGE_REQUANTIZE_FLOAT && low == -128 && high == 127) {
    edge_dsp_store_int8(output, accumulators, n, (const float *)requant + channel, zero_point, table);
    return;
  }
  for (int32_t c = 0; c < n; c++) {
    const uint8_t v = (uint8_t)edge_requantize(accumulators[c], rule, requant, channel + c, zero_point, low, high);
    output[c] = table != NULL ? table[v] : v;
  }
}

#endif
#endif
