/* The int8 depthwise convolution over pairs of taps, for one instruction set. The including file defines
 *
 *   EDGE_NAME                      the kernel's function
 *   EDGE_VECTOR, EDGE_LANES        the vector type and its number of int32 lanes
 *   EDGE_LOAD(at)                  a vector from memory
 *   EDGE_UNPACK_LOW(a, b), EDGE_UNPACK_HIGH(a, b)  interleaved int16 within 128 bits
 *   EDGE_MULTIPLY_PAIRS(sum, a, w) sum plus the products of neighbouring int16, added in pairs
 *   EDGE_STORE(at, v)              a vector to memory
 *   store_channels(p, first, second, scales, table, output, count)  requantizes and stores the channels of one pixel
 */
#define EDGE_ELEMENT                                             int16_t
#define EDGE_BORDER(zero_point)                                  0
#define EDGE_COPY(to, from, count, zero_point)                   copy_widened(to, from, count, zero_point)
#define EDGE_COPY_REPEATED(to, from, count, zero_point, repeats) copy_repeated(to, from, count, zero_point, repeats)

#include "edge_border_template.h"

#define EDGE_UNROLL _Pragma("clang loop unroll(full)")

enum { PIXELS = 4, CHANNELS = 2 * EDGE_LANES };

/* What a block of pixels needs beside its own addresses. */
typedef struct pairs {
  const edge_depthwise_conv2d_s8 *p;
  const size_t *offsets; /* of each tap from the window's first element; an even number of them */
  const void *requant;
  const uint8_t *table;
  int32_t count; /* of pairs */
} pairs;

/* A block of pixels and one of channels. `starts` and `scales` are those of the block's lanes. */
static inline void block(const pairs *j, const int16_t *const windows[PIXELS], const int16_t *weights,
                         const int32_t *starts, const float *scales, int32_t channel, uint8_t *const output[PIXELS],
                         int32_t pixel_count) {
  const edge_depthwise_conv2d_s8 *p = j->p;
  EDGE_VECTOR sums[PIXELS][2];
  EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {
    sums[i][0] = EDGE_LOAD(starts);
    sums[i][1] = EDGE_LOAD(starts + EDGE_LANES);
  }
  for (int32_t k = 0; k < j->count; k++) {
    const size_t first = j->offsets[2 * k], second = j->offsets[2 * k + 1];
    const EDGE_VECTOR low = EDGE_LOAD(weights), high = EDGE_LOAD(weights + CHANNELS);
    weights += 2 * CHANNELS;
    EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {
      const EDGE_VECTOR a = EDGE_LOAD(windows[i] + first), b = EDGE_LOAD(windows[i] + second);
      sums[i][0] = EDGE_MULTIPLY_PAIRS(sums[i][0], EDGE_UNPACK_LOW(a, b), low);
      sums[i][1] = EDGE_MULTIPLY_PAIRS(sums[i][1], EDGE_UNPACK_HIGH(a, b), high);
    }
  }
  const int32_t channel_count = edge_min(p->output_channels - channel, CHANNELS);
  const uint8_t *table = p->has_table ? j->table : NULL;
  if (p->requantization == EDGE_REQUANTIZE_FLOAT) {
    EDGE_UNROLL for (int i = 0; i < PIXELS; i++) if (i < pixel_count)
        store_channels(p, sums[i][0], sums[i][1], scales, table, output[i], channel_count);
    return;
  }
  int32_t values[PIXELS][2][EDGE_LANES];
  EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {
    EDGE_STORE(values[i][0], sums[i][0]);
    EDGE_STORE(values[i][1], sums[i][1]);
  }
  for (int32_t i = 0; i < pixel_count; i++)
    for (int32_t vector = 0; vector < 2; vector++)
      for (int32_t lane = 0; lane < EDGE_LANES; lane++) {
        const int32_t c = edge_channel_of_lane(vector, lane);
        if (c >= channel_count)
          continue;
        const uint8_t v = (uint8_t)edge_requantize(values[i][vector][lane], p->requantization, j->requant, channel + c,
                                                   p->output_zero_point, p->output_min, p->output_max);
        output[i][c] = table ? table[v] : v;
      }
}

