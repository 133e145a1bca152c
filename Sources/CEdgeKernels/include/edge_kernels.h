/* EdgeRunner kernels: the arithmetic, in C11, without malloc, stdio or mutable globals.
 *
 * Every kernel has the same signature. Its parameters are one flat structure of 4-byte fields that is described by
 * a field table, so that the code generator can print it with designated initialisers; neither the engine nor the
 * generator knows any operator. Operands are pointers in the order each family documents. The caller owns
 * all memory, scratch included.
 */
#ifndef EDGE_KERNELS_H
#define EDGE_KERNELS_H

#include "edge_parameters.h"

#include <stddef.h>
#include <stdint.h>

/* Every float operation is a rounding of its own. */
#if defined(__FAST_MATH__)
#error "compile EdgeRunner's kernels without -ffast-math: their roundings are their results"
#endif
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Instruction sets a kernel may need, as bits. Hosts and targets share the numbering, so that a host can pack for a
 * target. */
enum {
  EDGE_ISA_PORTABLE = 0,
  EDGE_ISA_X86_AVX2 = 1 << 0,
  EDGE_ISA_X86_AVX512_VNNI = 1 << 1,
  EDGE_ISA_X86_AVX_VNNI = 1 << 2,
  EDGE_ISA_ARM_DSP = 1 << 16,
  EDGE_ISA_ARM_MVE = 1 << 17
};

typedef void (*edge_kernel_function)(const void *parameters, void *const *operands, void *scratch);

/* One field of a parameter structure. Fields follow one another without padding, 4 bytes an element. */
typedef struct edge_field {
  const char *name;
  uint32_t is_float; /* 0: int32_t, 1: float */
  uint32_t count;    /* 1, or the length of an array */
} edge_field;

/* One kernel: a row of the table. `run` is null where the instruction set was not compiled in; the other functions are
 * plain C and work on any host. */
typedef struct edge_kernel {
  const char *name; /* family, two underscores, instruction set */
  edge_family_number family;
  uint32_t isa; /* EDGE_ISA_ bits, all of which it needs */
  edge_kernel_function run;
  size_t (*scratch_size)(const void *parameters);                       /* bytes; null: none */
  size_t (*packed_size)(const void *parameters);                        /* bytes; null: all operands as they are */
  void (*pack)(const void *parameters, const void *from, void *packed); /* of the packed operand */
  const char *source;       /* name of the file that defines these functions */
  const char *const *needs; /* names of the kernels whose functions they call, then null */
} edge_kernel;

/* One family: the shape of its parameters. */
typedef struct edge_family {
  const char *name;
  size_t parameters_size;
  const edge_field *fields;
  size_t field_count;
  int32_t packed_operand; /* position, or EDGE_UNPACKED */
} edge_family;

/* All families by number, and all kernels, compiled into this library. Fastest kernels come first within a family. */
size_t edge_family_count(void);
const edge_family *edge_family_at(size_t index);
size_t edge_kernel_count(void);
const edge_kernel *edge_kernel_at(size_t index);

/* EDGE_ISA_ bits of the processor this runs on. */
uint32_t edge_isa_of_this_machine(void);

#ifdef __cplusplus
}
#endif

#endif
