// Does nothing, in several processes: idle COUNT
//
// Starts itself so many times, says "ready" once all are there, and sleeps.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Where started ones tell that they are there.
enum { REPORT = 9 };

static void sleep_for_ever(void) {
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "child") == 0) {
    if (write(REPORT, "x", 1) != 1) return 1;
    close(REPORT);
    sleep_for_ever();
  }
  int report[2], count = argc == 2 ? atoi(argv[1]) : 0;
  if (pipe(report) != 0) return 1;
  for (int i = 0; i < count; i++) {
    pid_t child = fork();
    if (child < 0) {
      perror("idle: fork");
      return 1;
    }
    if (child == 0) {
      dup2(report[1], REPORT);
      execl(argv[0], argv[0], "child", NULL);
      _exit(127);
    }
  }
  char byte;
  for (int i = 0; i < count; i++)
    if (read(report[0], &byte, 1) != 1) return 1;
  puts("ready");
  fflush(stdout);
  sleep_for_ever();
}
