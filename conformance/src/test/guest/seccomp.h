// Filters of system calls, and calls without a C library in between.
#ifndef SECCOMP_H
#define SECCOMP_H
#include "guest.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

/* SIGSYS would leave a core. */
__attribute__((constructor)) static void no_core(void) { setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); }

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_AT(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)
#define ALLOW ANSWER(SECCOMP_RET_ALLOW)

/* For the accumulator: the answer where it is a value, and on otherwise. */
#define ON(number, answer) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), ANSWER(answer)

static inline int install_program(const struct sock_filter *code, unsigned length, unsigned flags) {
  struct sock_fprog program = {.len = length, .filter = (struct sock_filter *)code};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

/* Installs a filter of these instructions; -1 or what the call returns. */
#define INSTALL(flags, ...)                                               \
  ({                                                                      \
    const struct sock_filter code_[] = {__VA_ARGS__};                     \
    install_program(code_, sizeof code_ / sizeof code_[0], flags);        \
  })

/* One answer for a call, all others allowed. */
#define FILTER(number, answer) MUST(INSTALL(0, LOAD(nr), ON(number, answer), ALLOW))

static inline void no_new_privs(void) { MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

/* What is in rax after a call, errors or not. */
static inline long raw_call(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
}
#define RAW(number) raw_call(number, 0, 0, 0, 0, 0, 0)

/* A number of /proc/PID/status. */
static inline int status_value(const char *path, const char *name) {
  char line[256];
  int value = -1;
  FILE *file = fopen(path, "r");
  if (file == NULL) return -2;
  size_t length = strlen(name);
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, name, length) == 0 && line[length] == ':') value = atoi(line + length + 1);
  fclose(file);
  return value;
}
#endif
