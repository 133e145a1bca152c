#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "edge_serial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

int edge_serial_reserve(int descriptor) {
  // Not TIOCEXCL: on a pseudo-terminal it would outlive a killed process and lock everybody out.
  return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

int edge_serial_assert_lines(int descriptor) {
  int lines = TIOCM_DTR | TIOCM_RTS;
  return ioctl(descriptor, TIOCMBIS, &lines) == 0 || errno == ENOTTY || errno == EINVAL ? 0 : errno;
}

int edge_serial_open_terminal(char *path, uint32_t capacity) {
  int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0)
    return -errno;
  const char *name = grantpt(master) == 0 && unlockpt(master) == 0 ? ptsname(master) : NULL;
  if (name == NULL || strlen(name) >= capacity) {
    int reason = name == NULL ? errno : ENAMETOOLONG;
    close(master);
    return -reason;
  }
  strcpy(path, name);
  return master;
}
