// libFuzzer brings `main`, and SwiftPM would rename the entry point of a Swift executable: so the executable target is
// this file, which needs none.

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
