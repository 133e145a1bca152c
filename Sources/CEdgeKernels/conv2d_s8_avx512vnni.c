/* conv2d_s8 for AVX-512 with VNNI and VBMI.
 *
 * The input is copied once into scratch memory with its border, as unsigned bytes (value + 128). A window row is then
 * contiguous bytes, of which four at a time are broadcast and multiplied with the weights of 16 output channels:
 * sum((q - z) * w) = sum((q + 128) * w) - (z + 128) * sum(w). Padded taps hold the zero point, so they cancel too.
 * Grouped convolutions and very large dilated windows use the portable code.
 */
#include "edge_conv2d_s8.h"
#include "edge_kernel_functions.h"

enum { LANES = 16 };

/* Contiguous runs of bytes that make up one window: one per kernel row, or one per tap when columns are dilated. */
static int32_t segment_count(const edge_conv2d_s8 *p) {
  return p->dilation_width == 1 ? p->kernel_height : p->kernel_height * p->kernel_width;
}

static int32_t segment_length(const edge_conv2d_s8 *p) {
  return p->dilation_width == 1 ? p->kernel_width * p->input_channels : p->input_channels;
}

/* Groups of four bytes per segment, the last one filled with zero weights. */
static int32_t segment_quads(const edge_conv2d_s8 *p) {
  return (segment_length(p) + 3) / 4;
}

static int32_t bordered_width(const edge_conv2d_s8 *p) {
  return (p->output_width - 1) * p->stride_width + (p->kernel_width - 1) * p->dilation_width + 1;
}

static int32_t bordered_height(const edge_conv2d_s8 *p) {
  return (p->output_height - 1) * p->stride_height + (p->kernel_height - 1) * p->dilation_height + 1;
}

static int32_t channel_blocks(const edge_conv2d_s8 *p) {
  return (p->output_channels + LANES - 1) / LANES;
}

/* Most contiguous runs per window that fit the table of offsets. */
enum { MOST_SEGMENTS = 64 };

static int uses_portable_code(const edge_conv2d_s8 *p) {
  return p->groups != 1 || segment_count(p) > MOST_SEGMENTS;
}

size_t edge_conv2d_s8__avx512vnni_scratch(const void *parameters) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  if (uses_portable_code(p))
    return edge_conv2d_s8__portable_wide_scratch(parameters);
  /* The last quad of a window may reach 3 bytes beyond it, a block of pixels a few windows beyond the row. */
  return (size_t)p->batches * (size_t)bordered_height(p) * (size_t)bordered_width(p) * (size_t)p->input_channels + 64;
}

size_t edge_conv2d_s8__avx512vnni_packed(const void *parameters) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  if (uses_portable_code(p))
    return edge_conv2d_s8__portable_wide_packed(parameters);
  const size_t blocks = (size_t)channel_blocks(p);
  return blocks * LANES * 4 * ((size_t)segment_count(p) * (size_t)segment_quads(p) + 1);
}

/* Layout: [block][segment][quad][16 channels][4 bytes], then int32 sums of each channel's weights. */
void edge_conv2d_s8__avx512vnni_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  if (uses_portable_code(p)) {
    edge_conv2d_s8__portable_wide_pack(parameters, from, packed);
    return;
  }
  const int8_t *weights = (const int8_t *)from;
  int8_t *to = (int8_t *)packed;
  const int32_t segments = segment_count(p), length = segment_length(p), quads = segment_quads(p);
  const int32_t blocks = channel_blocks(p);
  int32_t *sums = (int32_t *)(void *)(to + (size_t)blocks * LANES * 4 * (size_t)segments * (size_t)quads);
  for (int32_t i = 0; i < blocks * LANES; i++)
    sums[i] = 0;
  for (int32_t block = 0; block < blocks; block++)
    for (int32_t s = 0; s < segments; s++)
      for (int32_t q = 0; q < quads; q++)
        for (int32_t lane = 0; lane < LANES; lane++)
          for (int32_t byte = 0; byte < 4; byte++) {
            const int32_t c = block * LANES + lane, k = 4 * q + byte;
            int8_t w = 0;
            if (c < p->output_channels && k < length)
              w = weights[((size_t)c * (size_t)segments + (size_t)s) * (size_t)length + (size_t)k];
            *to++ = w;
            sums[c] += w;
          }
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx512vbmi"))),               \
                             apply_to = function)

