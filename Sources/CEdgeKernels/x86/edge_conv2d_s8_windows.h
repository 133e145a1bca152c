/* What the vector variants of the int8 convolution share: the shape of windows and the order of packed weights.
 *
 * The input is copied once into scratch memory with its border. A window is then a few runs of contiguous elements
 * (segments), of which a group at a time is broadcast and multiplied with the weights of as many output channels as
 * there are lanes. Grouped convolutions and very large dilated windows use the portable code.
 */
#ifndef EDGE_CONV2D_S8_WINDOWS_H
#define EDGE_CONV2D_S8_WINDOWS_H

#include "edge_conv2d_s8.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

/* What an instruction set multiplies at once: `group` neighbouring elements of the window for `lanes` channels. */
typedef struct edge_lanes {
  int32_t lanes;
  int32_t group;
  int32_t element_bytes; /* of the copied input */
  int32_t sums;          /* 1 when the sums of each channel's weights follow the weights */
} edge_lanes;

/* Most segments per window that fit the table of offsets. */
enum { EDGE_MOST_SEGMENTS = 64 };

/* Contiguous runs that make up one window: one per kernel row, or one per tap when columns are dilated. */
static inline int32_t edge_segment_count(const edge_conv2d_s8 *p) {
  return p->dilation_width == 1 ? p->kernel_height : p->kernel_height * p->kernel_width;
}

static inline int32_t edge_segment_length(const edge_conv2d_s8 *p) {
  return p->dilation_width == 1 ? p->kernel_width * p->input_channels : p->input_channels;
}

/* Groups per segment, the last one filled with zero weights. */
static inline int32_t edge_segment_groups(const edge_conv2d_s8 *p, int32_t group) {
  return (edge_segment_length(p) + group - 1) / group;
}

/* Elements that the windows of `count` pixels cover along one side. */
static inline int32_t edge_bordered(int32_t count, int32_t stride, int32_t kernel, int32_t dilation) {
  return (count - 1) * stride + (kernel - 1) * dilation + 1;
}

static inline int32_t edge_bordered_width(const edge_conv2d_s8 *p) {
  return edge_bordered(p->output_width, p->stride_width, p->kernel_width, p->dilation_width);
}

static inline int32_t edge_bordered_height(const edge_conv2d_s8 *p) {
  return edge_bordered(p->output_height, p->stride_height, p->kernel_height, p->dilation_height);
}

static inline int32_t edge_channel_blocks(const edge_conv2d_s8 *p, int32_t lanes) {
  return (p->output_channels + lanes - 1) / lanes;
}

static inline int edge_has_no_windows(const edge_conv2d_s8 *p) {
  return p->groups != 1 || edge_segment_count(p) > EDGE_MOST_SEGMENTS;
}

static inline size_t edge_windows_scratch(const edge_conv2d_s8 *p, edge_lanes l) {
  if (edge_has_no_windows(p))
    return edge_conv2d_s8__portable_wide_scratch(p);
  /* The last group of a window may reach a few elements beyond it. */
  return (size_t)p->batches * (size_t)edge_bordered_height(p) * (size_t)edge_bordered_width(p) *
             (size_t)p->input_channels * (size_t)l.element_bytes +
         64;
}

/* Bytes of the weights of one channel block. */
static inline size_t edge_block_bytes(const edge_conv2d_s8 *p, edge_lanes l) {
  return (size_t)edge_segment_count(p) * (size_t)edge_segment_groups(p, l.group) * (size_t)l.group * (size_t)l.lanes;
}

static inline size_t edge_windows_packed(const edge_conv2d_s8 *p, edge_lanes l) {
  if (edge_has_no_windows(p))
    return edge_conv2d_s8__portable_wide_packed(p);
  return (size_t)edge_channel_blocks(p, l.lanes) *
         (edge_block_bytes(p, l) + (l.sums ? (size_t)l.lanes * sizeof(int32_t) : 0));
}

#if defined(__x86_64__)
/* Packs `length` bytes, a multiple of 16, of four channels that lie `row` bytes apart in groups of four elements, of
 * which one follows `group_bytes` after the other. Adds the bytes, 128 each higher, to the two halves of `sums`. */
static inline void edge_pack_quad(int8_t *to, size_t group_bytes, const int8_t *from, size_t row, int32_t length,
                                  __m128i sums[4]) {
  const __m128i flip = _mm_set1_epi8((char)0x80), zero = _mm_setzero_si128();
  for (int32_t k = 0; k < length; k += 16, to += 4 * group_bytes) {
    __m128i c[4];
    for (int i = 0; i < 4; i++) {
      c[i] = _mm_loadu_si128((const __m128i *)(const void *)(from + (size_t)i * row + k));
      sums[i] = _mm_add_epi64(sums[i], _mm_sad_epu8(_mm_xor_si128(c[i], flip), zero));
    }
    const __m128i a = _mm_unpacklo_epi32(c[0], c[1]), b = _mm_unpacklo_epi32(c[2], c[3]);
    const __m128i d = _mm_unpackhi_epi32(c[0], c[1]), e = _mm_unpackhi_epi32(c[2], c[3]);
    _mm_storeu_si128((__m128i *)(void *)to, _mm_unpacklo_epi64(a, b));
    _mm_storeu_si128((__m128i *)(void *)(to + group_bytes), _mm_unpackhi_epi64(a, b));
    _mm_storeu_si128((__m128i *)(void *)(to + 2 * group_bytes), _mm_unpacklo_epi64(d, e));
    _mm_storeu_si128((__m128i *)(void *)(to + 3 * group_bytes), _mm_unpackhi_epi64(d, e));
  }
}

