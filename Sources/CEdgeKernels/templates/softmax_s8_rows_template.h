/* The int8 softmax on as many rows at once as a vector has lanes, for one instruction set. Sums of exponentials must be
 * sequential, so every lane has a row of its own. The including file defines
 *
 *   EDGE_NAME                  the kernel's function
 *   EDGE_LANES                 lanes of a vector
 *   EDGE_INTEGERS, EDGE_FLOATS vector types
 *   EDGE_V(f)                  the instruction f of these vectors
 *   EDGE_LOAD(at), EDGE_STORE(at, v), EDGE_AND(a, b), EDGE_OR(a, b)
 *   gather_integers(from, at), gather_floats(from, at)  elements at byte offsets, and at positions
 *   add_halves(whole, rest)    whole plus one where rest >= 0.5
 */

enum { MOST_QUADS = 16 };

/* Softmax of EDGE_LANES rows of `quads` times four values. */
static inline void softmax_rows(const edge_softmax_s8 *p, int32_t quads, const int8_t *input, const float *exponentials,
                                int8_t *output) {
  int32_t starts[EDGE_LANES];
  for (int32_t lane = 0; lane < EDGE_LANES; lane++)
    starts[lane] = lane * p->depth;
  const EDGE_INTEGERS rows = EDGE_LOAD(starts);
  EDGE_INTEGERS values[MOST_QUADS];
  for (int32_t q = 0; q < quads; q++)
    values[q] = gather_integers(input + 4 * q, rows);
  EDGE_INTEGERS largest = values[0];
  for (int32_t q = 1; q < quads; q++)
    largest = EDGE_V(max_epi8)(largest, values[q]);
  largest = EDGE_V(max_epi8)(largest, EDGE_V(srli_epi32)(largest, 16));
  largest = EDGE_V(max_epi8)(largest, EDGE_V(srli_epi32)(largest, 8));
  largest = EDGE_V(srai_epi32)(EDGE_V(slli_epi32)(largest, 24), 24);
  EDGE_FLOATS results[MOST_QUADS * 4];
  EDGE_FLOATS sum = EDGE_V(setzero_ps)();
  for (int32_t q = 0; q < quads; q++)
    _Pragma("clang loop unroll(full)") for (int k = 0; k < 4; k++) {
      const EDGE_INTEGERS value = EDGE_V(srai_epi32)(EDGE_V(slli_epi32)(values[q], 24 - 8 * k), 24);
      results[4 * q + k] = gather_floats(exponentials, EDGE_V(sub_epi32)(largest, value));
      sum = EDGE_V(add_ps)(sum, results[4 * q + k]);
    }
  const EDGE_FLOATS scaled = EDGE_V(mul_ps)(sum, EDGE_V(set1_ps)(p->output_scale));
  const EDGE_FLOATS inverse = EDGE_V(div_ps)(EDGE_V(set1_ps)(1.0f), scaled);
  for (int32_t q = 0; q < quads; q++) {
    EDGE_INTEGERS quad = EDGE_V(set1_epi32)(0);
    _Pragma("clang loop unroll(full)") for (int k = 0; k < 4; k++) {
      const EDGE_FLOATS product = EDGE_V(mul_ps)(results[4 * q + k], inverse);
      const EDGE_FLOATS v = EDGE_V(min_ps)(product, EDGE_V(set1_ps)(1024.0f));
      EDGE_INTEGERS whole = EDGE_V(cvttps_epi32)(v); /* v >= 0: nearest with ties away */
      whole = add_halves(whole, EDGE_V(sub_ps)(v, EDGE_V(cvtepi32_ps)(whole)));
      whole = EDGE_V(add_epi32)(whole, EDGE_V(set1_epi32)(p->output_zero_point));
      whole = EDGE_V(min_epi32)(EDGE_V(max_epi32)(whole, EDGE_V(set1_epi32)(-128)), EDGE_V(set1_epi32)(127));
      quad = EDGE_OR(quad, EDGE_V(slli_epi32)(EDGE_AND(whole, EDGE_V(set1_epi32)(255)), 8 * k));
    }
    int32_t bytes[EDGE_LANES];
    EDGE_STORE(bytes, quad);
    for (int32_t lane = 0; lane < EDGE_LANES; lane++)
      __builtin_memcpy(output + lane * p->depth + 4 * q, &bytes[lane], 4);
  }
}

void EDGE_NAME(const void *parameters, void *const *operands, void *scratch) {
  edge_softmax_s8 p = *(const edge_softmax_s8 *)parameters;
  int8_t *input = (int8_t *)operands[0];
  int8_t *output = (int8_t *)operands[2];
  if (p.depth % 4 == 0 && p.depth <= 4 * MOST_QUADS)
    for (; p.rows >= EDGE_LANES; p.rows -= EDGE_LANES) {
      softmax_rows(&p, p.depth / 4, input, (const float *)operands[1], output);
      input += EDGE_LANES * p.depth;
      output += EDGE_LANES * p.depth;
    }
  void *const rest[] = {input, operands[1], output};
  edge_softmax_s8__portable(&p, rest, scratch);
}
