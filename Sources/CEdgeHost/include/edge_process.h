// Programs that must not outlive this process, however it ends.
#ifndef EDGE_PROCESS_H
#define EDGE_PROCESS_H

#include <stdint.h>

/// A started program.
typedef struct {
  /// Its process.
  int32_t process;
  /// The process that ends it when this one is gone; 0 where the system does that itself.
  int32_t guard;
  /// What the guard listens to; -1 without a guard.
  int32_t guard_line;
} edge_process;

/// How a program is started.
enum {
  /// A guard process does what the kernel would do.
  EDGE_PROCESS_GUARD = 1,
  /// All its threads share one processor, where the system can say so. Threads that take turns at every byte wake each
  /// other sooner there.
  EDGE_PROCESS_ONE_PROCESSOR = 2
};

/// Starts the program at `path`, without standard input, in a process group of its own.
///
/// When this process ends, even by SIGKILL, the program is killed. On Linux the kernel sees to that, and takes the end
/// of the calling *thread* for the end of the process: the caller must keep its thread until the program has ended.
/// - `arguments`: NULL at the end, the program's name first.
/// - `inherited`: descriptors that keep their numbers in the program, `inherited_count` of them.
/// - `output`: receives the program's standard output and standard error.
/// - `options`: EDGE_PROCESS_ bits.
/// Returns 0 or an errno value.
int edge_process_start(const char *path, char *const arguments[], const int *inherited, uint32_t inherited_count,
                       int output, uint32_t options, edge_process *started);

/// Waits until the process has ended; it stays a zombie, so that its number cannot be given to another.
void edge_process_wait(int32_t process);

/// Takes note of the end of a process that has ended. Returns its exit status, or 128 plus the signal that ended it.
int edge_process_reap(int32_t process);

/// Sends the guard away; call when the program has ended.
void edge_process_dismiss(edge_process *started);

/// Opens a pair of connected local stream sockets that programs do not inherit unless told to. Returns 0 or an errno
/// value.
int edge_socket_pair(int ends[2]);

#endif
