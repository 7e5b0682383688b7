// Calls that are made again after a signal pass the filters again, as restart_syscall where that is what they become.
#include "seccomp.h"

static void add_filter(int signal) {
  (void)signal;
  FILTER(SYS_read, SECCOMP_RET_ERRNO | 77);
}

static void nothing(int signal) { (void)signal; }

/* Sends signals to its parent once that sleeps. */
static pid_t disturb(int first, int second) {
  pid_t parent = getpid();
  pid_t pid = MUST(fork());
  if (pid == 0) {
    await_sleeping(parent);
    kill(parent, first);
    if (second != 0) {
      int status;
      (void)status;
      char path[64], text[512];
      snprintf(path, sizeof path, "/proc/%d/stat", parent);
      do {
        int fd = open(path, O_RDONLY);
        ssize_t n = read(fd, text, sizeof text - 1);
        close(fd);
        text[n > 0 ? n : 0] = 0;
      } while (strrchr(text, ')')[2] != 'T');
      kill(parent, second);
    }
    _exit(0);
  }
  return pid;
}

int main(void) {
  no_new_privs();
  IN_CHILD("read", {
    struct sigaction action = {.sa_handler = add_filter, .sa_flags = SA_RESTART};
    MUST(sigaction(SIGUSR1, &action, NULL));
    struct gate never = gate_new();
    disturb(SIGUSR1, 0);
    char byte;
    printf("%ld\n", raw_call(SYS_read, never.fd[0], (long)&byte, 1, 0, 0, 0));
  });
  IN_CHILD("nanosleep", {
    FILTER(SYS_restart_syscall, SECCOMP_RET_ERRNO | 78);
    disturb(SIGSTOP, SIGCONT);
    struct timespec long_time = {1000, 0};
    printf("%ld\n", raw_call(SYS_nanosleep, (long)&long_time, 0, 0, 0, 0, 0));
  });
  IN_CHILD("poll", {
    FILTER(SYS_restart_syscall, SECCOMP_RET_TRAP);
    disturb(SIGSTOP, SIGCONT);
    raw_call(SYS_poll, 0, 0, 1000000, 0, 0, 0);
    puts("alive");
  });
  IN_CHILD("interrupted by a handler", {
    FILTER(SYS_restart_syscall, SECCOMP_RET_KILL_PROCESS);
    signal(SIGUSR1, nothing);
    disturb(SIGUSR1, 0);
    struct timespec long_time = {1000, 0};
    printf("%ld\n", raw_call(SYS_nanosleep, (long)&long_time, 0, 0, 0, 0, 0));
  });
  // Errors that look like an order to restart are errors when a filter gives them.
  IN_CHILD("errors", {
    FILTER(SYS_getppid, SECCOMP_RET_ERRNO | 512);
    FILTER(SYS_getpgrp, SECCOMP_RET_ERRNO | 516);
    signal(SIGALRM, nothing);
    struct itimerval often = {{0, 100}, {0, 100}};
    MUST(setitimer(ITIMER_REAL, &often, NULL));
    often = (struct itimerval){{0, 0}, {0, 0}};
    int count = 0;
    for (int i = 0; i < 2000; i++) {
      long result = RAW(SYS_getppid);
      count += result == -512 || result == -EINTR;
    }
    setitimer(ITIMER_REAL, &often, NULL);
    printf("%d %ld\n", count, RAW(SYS_getpgrp));
  });
  return 0;
}
