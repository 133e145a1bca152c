// SwiftPM wants one source file per C target; compiling the header here also checks its assertions.
#include "CEdgeHost.h"
