// What every guest program shares: all the headers, and a few ways to print what a call did.
// Programs print results and errno names, never addresses, process ids or times, so that
// Linux and the sandbox must agree on every byte.
#ifndef GUEST_H
#define GUEST_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Unbuffered, so that a fork does not duplicate text and a crash does not lose any. */
__attribute__((constructor)) static void guest_unbuffered(void) { setvbuf(stdout, NULL, _IONBF, 0); }

/* Whoever started the suite may ignore signals, and a program inherits that, and the flags of a signal stack. The raw call, since the
   C library keeps two for itself. */
__attribute__((constructor)) static void guest_default_signals(void) {
  const long action[4] = {0};
  for (int sig = 1; sig <= 64; sig++) syscall(SYS_rt_sigaction, sig, action, NULL, 8);
  sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
}

static inline const char *errname(int error) {
  const char *name = strerrorname_np(error);
  return name == NULL ? "E?" : name;
}

static inline const char *signame(int signal) {
  static char text[32];
  const char *name = sigabbrev_np(signal);
  if (name != NULL) snprintf(text, sizeof text, "SIG%s", name);
  else if (signal >= SIGRTMIN) snprintf(text, sizeof text, "SIGRTMIN+%d", signal - SIGRTMIN);
  else snprintf(text, sizeof text, "signal %d", signal);
  return text;
}

static inline long guest_show(const char *call, long value, int error) {
  if (value == -1) printf("%s = -1 %s\n", call, errname(error));
  else printf("%s = %ld\n", call, value);
  errno = error;
  return value;
}

/* "call = value" or "call = -1 ENAME". */
#define SHOW(call)                          \
  ({                                        \
    errno = 0;                              \
    long value_ = (long)(call);             \
    guest_show(#call, value_, errno);       \
  })

/* "call = ok" or "call = -1 ENAME", for values that differ from run to run (pids, addresses). */
#define SHOW_OK(call)                                               \
  ({                                                                \
    errno = 0;                                                      \
    __auto_type value_ = (call);                                    \
    int error_ = errno;                                             \
    if ((long)value_ == -1) printf("%s = -1 %s\n", #call, errname(error_)); \
    else printf("%s = ok\n", #call);                                \
    value_;                                                         \
  })

/* "text: true" or "text: false". */
#define CHECK(condition) printf("%s: %s\n", #condition, (condition) ? "true" : "false")

/* For calls that must work for the rest to make sense. */
#define MUST(call)                                                                        \
  ({                                                                                      \
    errno = 0;                                                                            \
    __auto_type value_ = (call);                                                          \
    if ((long)value_ == -1) {                                                             \
      printf("%s:%d: %s failed: %s\n", __FILE_NAME__, __LINE__, #call, errname(errno));   \
      exit(99);                                                                           \
    }                                                                                     \
    value_;                                                                               \
  })

static inline void show_status(const char *who, int status) {
  if (WIFEXITED(status)) printf("%s: exited %d\n", who, WEXITSTATUS(status));
  else if (WIFSIGNALED(status)) printf("%s: killed by %s\n", who, signame(WTERMSIG(status)));
  else if (WIFSTOPPED(status)) printf("%s: stopped by %s\n", who, signame(WSTOPSIG(status)));
  else if (WIFCONTINUED(status)) printf("%s: continued\n", who);
  else printf("%s: status %x\n", who, status);
}

/* Runs a block in a child process, waits, and prints how the child ended. */
#define IN_CHILD(who, ...)                       \
  do {                                           \
    pid_t child_ = MUST(fork());                 \
    if (child_ == 0) {                           \
      __VA_ARGS__;                               \
      _exit(0);                                  \
    }                                            \
    int status_ = 0;                             \
    MUST(waitpid(child_, &status_, 0));          \
    show_status(who, status_);                   \
  } while (0)

/* A pipe used as a gate between processes: one side waits until the other opens it. */
struct gate { int fd[2]; };
static inline struct gate gate_new(void) { struct gate g; MUST(pipe(g.fd)); return g; }
static inline void gate_open(struct gate *g) { MUST(write(g->fd[1], "x", 1)); }
static inline void gate_wait(struct gate *g) { char c; MUST(read(g->fd[0], &c, 1)); }

static inline void write_file(const char *path, const char *text) {
  int fd = MUST(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  MUST(write(fd, text, strlen(text)));
  close(fd);
}

static inline void show_file(const char *path) {
  char text[4096];
  int fd = open(path, O_RDONLY);
  if (fd < 0) { printf("%s: %s\n", path, errname(errno)); return; }
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  if (n < 0) { printf("%s: read: %s\n", path, errname(errno)); return; }
  text[n] = 0;
  printf("%s: \"%s\"\n", path, text);
}

/* What a file holds, or the name of the error that kept it from being read. */
static inline const char *file_text(const char *path, char *text, size_t size) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) return errname(errno);
  ssize_t n = read(fd, text, size - 1);
  int error = errno;
  close(fd);
  if (n < 0) return errname(error);
  text[n] = 0;
  return text;
}

/* Joins the only other thread and waits until the kernel knows it no more: a thread that was joined may still be on its way out. */
static inline void join_last(pthread_t thread) {
  struct stat it;
  pthread_join(thread, NULL);
  do stat("/proc/self/task", &it);
  while (it.st_nlink > 3);
}

/* Waits until a process or thread of ours is asleep in the kernel, as /proc shows it. */
static inline void await_sleeping(pid_t pid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  for (;;) {
    int fd = open(path, O_RDONLY);
    if (fd < 0) return;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) return;
    text[n] = 0;
    const char *state = strrchr(text, ')');
    if (state != NULL && (state[2] == 'S' || state[2] == 'T' || state[2] == 'Z')) return;
    sched_yield();
  }
}

#endif
