/* One body of code for each type of element. */
#ifndef EDGE_ELEMENTS_H
#define EDGE_ELEMENTS_H

#include "edge_kernels.h"

/* Runs BODY(type) for the type that an edge_element names. */
#define EDGE_FOR_ELEMENT(element, BODY)                                                                                \
  switch (element) {                                                                                                   \
  case EDGE_ELEMENT_INT8:                                                                                              \
    BODY(int8_t);                                                                                                      \
    break;                                                                                                             \
  case EDGE_ELEMENT_UINT8:                                                                                             \
    BODY(uint8_t);                                                                                                     \
    break;                                                                                                             \
  case EDGE_ELEMENT_INT16:                                                                                             \
    BODY(int16_t);                                                                                                     \
    break;                                                                                                             \
  case EDGE_ELEMENT_INT32:                                                                                             \
    BODY(int32_t);                                                                                                     \
    break;                                                                                                             \
  case EDGE_ELEMENT_INT64:                                                                                             \
    BODY(int64_t);                                                                                                     \
    break;                                                                                                             \
  default:                                                                                                             \
    BODY(float);                                                                                                       \
    break;                                                                                                             \
  }

#endif
