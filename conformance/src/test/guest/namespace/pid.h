// PID namespaces: what the programs about them share. Numbers inside a new namespace are the same everywhere and may be shown.
#ifndef PID_H
#define PID_H

#include "guest.h"

/* Forks into a new PID namespace. */
static inline pid_t fork_inside(void) {
  return MUST(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
}

/* Runs a block as the first process of a new PID namespace, waits, and prints how it ended. */
#define INSIDE(who, ...)                         \
  do {                                           \
    pid_t inside_ = fork_inside();               \
    if (inside_ == 0) {                          \
      __VA_ARGS__;                               \
      _exit(0);                                  \
    }                                            \
    int inside_status_ = 0;                      \
    MUST(waitpid(inside_, &inside_status_, 0));  \
    show_status(who, inside_status_);            \
  } while (0)

/* What a process is called by itself. */
static inline void show_self(const char *who) {
  printf("%s: pid %d tid %ld ppid %d pgrp %d sid %d\n", who, getpid(), (long)syscall(SYS_gettid), getppid(), getpgrp(), getsid(0));
}

/* A namespace of a process, opened. */
static inline int open_space(pid_t pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

#endif
