// clone3(2) with numbers that are asked for.
#include "pid.h"

#include <linux/sched.h>

static long clone_with(const pid_t *numbers, size_t count) {
  struct clone_args args = {.exit_signal = SIGCHLD, .set_tid = (uintptr_t)numbers, .set_tid_size = count};
  return syscall(SYS_clone3, &args, sizeof args);
}

#define TRY(...)                                                                     \
  do {                                                                               \
    const pid_t numbers[] = {__VA_ARGS__};                                           \
    errno = 0;                                                                       \
    long child = clone_with(numbers, sizeof numbers / sizeof *numbers);              \
    if (child == 0) { show_self("as asked for"); _exit(0); }                         \
    int error = errno;                                                               \
    if (child > 0) MUST(waitpid(child, NULL, 0));                                    \
    printf("{" #__VA_ARGS__ "}: %ld %s\n", child, child < 0 ? errname(error) : "");  \
  } while (0)

static void inside(void) {
  TRY(10);
  IN_CHILD("the next is not the one after", show_self("child"));
  TRY(1);
  TRY(0);
  TRY(-1);
  TRY(1 << 30);
  struct gate gate = gate_new();
  const pid_t thirty[] = {30};
  long child = clone_with(thirty, 1);
  if (child == 0) {
    gate_wait(&gate);
    _exit(0);
  }
  TRY(30);
  gate_open(&gate);
  MUST(waitpid(child, NULL, 0));
  TRY(30);
  SHOW(clone_with(NULL, 1));
  SHOW(clone_with(thirty, 0));
  SHOW(clone_with(thirty, 33));
  SHOW(clone_with((const pid_t *)8, 1));
  INSIDE("nested", TRY(7, 20); TRY(7); TRY(8, 1));
  pid_t pair[] = {1, 40};
  struct clone_args args = {.flags = CLONE_NEWPID, .exit_signal = SIGCHLD, .set_tid = (uintptr_t)pair, .set_tid_size = 2};
  long first = syscall(SYS_clone3, &args, sizeof args);
  if (first == 0) {
    show_self("first as asked for");
    _exit(0);
  }
  MUST(waitpid(first, NULL, 0));
  printf("first: %ld\n", first);
  pair[0] = 2;
  SHOW(syscall(SYS_clone3, &args, sizeof args));
  MUST(setresuid(1000, 1000, 1000));
  TRY(50);
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  INSIDE("inside", inside());
  return 0;
}
