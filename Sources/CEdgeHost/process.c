#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "edge_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/prctl.h>
#endif

static int open_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
  if (pipe(ends) != 0)
    return errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

static void close_pipe(int ends[2]) {
  for (int i = 0; i < 2; i++) {
    if (ends[i] >= 0)
      close(ends[i]);
    ends[i] = -1;
  }
}

static ssize_t read_byte(int descriptor, void *byte, size_t count) {
  ssize_t result;
  do {
    result = read(descriptor, byte, count);
  } while (result < 0 && errno == EINTR);
  return result;
}

/// Keeps this process, and the threads that it will have, on the processor that it is on.
static void stay_on_processor(void) {
#if defined(__linux__)
  int processor = sched_getcpu();
  cpu_set_t set;
  if (processor < 0 || processor >= CPU_SETSIZE)
    return;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  // Where that is not allowed the program is only slower.
  (void)sched_setaffinity(0, sizeof set, &set);
#endif
}

/// Between fork and exec only functions may be called that are safe in signal handlers.
static void run_program(const char *path, char *const arguments[], const int *inherited, uint32_t inherited_count,
                        int output, uint32_t options, int go, int failure, pid_t parent) {
  setpgid(0, 0);
#if defined(__linux__)
  if (go < 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
      _exit(127);
  }
#endif
  (void)parent;
  if (go >= 0) {
    char byte;
    if (read_byte(go, &byte, 1) != 1)
      _exit(127);
  }
  if (options & EDGE_PROCESS_ONE_PROCESSOR)
    stay_on_processor();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int input = open("/dev/null", O_RDONLY);
  if (input >= 0 && dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0) {
    for (uint32_t i = 0; i < inherited_count; i++)
      fcntl(inherited[i], F_SETFD, 0);
    execv(path, arguments);
  }
  int reason = errno;
  ssize_t written = write(failure, &reason, sizeof reason);
  (void)written;
  _exit(127);
}

/// Kills `process` when the other end of `line` closes. Whoever sends the guard away kills it first.
static void keep_guard(int line, pid_t process) {
  setpgid(0, 0);
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0 || limit > 65536)
    limit = 65536;
  // Whoever waits for the end of this process's output must not wait for the guard.
  for (int descriptor = 0; descriptor < (int)limit; descriptor++)
    if (descriptor != line)
      close(descriptor);
  // Signals meant for the user's command are not for its guard.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  char byte;
  read_byte(line, &byte, 1);
  kill(process, SIGKILL);
  _exit(0);
}

int edge_process_start(const char *path, char *const arguments[], const int *inherited, uint32_t inherited_count,
                       int output, uint32_t options, edge_process *started) {
#if defined(__linux__)
  const int uses_guard = (options & EDGE_PROCESS_GUARD) != 0;
#else
  const int uses_guard = 1;
#endif
  int failure[2] = {-1, -1}, go[2] = {-1, -1}, line[2] = {-1, -1};
  int reason = open_pipe(failure);
  if (reason == 0 && uses_guard)
    reason = open_pipe(go);
  if (reason == 0 && uses_guard)
    reason = open_pipe(line);
  pid_t process = -1, guard = 0;
  if (reason == 0) {
    pid_t parent = getpid();
    process = fork();
    if (process == 0) {
      // The program waits for its guard; it must see when nobody is left to say go.
      if (go[1] >= 0)
        close(go[1]);
      run_program(path, arguments, inherited, inherited_count, output, options, go[0], failure[1], parent);
    }
    if (process < 0)
      reason = errno;
  }
  if (reason == 0 && uses_guard) {
    guard = fork();
    if (guard == 0)
      keep_guard(line[0], process);
    if (guard < 0 || write(go[1], "g", 1) != 1)
      reason = errno;
  }
  if (failure[1] >= 0) {
    close(failure[1]);
    failure[1] = -1;
  }
  close_pipe(go);
  int exec_reason = 0;
  if (reason == 0 && read_byte(failure[0], &exec_reason, sizeof exec_reason) == (ssize_t)sizeof exec_reason)
    reason = exec_reason;
  close_pipe(failure);
  if (line[0] >= 0)
    close(line[0]);
  *started =
      (edge_process){.process = (int32_t)process, .guard = guard > 0 ? (int32_t)guard : 0, .guard_line = line[1]};
  if (reason != 0) {
    if (process > 0) {
      kill(process, SIGKILL);
      waitpid(process, NULL, 0);
    }
    edge_process_dismiss(started);
  }
  return reason;
}

void edge_process_wait(int32_t process) {
  siginfo_t information;
  while (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
}

int edge_process_reap(int32_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR)
      return 0;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void edge_process_dismiss(edge_process *started) {
  if (started->guard > 0) {
    kill(started->guard, SIGKILL);
    while (waitpid(started->guard, NULL, 0) < 0 && errno == EINTR) {
    }
    started->guard = 0;
  }
  if (started->guard_line >= 0)
    close(started->guard_line);
  started->guard_line = -1;
}

int edge_socket_pair(int ends[2]) {
#if defined(__linux__)
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
#else
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    return errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}
