/* What the int8 convolutions of microcontrollers share. They compute three pixels by two output channels at a time,
 * the most sums that fit the registers, from patches gathered as bytes. */
#ifndef EDGE_CONV2D_S8_TRIPLES_H
#define EDGE_CONV2D_S8_TRIPLES_H

#include "edge_conv2d_s8.h"

/* Patches and sums of this many bytes are worked on for each walk over the weights, which usually come from slow
 * memory. */
enum { EDGE_TRIPLES_BYTES = 16384, EDGE_TRIPLES_MOST_PIXELS = 48 };

/* Pixels worked on together, a multiple of 3; element_size: bytes of a patch's element. */
static inline int32_t edge_conv2d_s8_triples_pixels(const edge_conv2d_s8 *p, int32_t element_size) {
  const int32_t each = edge_conv2d_s8_padded_depth(p) * element_size + p->output_channels / p->groups * 4;
  const int32_t pixels = edge_min(EDGE_TRIPLES_BYTES / each / 3 * 3, EDGE_TRIPLES_MOST_PIXELS);
  const int32_t all = p->batches * p->output_height * p->output_width;
  return edge_max(edge_min(pixels, (all + 2) / 3 * 3), 3);
}

/* True where the pixels of the input are patches as they are. */
static inline int edge_conv2d_s8_is_pointwise(const edge_conv2d_s8 *p, int32_t multiple) {
  return p->kernel_height == 1 && p->kernel_width == 1 && p->stride_height == 1 && p->stride_width == 1 &&
         p->pad_top == 0 && p->pad_left == 0 && p->groups == 1 && p->input_channels % multiple == 0 &&
         p->output_height == p->input_height && p->output_width == p->input_width;
}

/* Rearranges weights [channel][depth] to [pair of channels][piece of the depth][2][bytes of a piece]; a last channel
 * without a partner is alone. Pairs do not cross groups. `piece` divides 16. */
static inline void edge_conv2d_s8_pack_pairs(const edge_conv2d_s8 *p, const int8_t *weights, int8_t *to,
                                             int32_t piece) {
  const int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  const int32_t padded = edge_conv2d_s8_padded_depth(p);
  const int32_t channels = p->output_channels / p->groups;
  for (int32_t c = 0; c < p->output_channels; c++) {
    const int32_t place = c % channels;
    const int32_t paired = place < channels - channels % 2;
    int8_t *row = to + (ptrdiff_t)(c - (paired ? place % 2 : 0)) * padded + (paired ? place % 2 * piece : 0);
    for (int32_t k = 0; k < padded; k++)
      row[k / piece * piece * (paired ? 2 : 1) + k % piece] = k < depth ? weights[(ptrdiff_t)c * depth + k] : 0;
  }
}

#endif
