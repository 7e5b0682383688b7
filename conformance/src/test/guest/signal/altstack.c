// sigaltstack: used by SA_ONSTACK handlers, errors, nesting, and a stack overflow that is survived.
#include "guest.h"

static char area[65536], other[65536];
static sigjmp_buf back;

static void where(int sig) {
  char here;
  stack_t now;
  sigaltstack(NULL, &now);
  printf("%s on %s stack, flags %d\n", signame(sig), &here >= area && &here < area + sizeof area ? "the alternate" : "the normal", now.ss_flags);
  SHOW(sigaltstack(&(stack_t){.ss_sp = other, .ss_size = sizeof other}, NULL));
  if (sig == SIGUSR1) raise(SIGUSR2);
}

static void on_overflow(int sig) {
  char here;
  printf("%s: %s\n", signame(sig), &here >= area && &here < area + sizeof area ? "on the alternate stack" : "elsewhere");
  siglongjmp(back, 1);
}

static int deep(int n) { if (n < 0) return 0; volatile char frame[10000]; frame[0] = (char)n; return deep(n + 1) + frame[0]; }

int main(void) {
  stack_t old;
  SHOW(sigaltstack(NULL, &old));
  printf("flags %d\n", old.ss_flags);
  SHOW(sigaltstack(&(stack_t){.ss_sp = area, .ss_size = 100}, NULL));
  SHOW(sigaltstack(&(stack_t){.ss_sp = area, .ss_size = sizeof area, .ss_flags = 99}, NULL));
  SHOW(sigaltstack((stack_t *)8, NULL));
  SHOW(sigaltstack(NULL, (stack_t *)8));
  SHOW(sigaltstack(&(stack_t){.ss_sp = area, .ss_size = sizeof area}, NULL));
  struct sigaction act = {.sa_handler = where, .sa_flags = SA_ONSTACK};
  sigaction(SIGUSR1, &act, NULL);
  sigaction(SIGUSR2, &act, NULL);
  raise(SIGUSR1);
  act.sa_flags = 0;
  sigaction(SIGHUP, &act, NULL);
  raise(SIGHUP);
  SHOW(sigaltstack(&(stack_t){.ss_sp = area, .ss_size = sizeof area}, &old));
  CHECK(old.ss_sp == area); // what the handler set was undone by its return
  IN_CHILD("inherited by fork", SHOW(sigaltstack(NULL, &old)); CHECK(old.ss_sp == area));
  act = (struct sigaction){.sa_handler = on_overflow, .sa_flags = SA_ONSTACK};
  sigaction(SIGSEGV, &act, NULL);
  MUST(setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, RLIM_INFINITY}));
  for (int i = 0; i < 2; i++)
    if (sigsetjmp(back, 1) == 0) printf("%d", deep(0));
  SHOW(sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL));
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  IN_CHILD("overflow without an alternate stack", deep(0));
  // A handler whose frame cannot be written: the process is killed.
  act.sa_flags = 0;
  sigaction(SIGUSR1, &act, NULL);
  IN_CHILD("bad stack pointer", __asm__ volatile("mov $8, %%rsp; mov $39, %%eax; syscall; mov %%eax, %%edi; mov $10, %%esi; mov $62, %%eax; syscall" ::: "memory"));
  return 0;
}
