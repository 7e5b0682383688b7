// SECCOMP_RET_TRAP: what the handler of SIGSYS is told, the registers it sees and may change, and a signal that cannot be delivered.
#include "seccomp.h"
#include <ucontext.h>

extern char behind_call[];
static volatile int traps;
static long arguments[6];

static void on_trap(int signal, siginfo_t *info, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  traps++;
  if (traps <= 2) {
    printf("%s code %d errno %d nr %d arch %x\n", signame(signal), info->si_code, info->si_errno, info->si_syscall, info->si_arch);
    CHECK(info->si_call_addr == (void *)behind_call);
    CHECK(registers[REG_RIP] == (greg_t)behind_call);
    CHECK(registers[REG_RCX] == (greg_t)behind_call);
    CHECK(registers[REG_RAX] == info->si_syscall);
    CHECK(registers[REG_RDI] == arguments[0] && registers[REG_RSI] == arguments[1] && registers[REG_RDX] == arguments[2]);
    CHECK(registers[REG_R10] == arguments[3] && registers[REG_R8] == arguments[4] && registers[REG_R9] == arguments[5]);
  } else if (info->si_call_addr != (void *)behind_call || registers[REG_RIP] != (greg_t)behind_call) {
    puts("from somewhere else");
  }
  registers[REG_RAX] = 1000 + traps;
}

__attribute__((noinline, noclone)) static long here(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile(
      "syscall\n.globl behind_call\nbehind_call:\n\tcmp $-4096, %%rax"
      : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory", "cc");
  return result;
}

static void unchanged(int signal) {
  (void)signal;
  puts("handled");
}

static void again(int signal) {
  (void)signal;
  puts("once more");
  RAW(SYS_getppid);
}

int main(void) {
  no_new_privs();
  // The place is a hot one before there is a filter.
  for (int i = 0; i < 100; i++) here(SYS_getppid, 1, 2, 3, 4, 5, 6);
  struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
  MUST(sigaction(SIGSYS, &action, NULL));
  FILTER(SYS_getppid, SECCOMP_RET_TRAP | 0xabcd);
  FILTER(9999, SECCOMP_RET_TRAP);
  FILTER(-7, SECCOMP_RET_TRAP | 0xffff);
  for (int i = 0; i < 6; i++) arguments[i] = 0x123456789abcdefL * (i + 1);
  SHOW(here(SYS_getppid, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]));
  SHOW(here(9999, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]));
  long sum = 0;
  for (int i = 0; i < 1000; i++) sum += here(SYS_getppid, 0, 0, 0, 0, 0, 0);
  printf("sum %ld traps %d\n", sum, traps);
  SHOW(here(-7, 0, 0, 0, 0, 0, 0));

  // Left as they are: rax is the number.
  signal(SIGSYS, unchanged);
  CHECK(RAW(SYS_getppid) == SYS_getppid);
  CHECK(RAW(-7) == -7);
  IN_CHILD("blocked", {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGSYS);
    sigprocmask(SIG_BLOCK, &set, NULL);
    RAW(SYS_getppid);
    puts("alive");
  });
  IN_CHILD("ignored", signal(SIGSYS, SIG_IGN); RAW(SYS_getppid); puts("alive"));
  IN_CHILD("in its own handler", signal(SIGSYS, again); RAW(SYS_getppid); puts("alive"));
  IN_CHILD("reset", {
    struct sigaction once = {.sa_handler = unchanged, .sa_flags = SA_RESETHAND};
    sigaction(SIGSYS, &once, NULL);
    RAW(SYS_getppid);
    RAW(SYS_getppid);
    puts("alive");
  });
  // The signal can be waited for by nobody else, and a pending one does not hide it.
  IN_CHILD("pending", {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    CHECK(RAW(SYS_getppid) == SYS_getppid);
  });
  return 0;
}