/* Copies n bytes with the top bit flipped: int8 to unsigned bytes 128 higher. */
static inline void copy_flipped(uint8_t *to, const int8_t *from, size_t n) {
  const __m512i flip = _mm512_set1_epi8((char)0x80);
  size_t i = 0;
  for (; i + 64 <= n; i += 64)
    _mm512_storeu_si512(to + i, _mm512_xor_si512(_mm512_loadu_si512(from + i), flip));
  if (i < n) {
    const __mmask64 mask = _cvtu64_mask64(~UINT64_C(0) >> (64 - (n - i)));
    _mm512_mask_storeu_epi8(to + i, mask, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, from + i), flip));
  }
}

static inline void fill_bytes(uint8_t *to, uint8_t value, size_t n) {
  for (size_t i = 0; i < n; i++)
    to[i] = value;
}

/* The input with its border, flipped to unsigned bytes. */
static void copy_with_border(const edge_conv2d_s8 *p, const int8_t *input, uint8_t *to) {
  const int32_t height = bordered_height(p), width = bordered_width(p);
  const size_t channels = (size_t)p->input_channels;
  const uint8_t zero = (uint8_t)(p->input_zero_point + 128);
  const size_t row = (size_t)width * channels, input_row = (size_t)p->input_width * channels;
  const int32_t left = edge_min(p->pad_left, width);
  const int32_t inside = edge_max(edge_min(p->input_width, width - left), 0);
  const size_t left_bytes = (size_t)left * channels, inside_bytes = (size_t)inside * channels;
  for (int32_t b = 0; b < p->batches; b++) {
    const int8_t *image = input + (size_t)b * (size_t)p->input_height * input_row;
    if (p->pad_top == 0 && p->pad_left == 0 && width == p->input_width && height <= p->input_height) {
      copy_flipped(to, image, (size_t)height * row);
      to += (size_t)height * row;
      continue;
    }
    for (int32_t y = 0; y < height; y++) {
      const int32_t from = y - p->pad_top;
      if (from < 0 || from >= p->input_height) {
        fill_bytes(to, zero, row);
      } else {
        fill_bytes(to, zero, left_bytes);
        copy_flipped(to + left_bytes, image + (size_t)from * input_row, inside_bytes);
        fill_bytes(to + left_bytes + inside_bytes, zero, row - left_bytes - inside_bytes);
      }
      to += row;
    }
  }
}

/* What a block of pixels needs beside its own addresses. */
typedef struct job {
  const edge_conv2d_s8 *p;
  const uint8_t *image;
  const size_t *offsets; /* of each segment from the window's first byte */
  const int8_t *weights; /* of the first channel block */
  const int32_t *sums;
  const int32_t *bias;
  const void *requant;
  const uint8_t *table;
  int32_t segments, quads;
} job;

