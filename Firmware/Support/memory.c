/* The functions on memory that compilers expect everywhere. They are compiled as freestanding code, in which compilers
 * do not make calls of these very functions out of their loops. */
#include <stddef.h>
#include <stdint.h>

/* May be the bytes of any object. */
typedef uint32_t __attribute__((may_alias)) word;

static inline int are_aligned(const uint8_t *a, const uint8_t *b) {
  return (((uintptr_t)a | (uintptr_t)b) & 3u) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (are_aligned(target, source)) {
    for (; count >= 16; count -= 16, target += 16, source += 16) {
      const word *words = (const word *)(const void *)source;
      const uint32_t a = words[0], b = words[1], c = words[2], d = words[3];
      word *out = (word *)(void *)target;
      out[0] = a, out[1] = b, out[2] = c, out[3] = d;
    }
    for (; count >= 4; count -= 4, target += 4, source += 4)
      *(word *)(void *)target = *(const word *)(const void *)source;
  }
  while (count-- > 0)
    *target++ = *source++;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  /* Wraps around where the target lies below the source. */
  if ((uintptr_t)target - (uintptr_t)source >= count) {
    /* Whatever is overwritten has been read. */
    if (are_aligned(target, source))
      for (; count >= 4; count -= 4, target += 4, source += 4)
        *(word *)(void *)target = *(const word *)(const void *)source;
    while (count-- > 0)
      *target++ = *source++;
    return to;
  }
  target += count;
  source += count;
  if (are_aligned(target, source))
    for (; count >= 4; count -= 4) {
      target -= 4, source -= 4;
      *(word *)(void *)target = *(const word *)(const void *)source;
    }
  while (count-- > 0)
    *--target = *--source;
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *target = to;
  const uint32_t pattern = 0x01010101u * (uint8_t)value;
  for (; count > 0 && ((uintptr_t)target & 3u) != 0; count--)
    *target++ = (uint8_t)value;
  for (; count >= 4; count -= 4, target += 4)
    *(word *)(void *)target = pattern;
  while (count-- > 0)
    *target++ = (uint8_t)value;
  return to;
}

int memcmp(const void *left, const void *right, size_t count) {
  const uint8_t *a = left, *b = right;
  for (; count > 0; count--, a++, b++)
    if (*a != *b)
      return *a - *b;
  return 0;
}
