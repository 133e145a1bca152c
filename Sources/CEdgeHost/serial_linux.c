#if defined(__linux__)

#include "edge_serial.h"

// These two and <termios.h> define the same structure differently, so the termios functions are declared nowhere here.
#include <asm/ioctls.h>
#include <asm/termbits.h>

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

int edge_serial_configure(int descriptor, uint32_t baud) {
  struct termios2 settings;
  if (ioctl(descriptor, TCGETS2, &settings) != 0)
    return errno;
  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (BOTHER << IBSHIFT);
  settings.c_ispeed = baud;
  settings.c_ospeed = baud;
  // With 0 a non-blocking read would return 0, which also means that the line is gone.
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  return ioctl(descriptor, TCSETS2, &settings) == 0 ? 0 : errno;
}

void edge_serial_sharpen_sleep(void) {
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

#endif
