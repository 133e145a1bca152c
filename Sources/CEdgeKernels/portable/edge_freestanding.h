/* The C library functions that kernels call, also where no C library brings its headers. memcpy and memset are expected
 * of every environment by the compilers themselves; the others are called by float kernels only. */
#ifndef EDGE_FREESTANDING_H
#define EDGE_FREESTANDING_H

#include <stddef.h>

#if __has_include(<string.h>) && __has_include(<math.h>)
#include <math.h>
#include <string.h>
#else
void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
float ceilf(float x);
float cosf(float x);
double exp(double x);
float erff(float x);
float expf(float x);
float expm1f(float x);
float fabsf(float x);
float floorf(float x);
float fmaf(float x, float y, float z);
float fmodf(float x, float y);
float logf(float x);
float powf(float x, float y);
float sinf(float x);
float sqrtf(float x);
float tanhf(float x);
#endif

#endif
