/* The tables of families and kernels, and what the processor can do. */
#include "edge_kernel_functions.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define EDGE_FIELD_INT(name)      {#name, 0, 1},
#define EDGE_FIELD_FLOAT(name)    {#name, 1, 1},
#define EDGE_FIELD_ARRAY(name, n) {#name, 0, n},
#define EDGE_FIELD_TABLE(type, name, fields, packed)                                                                   \
  static const edge_field name##_fields[] = {fields(EDGE_FIELD_INT, EDGE_FIELD_FLOAT, EDGE_FIELD_ARRAY)};
EDGE_FAMILIES(EDGE_FIELD_TABLE)

#define EDGE_FAMILY_ROW(type, name, fields, packed)                                                                    \
  {#name, sizeof(type), name##_fields, sizeof name##_fields / sizeof name##_fields[0], packed},
static const edge_family families[] = {EDGE_FAMILIES(EDGE_FAMILY_ROW)};

#define EDGE_KERNEL_ROW(family, variant, scratch, packs, source, ...)                                                  \
  {#family "__" #variant,                                                                                              \
   EDGE_FAMILY_##family,                                                                                               \
   EDGE_ISA_##variant,                                                                                                 \
   EDGE_BUILT_##variant(edge_##family##__##variant),                                                                   \
   EDGE_OR_NULL_##scratch(edge_##family##__##variant##_scratch),                                                       \
   EDGE_OR_NULL_##packs(edge_##family##__##variant##_packed),                                                          \
   EDGE_OR_NULL_##packs(edge_##family##__##variant##_pack),                                                            \
   source,                                                                                                             \
   (const char *const[]){__VA_ARGS__, NULL}},
static const edge_kernel kernels[] = {EDGE_KERNELS(EDGE_KERNEL_ROW)};

size_t edge_family_count(void) {
  return sizeof families / sizeof families[0];
}
const edge_family *edge_family_at(size_t index) {
  return &families[index];
}
size_t edge_kernel_count(void) {
  return sizeof kernels / sizeof kernels[0];
}
const edge_kernel *edge_kernel_at(size_t index) {
  return &kernels[index];
}

uint32_t edge_isa_of_this_machine(void) {
  uint32_t isa = EDGE_ISA_PORTABLE;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    isa |= EDGE_ISA_X86_AVX2;
    /* Compilers know no name for AVX-VNNI that all of them accept. */
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 4 & 1))
      isa |= EDGE_ISA_X86_AVX_VNNI;
  }
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi"))
    isa |= EDGE_ISA_X86_AVX512_VNNI;
#endif
  if (EDGE_HAS_DSP)
    isa |= EDGE_ISA_ARM_DSP;
  if (EDGE_HAS_MVE)
    isa |= EDGE_ISA_ARM_MVE;
  return isa;
}
