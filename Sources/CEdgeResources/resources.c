#include "CEdgeResources.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char dog[] = {
#embed "../../Pictures/dog.jpg"
};
static const unsigned char person[] = {
#embed "../../Pictures/person.jpg"
};
static const unsigned char cat[] = {
#embed "../../Pictures/cat.jpg"
};
static const unsigned char coffee[] = {
#embed "../../Pictures/coffee.jpg"
};

static const edge_resource demo_pictures[] = {
    {"dog.jpg", dog, sizeof dog},
    {"person.jpg", person, sizeof person},
    {"cat.jpg", cat, sizeof cat},
    {"coffee.jpg", coffee, sizeof coffee},
};

const edge_resource *edge_demo_picture(size_t index) {
  return index < sizeof demo_pictures / sizeof demo_pictures[0] ? &demo_pictures[index] : NULL;
}
