// Declarations of what the host opens at run time, serial port settings, supervised programs. No library is linked
// against.
#ifndef C_EDGE_HOST_H
#define C_EDGE_HOST_H

#include "edge_litert.h"
#include "edge_onnxruntime.h"
#include "edge_process.h"
#include "edge_serial.h"

#endif