/* One row of pixels. `row` is its first window, `step` elements before the next one. */
static void run_row(const pairs *j, const int16_t *row, size_t step, int32_t width, const int16_t *weights,
                    const int32_t *starts, const float *scales, uint8_t *output) {
  const int32_t channels = j->p->output_channels;
  for (int32_t x = 0; x < width; x += PIXELS) {
    const int32_t count = edge_min(PIXELS, width - x);
    for (int32_t channel = 0; channel < channels; channel += CHANNELS) {
      const int16_t *windows[PIXELS];
      uint8_t *to[PIXELS];
      for (int32_t i = 0; i < PIXELS; i++) {
        const size_t at = (size_t)(x + edge_min(i, count - 1));
        windows[i] = row + at * step + channel;
        to[i] = output + at * (size_t)channels + channel;
      }
      block(j, windows, weights + (size_t)channel * (size_t)j->count * 2, starts + channel, scales + channel, channel,
            to, count);
    }
  }
}

void EDGE_NAME(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  if (edge_has_no_pairs(p)) {
    edge_depthwise_conv2d_s8__portable(parameters, operands, scratch);
    return;
  }
  const edge_border border = edge_depthwise_border(p);
  const int32_t channels = p->output_channels, taps = p->kernel_height * p->kernel_width;
  const int32_t blocks = edge_pair_blocks(p, EDGE_LANES);
  const int8_t *input = (const int8_t *)operands[0];
  const int16_t *weights = (const int16_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[5];
  int16_t *image = (int16_t *)scratch;
  int32_t *starts = (int32_t *)(void *)((uint8_t *)scratch + edge_pairs_image_size(p));
  float *scales = (float *)(void *)(starts + blocks * CHANNELS);
  for (int32_t n = 0; n < blocks; n++)
    for (int32_t vector = 0; vector < 2; vector++)
      for (int32_t lane = 0; lane < EDGE_LANES; lane++) {
        const int32_t c = n * CHANNELS + edge_channel_of_lane(vector, lane);
        const int32_t to = n * CHANNELS + vector * EDGE_LANES + lane;
        starts[to] = c < channels ? ((const int32_t *)operands[2])[c] : 0;
        scales[to] = c < channels && p->requantization == EDGE_REQUANTIZE_FLOAT ? ((const float *)operands[3])[c] : 0;
      }
  const size_t row_length = (size_t)border.width * (size_t)channels;
  size_t offsets[EDGE_MOST_TAPS + 1];
  for (int32_t tap = 0; tap < taps; tap++)
    offsets[tap] = (size_t)(tap / p->kernel_width * p->dilation_height) * row_length +
                   (size_t)(tap % p->kernel_width * p->dilation_width) * (size_t)channels;
  offsets[taps] = offsets[taps - 1];
  const pairs j = {p, offsets, operands[3], (const uint8_t *)operands[4], edge_tap_pairs(p)};
  if (edge_pairs_are_pixels(p)) {
    const int32_t pixels = p->batches * p->output_height * p->output_width;
    for (int32_t first = 0; first < pixels; first += EDGE_PAIR_PIXELS) {
      const int32_t width = edge_min(EDGE_PAIR_PIXELS, pixels - first);
      const size_t at = (size_t)first * (size_t)channels;
      copy_widened(image, input + at, (size_t)width * (size_t)channels, p->input_zero_point);
      run_row(&j, image, (size_t)channels, width, weights, starts, scales, output + at);
    }
    return;
  }
  copy_with_border(&border, input, image);
  for (int32_t r = 0; r < p->batches * p->output_height; r++) {
    const int32_t b = r / p->output_height, y = r % p->output_height;
    const size_t row = (size_t)b * (size_t)border.height + (size_t)y * (size_t)p->stride_height;
    run_row(&j, image + row * row_length, (size_t)p->stride_width * (size_t)channels, p->output_width, weights, starts,
            scales, output + (size_t)r * (size_t)p->output_width * (size_t)channels);
  }
}
