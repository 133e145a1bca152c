/* Compares the firmware's functions on memory with plain loops, for every small size and distance. */
#include <stdio.h>

#define memcpy  board_memcpy
#define memmove board_memmove
#define memset  board_memset
#define memcmp  board_memcmp
#include "memory.c"

enum { LIMIT = 48, SIZE = 4 * LIMIT };

static _Alignas(16) uint8_t actual[SIZE], expected[SIZE], before[SIZE];

static void fill(void) {
  for (size_t i = 0; i < SIZE; i++)
    actual[i] = expected[i] = before[i] = (uint8_t)(i * 37 + 11);
}

static int differs(const char *name, size_t to, size_t from, size_t count) {
  for (size_t i = 0; i < SIZE; i++)
    if (actual[i] != expected[i]) {
      printf("%s of %zu bytes from %zu to %zu is wrong at %zu\n", name, count, from, to, i);
      return 1;
    }
  return 0;
}

int main(void) {
  for (size_t to = 0; to < 2 * LIMIT; to++)
    for (size_t from = 0; from < 2 * LIMIT; from++)
      for (size_t count = 0; count <= LIMIT; count++) {
        fill();
        for (size_t i = 0; i < count; i++)
          expected[to + i] = before[from + i];
        if (board_memmove(actual + to, actual + from, count) != actual + to || differs("memmove", to, from, count))
          return 1;
        if (to < from + count && from < to + count)
          continue;
        fill();
        for (size_t i = 0; i < count; i++)
          expected[to + i] = before[from + i];
        if (board_memcpy(actual + to, actual + from, count) != actual + to || differs("memcpy", to, from, count))
          return 1;
      }
  for (size_t to = 0; to < 8; to++)
    for (size_t count = 0; count <= LIMIT; count++) {
      fill();
      for (size_t i = 0; i < count; i++)
        expected[to + i] = 0xA5;
      if (board_memset(actual + to, 0x1A5, count) != actual + to || differs("memset", to, to, count))
        return 1;
      if (board_memcmp(actual, expected, SIZE) != 0)
        return 1;
      expected[to + count] ^= 0x80;
      if ((board_memcmp(actual, expected, SIZE) < 0) != (actual[to + count] < expected[to + count]))
        return 1;
    }
  return 0;
}
