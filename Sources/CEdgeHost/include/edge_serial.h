// Serial port settings that the portable termios interface cannot express: any baud rate, exclusive use.
#ifndef EDGE_SERIAL_H
#define EDGE_SERIAL_H

#include <stdint.h>

/// Sets raw mode, 8 data bits, no parity, one stop bit, no flow control and `baud` bits per second.
/// Pseudo-terminals accept any rate without effect. Returns 0 or an errno value.
int edge_serial_configure(int descriptor, uint32_t baud);

/// Reserves the port for this process, as pyserial's exclusive mode does. Returns 0 or an errno value: EWOULDBLOCK
/// when another process has it.
int edge_serial_reserve(int descriptor);

/// Asserts DTR and RTS. Pseudo-terminals have none; that is no error. Returns 0 or an errno value.
int edge_serial_assert_lines(int descriptor);

/// Opens a pseudo-terminal. `path` receives the name of its slave side. Returns the master's descriptor, or the
/// negated errno value.
int edge_serial_open_terminal(char *path, uint32_t capacity);

/// Makes sleeps of the calling thread end on time instead of up to 50 microseconds late, where the system can.
void edge_serial_sharpen_sleep(void);

#endif
