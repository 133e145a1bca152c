/* The functions that compilers expect everywhere, and a heap. */
#include <stddef.h>
#include <stdint.h>

#include "board.h"

/* Other names for the functions on memory */

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);

#define MEMORY_ALIASES(suffix)                                                                                         \
  void __aeabi_memcpy##suffix(void *to, const void *from, size_t count) {                                              \
    memcpy(to, from, count);                                                                                           \
  }                                                                                                                    \
  void __aeabi_memmove##suffix(void *to, const void *from, size_t count) {                                             \
    memmove(to, from, count);                                                                                          \
  }                                                                                                                    \
  void __aeabi_memset##suffix(void *to, size_t count, int value) {                                                     \
    memset(to, value, count);                                                                                          \
  }                                                                                                                    \
  void __aeabi_memclr##suffix(void *to, size_t count) {                                                                \
    memset(to, 0, count);                                                                                              \
  }

MEMORY_ALIASES()
MEMORY_ALIASES(4)
MEMORY_ALIASES(8)

/* Arithmetic of 64-bit integers, for toolchains without a library for it */

/* Schoolbook division, bit by bit from the highest bit of the dividend. */
__attribute__((used)) uint64_t board_divide(uint64_t dividend, uint64_t divisor, uint64_t *remainder) {
  if (dividend <= UINT32_MAX && divisor <= UINT32_MAX && divisor != 0) {
    *remainder = (uint32_t)dividend % (uint32_t)divisor;
    return (uint32_t)dividend / (uint32_t)divisor;
  }
  uint64_t quotient = 0, rest = 0;
  for (int bit = 63; bit >= 0; bit--) {
    rest = (rest << 1) | ((dividend >> bit) & 1u);
    if (rest >= divisor) {
      rest -= divisor;
      quotient |= (uint64_t)1 << bit;
    }
  }
  *remainder = rest;
  return quotient;
}

__attribute__((used)) int64_t board_divide_signed(int64_t dividend, int64_t divisor, int64_t *remainder) {
  const uint64_t a = dividend < 0 ? 0u - (uint64_t)dividend : (uint64_t)dividend;
  const uint64_t b = divisor < 0 ? 0u - (uint64_t)divisor : (uint64_t)divisor;
  uint64_t rest;
  const uint64_t quotient = board_divide(a, b, &rest);
  *remainder = (int64_t)(dividend < 0 ? 0u - rest : rest);
  return (int64_t)((dividend < 0) != (divisor < 0) ? 0u - quotient : quotient);
}

/* The quotient goes to r0 and r1, the remainder to r2 and r3. */
#define DIVISION(name, function)                                                                                       \
  __attribute__((naked)) void name(void) {                                                                             \
    __asm volatile("push {lr}\n"                                                                                       \
                   "sub sp, #20\n"                                                                                     \
                   "add r12, sp, #8\n"                                                                                 \
                   "str r12, [sp]\n"                                                                                   \
                   "bl " #function "\n"                                                                                \
                   "ldrd r2, r3, [sp, #8]\n"                                                                           \
                   "add sp, #20\n"                                                                                     \
                   "pop {pc}\n");                                                                                      \
  }

DIVISION(__aeabi_uldivmod, board_divide)
DIVISION(__aeabi_ldivmod, board_divide_signed)

typedef union halves {
  uint64_t whole;
  struct {
    uint32_t low, high;
  } part;
} halves;

uint64_t __aeabi_llsl(uint64_t value, int count) {
  halves in = {value}, out;
  out.part.low = count >= 32 ? 0 : in.part.low << count;
  out.part.high = count >= 32 ? in.part.low << (count - 32)
                  : count > 0 ? in.part.high << count | in.part.low >> (32 - count)
                              : in.part.high;
  return out.whole;
}

uint64_t __aeabi_llsr(uint64_t value, int count) {
  halves in = {value}, out;
  out.part.high = count >= 32 ? 0 : in.part.high >> count;
  out.part.low = count >= 32 ? in.part.high >> (count - 32)
                 : count > 0 ? in.part.low >> count | in.part.high << (32 - count)
                             : in.part.low;
  return out.whole;
}

int64_t __aeabi_lasr(int64_t value, int count) {
  halves in = {(uint64_t)value}, out;
  const int32_t high = (int32_t)in.part.high;
  out.part.high = (uint32_t)(count >= 32 ? high >> 31 : high >> count);
  out.part.low = count >= 32 ? (uint32_t)(high >> (count - 32))
                 : count > 0 ? in.part.low >> count | (uint32_t)high << (32 - count)
                             : in.part.low;
  return (int64_t)out.whole;
}

/* Where mathematical functions of C libraries leave their errors. */
int *__errno(void) {
  static int value;
  return &value;
}

/* Heap: memory is taken while the firmware starts and only the last piece can be given back. */

extern uint8_t board_heap_start[], board_heap_end[];
static size_t heap_used;
static size_t last_piece;
static uint32_t allocation_count;

int posix_memalign(void **result, size_t alignment, size_t count) {
  if (alignment < 8)
    alignment = 8;
  const uintptr_t base = (uintptr_t)board_heap_start;
  const size_t start = ((base + heap_used + alignment - 1) & ~(uintptr_t)(alignment - 1)) - base;
  const size_t room = (size_t)(board_heap_end - board_heap_start);
  if (start > room || count > room - start)
    return 12; /* ENOMEM */
  last_piece = start;
  heap_used = start + count;
  allocation_count++;
  *result = board_heap_start + start;
  return 0;
}

void free(void *piece) {
  if (piece == board_heap_start + last_piece && piece != NULL)
    heap_used = last_piece;
}

uint32_t board_heap_used(void) {
  return (uint32_t)heap_used;
}
uint32_t board_allocation_count(void) {
  return allocation_count;
}
