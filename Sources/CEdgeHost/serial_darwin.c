#if defined(__APPLE__)

#include "edge_serial.h"

#include <IOKit/serial/ioss.h>
#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>

int edge_serial_configure(int descriptor, uint32_t baud) {
  struct termios settings;
  if (tcgetattr(descriptor, &settings) != 0)
    return errno;
  cfmakeraw(&settings);
  settings.c_cflag = CS8 | CREAD | CLOCAL;
  // With 0 a non-blocking read would return 0, which also means that the line is gone.
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  cfsetspeed(&settings, B9600);
  if (tcsetattr(descriptor, TCSANOW, &settings) != 0)
    return errno;
  // The rate proper; pseudo-terminals have none.
  speed_t speed = baud;
  return ioctl(descriptor, IOSSIOSPEED, &speed) == 0 || errno == ENOTTY ? 0 : errno;
}

void edge_serial_sharpen_sleep(void) {}

#endif