/* 256 bytes as four registers; index bit 7 chooses the pair. */
static inline __m512i look_up(__m512i index, const __m512i table[4]) {
  const __m512i low = _mm512_permutex2var_epi8(table[0], index, table[1]);
  const __m512i high = _mm512_permutex2var_epi8(table[2], index, table[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high);
}

/* Requantizes 16 accumulators by the float rule; the result is 16 bytes. */
static inline __m128i requantize(__m512i accumulator, __m512 scale, __m512 low, __m512 high, __m512i zero_point) {
  __m512 v = _mm512_mul_ps(_mm512_cvtepi32_ps(accumulator), scale);
  v = _mm512_min_ps(_mm512_max_ps(v, low), high);
  return _mm512_cvtepi32_epi8(_mm512_add_epi32(_mm512_cvtps_epi32(v), zero_point));
}

#define EDGE_UNROLL _Pragma("clang loop unroll(full)")

/* One block: PIXELS pixels, BLOCKS times 16 channels. `windows` are byte offsets of the pixels' windows; only `count`
 * pixels are stored. */
#define EDGE_DEFINE_BLOCK(PIXELS, BLOCKS)                                                                              \
  static void block_##PIXELS##x##BLOCKS(const job *j, const size_t *windows, int32_t channel, uint8_t *output,         \
                                        int32_t count) {                                                               \
    const edge_conv2d_s8 *p = j->p;                                                                                    \
    const size_t block_bytes = (size_t)j->segments * (size_t)j->quads * 64;                                            \
    const int8_t *weights = j->weights + (size_t)(channel / LANES) * block_bytes;                                      \
    const __m512i correction = _mm512_set1_epi32(p->input_zero_point + 128);                                           \
    __m512i sums[PIXELS][BLOCKS];                                                                                      \
    EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                     \
      const int32_t c = channel + n * LANES;                                                                           \
      const int32_t left = edge_min(p->output_channels - c, LANES);                                                    \
      const __mmask16 mask = (__mmask16)((1u << left) - 1);                                                            \
      const __m512i start = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(mask, j->bias + c),                              \
                                             _mm512_mullo_epi32(_mm512_loadu_si512(j->sums + c), correction));         \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) sums[i][n] = start;                                                 \
    }                                                                                                                  \
    for (int32_t s = 0; s < j->segments; s++) {                                                                        \
      const uint8_t *base = j->image + j->offsets[s];                                                                  \
      for (int32_t q = 0; q < j->quads; q++) {                                                                         \
        __m512i w[BLOCKS];                                                                                             \
        EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) w[n] = _mm512_loadu_si512(weights + (size_t)n * block_bytes);     \
        EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {                                                                 \
          int32_t quad;                                                                                                \
          __builtin_memcpy(&quad, base + windows[i] + (size_t)q * 4, 4);                                               \
          const __m512i a = _mm512_set1_epi32(quad);                                                                   \
          EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) sums[i][n] = _mm512_dpbusd_epi32(sums[i][n], a, w[n]);          \
        }                                                                                                              \
        weights += 64;                                                                                                 \
      }                                                                                                                \
    }                                                                                                                  \
    if (p->requantization == EDGE_REQUANTIZE_FLOAT) {                                                                  \
      const __m512 low = _mm512_set1_ps((float)(p->output_min - p->output_zero_point));                                \
      const __m512 high = _mm512_set1_ps((float)(p->output_max - p->output_zero_point));                               \
      const __m512i zero_point = _mm512_set1_epi32(p->output_zero_point);                                              \
      __m512 scales[BLOCKS];                                                                                           \
      EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                   \
        const int32_t c = channel + n * LANES;                                                                         \
        const __mmask16 mask = (__mmask16)((1u << edge_min(p->output_channels - c, LANES)) - 1);                       \
        scales[n] = _mm512_maskz_loadu_ps(mask, (const float *)j->requant + c);                                        \
      }                                                                                                                \
      const int32_t bytes = edge_min(p->output_channels - channel, BLOCKS * LANES);                                    \
      const __mmask64 mask = _cvtu64_mask64(~UINT64_C(0) >> (64 - bytes));                                             \
      __m512i table[4];                                                                                                \
      if (p->has_table)                                                                                                \
        for (int t = 0; t < 4; t++)                                                                                    \
          table[t] = _mm512_loadu_si512(j->table + 64 * t);                                                            \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {                                                                   \
        __m512i result = _mm512_setzero_si512();                                                                       \
        EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                 \
          const __m128i part = requantize(sums[i][n], scales[n], low, high, zero_point);                               \
          result = n == 0   ? _mm512_inserti32x4(result, part, 0)                                                      \
                   : n == 1 ? _mm512_inserti32x4(result, part, 1)                                                      \
                   : n == 2 ? _mm512_inserti32x4(result, part, 2)                                                      \
                            : _mm512_inserti32x4(result, part, 3);                                                     \
        }                                                                                                              \
        if (p->has_table)                                                                                              \
          result = look_up(result, table);                                                                             \
        if (i < count)                                                                                                 \
          _mm512_mask_storeu_epi8(output + (size_t)i * (size_t)p->output_channels + (size_t)channel, mask, result);    \
      }                                                                                                                \
      return;                                                                                                          \
    }                                                                                                                  \
    /* Accumulators are indexed by constants only: any other index would keep them out of registers. */                \
    int32_t values[PIXELS][BLOCKS * LANES];                                                                            \
    EDGE_UNROLL for (int i = 0; i < PIXELS; i++) EDGE_UNROLL for (int n = 0; n < BLOCKS; n++)                          \
        _mm512_storeu_si512(values[i] + n * LANES, sums[i][n]);                                                        \
    const int32_t channels = edge_min(p->output_channels - channel, BLOCKS * LANES);                                   \
    for (int32_t i = 0; i < count; i++)                                                                                \
      for (int32_t c = 0; c < channels; c++) {                                                                         \
        const uint8_t v = (uint8_t)edge_requantize(values[i][c], p->requantization, j->requant, channel + c,           \
                                                   p->output_zero_point, p->output_min, p->output_max);                \
        output[(size_t)i * (size_t)p->output_channels + (size_t)(channel + c)] = p->has_table ? j->table[v] : v;       \
      }                                                                                                                \
  }

