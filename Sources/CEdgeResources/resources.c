#include "CEdgeResources.h"

#include <stdalign.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

// The engine reads weights from where they lie, so the alignment that a mapped file has is kept.
static const alignas(64) unsigned char default_model[] = {
#embed "../../Models/picodet_s_416_int8.tflite"
};

static const alignas(64) unsigned char dog[] = {
#embed "../../Pictures/dog.jpg"
};
static const alignas(64) unsigned char person[] = {
#embed "../../Pictures/person.jpg"
};
static const alignas(64) unsigned char cat[] = {
#embed "../../Pictures/cat.jpg"
};
static const alignas(64) unsigned char coffee[] = {
#embed "../../Pictures/coffee.jpg"
};

const edge_resource edge_default_model = {"picodet_s_416_int8.tflite", default_model, sizeof default_model};

static const edge_resource demo_pictures[] = {
    {"dog.jpg", dog, sizeof dog},
    {"person.jpg", person, sizeof person},
    {"cat.jpg", cat, sizeof cat},
    {"coffee.jpg", coffee, sizeof coffee},
};

const edge_resource *edge_demo_picture(size_t index) {
  return index < sizeof demo_pictures / sizeof demo_pictures[0] ? &demo_pictures[index] : NULL;
}
