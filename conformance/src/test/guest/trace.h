// What programs about ptrace(2) share: the raw call, and how a stop is shown.
#ifndef TRACE_H
#define TRACE_H

#include "guest.h"
#include <linux/ptrace.h>
#include <stddef.h>
#include <sys/user.h>

/* The C library's ptrace() hides what the kernel returns. */
static inline long trace(long request, pid_t pid, unsigned long address, unsigned long data) {
  return syscall(SYS_ptrace, request, pid, address, data);
}

#define ADDRESS(pointer) ((unsigned long)(pointer))
#define REGISTER(name) offsetof(struct user_regs_struct, name)

static inline unsigned long peek_user(pid_t pid, unsigned long offset) {
  unsigned long value = 0;
  MUST(trace(PTRACE_PEEKUSR, pid, offset, ADDRESS(&value)));
  return value;
}

static inline const char *event_name(int event) {
  static const char *const names[] = {"", "fork", "vfork", "clone", "exec", "vfork done", "exit", "seccomp"};
  return event == PTRACE_EVENT_STOP ? "stop" : event < 8 ? names[event] : "?";
}

static inline void show_stop(const char *who, int status) {
  if (!WIFSTOPPED(status)) {
    show_status(who, status);
  } else if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
    printf("%s: stopped by a call\n", who);
  } else {
    printf("%s: stopped by %s", who, signame(WSTOPSIG(status)));
    if (status >> 16 != 0) printf(", event %s", event_name(status >> 16));
    printf("\n");
  }
}

/* Waits for one task and shows why it stopped or ended. */
static inline int await(const char *who, pid_t pid) {
  int status = 0;
  pid_t found = waitpid(pid, &status, __WALL);
  if (found != pid) printf("%s: waitpid: %s\n", who, errname(errno));
  else show_stop(who, status);
  return status;
}

static inline void resume(pid_t pid, int signal) { MUST(trace(PTRACE_CONT, pid, 0, signal)); }

static inline void show_info(const char *who, pid_t pid) {
  siginfo_t info;
  if (trace(PTRACE_GETSIGINFO, pid, 0, ADDRESS(&info)) == -1) {
    printf("%s: no siginfo: %s\n", who, errname(errno));
    return;
  }
  printf("%s: %s, code %d, from %s\n", who, signame(info.si_signo), info.si_code,
         info.si_code > 0 && info.si_code < 0x80 ? "itself" : info.si_pid == pid ? "the tracee" : info.si_pid == getpid() ? "us" : "nobody");
}

/* A line of /proc/PID/status. */
static inline void show_line(pid_t pid, const char *name) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) { printf("%s: %s\n", name, errname(errno)); return; }
  while (fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, name, strlen(name)) == 0) {
      if (strcmp(name, "TracerPid") == 0) printf("TracerPid: %s\n", atoi(line + 11) == getpid() ? "us" : atoi(line + 11) == 0 ? "none" : "another");
      else printf("%s", line);
    }
  }
  fclose(file);
}

/* A child that asks to be traced, stops, and goes on with the block. */
#define TRACED_CHILD(...)                      \
  ({                                           \
    pid_t child_ = MUST(fork());               \
    if (child_ == 0) {                         \
      MUST(trace(PTRACE_TRACEME, 0, 0, 0));    \
      raise(SIGSTOP);                          \
      __VA_ARGS__;                             \
      _exit(0);                                \
    }                                          \
    child_;                                    \
  })

#endif
