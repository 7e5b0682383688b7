// Times a command from outside: stopwatch COMMAND...
//
// Prints two numbers: the nanoseconds from before its process was made until it ended, and the nanoseconds of processor
// time that it and all that it started took, as far as the kernel was told of their end. Its output goes to /dev/null.
// Ends with its status.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// How long what a command left behind may take to end, in seconds.
enum { STRAGGLERS = 3 };

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static long nanoseconds(struct timeval time) { return time.tv_sec * 1000000000L + time.tv_usec * 1000L; }

static void give_up(int number) { (void)number; }

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: stopwatch COMMAND...\n");
    return 2;
  }
  // Whoever loses its parent becomes a child of this process, so that its time is told here.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  struct sigaction action = {.sa_handler = give_up};
  sigaction(SIGALRM, &action, NULL);
  long start = now();
  pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), 1);
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    _exit(127);
  }
  int status;
  while (waitpid(child, &status, 0) < 0) continue;
  long wall = now() - start;
  alarm(STRAGGLERS);
  while (wait(NULL) > 0) continue;
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  printf("%ld %ld\n", wall, nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
