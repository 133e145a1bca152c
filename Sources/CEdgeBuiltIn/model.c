#include "CEdgeBuiltIn.h"

#include <stdalign.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

// The engine reads weights from where they lie, so the alignment that a mapped file has is kept.
static const alignas(64) unsigned char model[] = {
#embed "../../Models/picodet_s_416_int8.tflite"
};

const edge_model_file edge_default_model = {"picodet_s_416_int8.tflite", model, sizeof model};
