/* Walking two operands over EDGE_MAX_DIMS dimensions with steps of 0 where one of them is repeated. */
#ifndef EDGE_BROADCAST_H
#define EDGE_BROADCAST_H

#include <stddef.h>
#include <stdint.h>

/* Runs `body` once per innermost row with a_at, b_at and out_at (element offsets) and n, a_step, b_step set. */
#define EDGE_FOR_EACH_ROW(p, body)                                                                                     \
  do {                                                                                                                 \
    const int32_t n = (p)->dims[5], a_step = (p)->a_steps[5], b_step = (p)->b_steps[5];                                \
    ptrdiff_t out_at = 0;                                                                                              \
    for (int32_t i0 = 0; i0 < (p)->dims[0]; i0++)                                                                      \
      for (int32_t i1 = 0; i1 < (p)->dims[1]; i1++)                                                                    \
        for (int32_t i2 = 0; i2 < (p)->dims[2]; i2++)                                                                  \
          for (int32_t i3 = 0; i3 < (p)->dims[3]; i3++)                                                                \
            for (int32_t i4 = 0; i4 < (p)->dims[4]; i4++) {                                                            \
              ptrdiff_t a_at = (ptrdiff_t)i0 * (p)->a_steps[0] + (ptrdiff_t)i1 * (p)->a_steps[1] +                     \
                               (ptrdiff_t)i2 * (p)->a_steps[2] + (ptrdiff_t)i3 * (p)->a_steps[3] +                     \
                               (ptrdiff_t)i4 * (p)->a_steps[4];                                                        \
              ptrdiff_t b_at = (ptrdiff_t)i0 * (p)->b_steps[0] + (ptrdiff_t)i1 * (p)->b_steps[1] +                     \
                               (ptrdiff_t)i2 * (p)->b_steps[2] + (ptrdiff_t)i3 * (p)->b_steps[3] +                     \
                               (ptrdiff_t)i4 * (p)->b_steps[4];                                                        \
              body;                                                                                                    \
              out_at += (ptrdiff_t)n;                                                                                  \
            }                                                                                                          \
  } while (0)

/* Results may take over an operand's memory element for element, which compilers must be told is harmless. */
#if defined(__clang__)
/* Older compilers cannot vectorise every one of these loops, which is no reason to warn. */
#pragma clang diagnostic ignored "-Wpass-failed"
#define EDGE_INDEPENDENT_LOOP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define EDGE_INDEPENDENT_LOOP _Pragma("GCC ivdep")
#else
#define EDGE_INDEPENDENT_LOOP
#endif

/* One row: contiguous operands get a loop of their own, which compilers vectorise. */
#define EDGE_ROW(expression)                                                                                           \
  do {                                                                                                                 \
    if (a_step == 1 && b_step == 1) {                                                                                  \
      EDGE_INDEPENDENT_LOOP                                                                                            \
      for (int32_t i = 0; i < n; i++)                                                                                  \
        out[out_at + (ptrdiff_t)i] = expression(a[a_at + (ptrdiff_t)i], b[b_at + (ptrdiff_t)i]);                       \
    } else if (a_step == 1 && b_step == 0) {                                                                           \
      EDGE_INDEPENDENT_LOOP                                                                                            \
      for (int32_t i = 0; i < n; i++)                                                                                  \
        out[out_at + (ptrdiff_t)i] = expression(a[a_at + (ptrdiff_t)i], b[b_at]);                                      \
    } else {                                                                                                           \
      for (int32_t i = 0; i < n; i++)                                                                                  \
        out[out_at + (ptrdiff_t)i] =                                                                                   \
            expression(a[a_at + (ptrdiff_t)i * (ptrdiff_t)a_step], b[b_at + (ptrdiff_t)i * (ptrdiff_t)b_step]);        \
    }                                                                                                                  \
  } while (0)

#endif