/* The layout below for groups of four elements, segments of a multiple of 16 and blocks without empty lanes. */
static inline void edge_windows_pack_quads(const edge_conv2d_s8 *p, edge_lanes l, const int8_t *from, int8_t *packed) {
  const int32_t segments = edge_segment_count(p), length = edge_segment_length(p), channels = p->output_channels;
  const size_t row = (size_t)segments * (size_t)length, block_bytes = edge_block_bytes(p, l);
  const size_t group_bytes = 4 * (size_t)l.lanes;
  int32_t *all = (int32_t *)(void *)(packed + (size_t)edge_channel_blocks(p, l.lanes) * block_bytes);
  for (int32_t first = 0; first < channels; first += 4) {
    const int8_t *weights = from + (size_t)first * row;
    int8_t *to = packed + (size_t)(first / l.lanes) * block_bytes + 4 * (first % l.lanes);
    __m128i sums[4] = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
    for (int32_t s = 0; s < segments; s++, weights += length, to += (size_t)(length / 4) * group_bytes)
      edge_pack_quad(to, group_bytes, weights, row, length, sums);
    if (!l.sums)
      continue;
    for (int i = 0; i < 4; i++)
      all[first + i] = (int32_t)(_mm_cvtsi128_si64(sums[i]) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums[i], sums[i])) -
                                 128 * (int64_t)row);
  }
}
#endif

/* Layout: [block][segment][group][channel][element], then int32 sums of each channel's weights. */
static inline void edge_windows_pack(const edge_conv2d_s8 *p, edge_lanes l, const void *from, void *packed) {
  if (edge_has_no_windows(p)) {
    edge_conv2d_s8__portable_wide_pack(p, from, packed);
    return;
  }
  const int32_t segments = edge_segment_count(p), length = edge_segment_length(p), channels = p->output_channels;
#if defined(__x86_64__)
  if (l.group == 4 && l.element_bytes == 1 && length % 16 == 0 && channels % l.lanes == 0) {
    edge_windows_pack_quads(p, l, (const int8_t *)from, (int8_t *)packed);
    return;
  }
#endif
  const int32_t blocks = edge_channel_blocks(p, l.lanes);
  const size_t row = (size_t)segments * (size_t)length, block_bytes = edge_block_bytes(p, l);
  const size_t group_bytes = (size_t)l.group * (size_t)l.lanes;
  /* Where neither segments nor channels fill their last places, those stay zero. */
  if (length % l.group != 0 || channels % l.lanes != 0)
    memset(packed, 0, (size_t)blocks * block_bytes);
  for (int32_t block = 0; block < blocks; block++) {
    const int32_t first = block * l.lanes, count = channels - first < l.lanes ? channels - first : l.lanes;
    const int8_t *weights = (const int8_t *)from + (size_t)first * row;
    int8_t *to = (int8_t *)packed + (size_t)block * block_bytes;
    for (int32_t s = 0; s < segments; s++, weights += length) {
      int32_t k = 0;
      for (; k + l.group <= length; k += l.group, to += group_bytes)
        for (int32_t lane = 0; lane < count; lane++)
          memcpy(to + lane * l.group, weights + (size_t)lane * row + k, (size_t)l.group);
      if (k < length) {
        for (int32_t lane = 0; lane < count; lane++)
          for (int32_t element = 0; k + element < length; element++)
            to[lane * l.group + element] = weights[(size_t)lane * row + (size_t)(k + element)];
        to += group_bytes;
      }
    }
  }
  if (!l.sums)
    return;
  int32_t *sums = (int32_t *)(void *)((int8_t *)packed + (size_t)blocks * block_bytes);
  for (int32_t c = 0; c < blocks * l.lanes; c++) {
    int32_t sum = 0;
    if (c < channels)
      for (size_t i = 0; i < row; i++)
        sum += ((const int8_t *)from)[(size_t)c * row + i];
    sums[c] = sum;
  }
}

/* An input to be copied with its border. */
typedef struct edge_border {
  int32_t batches, input_height, input_width, channels;
  int32_t height, width, pad_top, pad_left; /* of and in the copy */
  int32_t zero_point;
  int32_t repeats; /* of each element in the copy; 0 is once */
} edge_border;

/* Where the parts of a convolution lie, for one block of pixels and channels. */
typedef struct edge_windows {
  const edge_conv2d_s8 *p;
  const void *image;     /* the input with its border */
  const size_t *offsets; /* of each segment from the window's first element, in elements */
  const int8_t *weights; /* of the first channel block */
  const int32_t *sums;   /* of each channel's weights */
  const int32_t *bias;
  const void *requant;
  const uint8_t *table;
  size_t block_bytes;
  int32_t segments, groups;
} edge_windows;

#endif