EDGE_DEFINE_BLOCK(12, 1)
EDGE_DEFINE_BLOCK(12, 2)
EDGE_DEFINE_BLOCK(6, 4)

/* All pixels of one row of `width` pixels for channels from `channel` on; returns how many channels were done. */
#define EDGE_RUN_ROW(PIXELS, BLOCKS)                                                                                   \
  for (int32_t x = 0; x < width; x += PIXELS) {                                                                        \
    size_t windows[PIXELS];                                                                                            \
    const int32_t count = edge_min(PIXELS, width - x);                                                                 \
    for (int32_t i = 0; i < PIXELS; i++)                                                                               \
      windows[i] = start + (size_t)(x + edge_min(i, count - 1)) * step;                                                \
    block_##PIXELS##x##BLOCKS(&j, windows, channel, output + (size_t)x * (size_t)p->output_channels, count);           \
  }

void edge_conv2d_s8__avx512vnni(const void *parameters, void *const *operands, void *scratch) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  if (uses_portable_code(p)) {
    edge_conv2d_s8__portable_wide(parameters, operands, scratch);
    return;
  }
  size_t offsets[MOST_SEGMENTS];
  const int32_t segments = segment_count(p);
  const size_t channels = (size_t)p->input_channels;
  const size_t row_bytes = (size_t)bordered_width(p) * channels;
  const int32_t blocks = channel_blocks(p);
  uint8_t *image = (uint8_t *)scratch;
  copy_with_border(p, (const int8_t *)operands[0], image);
  for (int32_t s = 0; s < segments; s++) {
    const int32_t ky = p->dilation_width == 1 ? s : s / p->kernel_width;
    const int32_t kx = p->dilation_width == 1 ? 0 : s % p->kernel_width;
    offsets[s] = (size_t)(ky * p->dilation_height) * row_bytes + (size_t)(kx * p->dilation_width) * channels;
  }
  job j = {.p = p,
           .image = image,
           .offsets = offsets,
           .weights = (const int8_t *)operands[1],
           .bias = (const int32_t *)operands[2],
           .requant = operands[3],
           .table = (const uint8_t *)operands[4],
           .segments = segments,
           .quads = segment_quads(p)};
  j.sums = (const int32_t *)(const void *)(j.weights + (size_t)blocks * LANES * 4 * (size_t)segments * (size_t)j.quads);
  /* Rows of a window of one pixel and no stride follow one another without a gap: one long row. */
  const int flat = p->kernel_width == 1 && p->kernel_height == 1 && p->stride_width == 1 && p->stride_height == 1 &&
                   bordered_width(p) == p->output_width;
  const int32_t width = flat ? p->batches * p->output_height * p->output_width : p->output_width;
  const int32_t rows = flat ? 1 : p->batches * p->output_height;
  const size_t step = (size_t)p->stride_width * channels;
  for (int32_t channel = 0; channel < p->output_channels;) {
    const int32_t left = (p->output_channels - channel + LANES - 1) / LANES;
    const int32_t taken = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (int32_t r = 0; r < rows; r++) {
      const int32_t b = r / p->output_height, y = r % p->output_height;
      const size_t start =
          flat ? 0 : ((size_t)b * (size_t)bordered_height(p) + (size_t)y * (size_t)p->stride_height) * row_bytes;
      uint8_t *output = (uint8_t *)operands[5] + (size_t)r * (size_t)width * (size_t)p->output_channels;
      if (taken == 4) {
        EDGE_RUN_ROW(6, 4)
      } else if (taken == 2) {
        EDGE_RUN_ROW(12, 2)
      } else {
        EDGE_RUN_ROW(12, 1)
      }
    }
    channel += taken * LANES;
  }
}

#pragma clang attribute pop
#endif
