/* Starts a program, prints the number of its process and waits to be killed: supervise GUARD PROGRAM ARGUMENT... */
#include "edge_process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments) {
  edge_process started;
  if (count < 3 || edge_process_start(arguments[2], arguments + 2, NULL, 0, open("/dev/null", O_WRONLY),
                                      atoi(arguments[1]), &started) != 0)
    return 1;
  printf("%d\n", (int)started.process);
  fclose(stdout);
  pause();
  return 0;
}
