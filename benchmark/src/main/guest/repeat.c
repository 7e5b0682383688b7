// Runs a command again and again inside a sandbox: repeat WARM-UPS RUNS COMMAND...
//
// Prints a line for each run after the first ones: the nanoseconds from before its process was made until it ended. Its
// output goes to a file, which is shown if it fails.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT "/tmp/repeat-output"

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

// The end of what the command wrote.
static void show_output(void) {
  char text[2048];
  int file = open(OUTPUT, O_RDONLY);
  off_t size = lseek(file, 0, SEEK_END);
  ssize_t count = pread(file, text, sizeof text, size > (off_t)sizeof text ? size - (off_t)sizeof text : 0);
  if (count > 0) fwrite(text, 1, count, stderr);
}

static long run(char **command) {
  int output = open(OUTPUT, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  long start = now();
  pid_t child = fork();
  if (child == 0) {
    dup2(output, 1);
    dup2(output, 2);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
  }
  int status = -1;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    show_output();
    fprintf(stderr, "repeat: %s: status %#x\n", command[0], status);
    exit(1);
  }
  long taken = now() - start;
  close(output);
  return taken;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: repeat WARM-UPS RUNS COMMAND...\n");
    return 2;
  }
  for (int i = atoi(argv[1]); i > 0; i--) run(argv + 3);
  for (int i = atoi(argv[2]); i > 0; i--) printf("%ld\n", run(argv + 3));
  return 0;
}
