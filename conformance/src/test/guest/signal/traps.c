// Exceptions of the processor: int3, divide, ud2, trap flag, general protection; registers in the context.
#include "guest.h"
#include <ucontext.h>

static int skip;

static void on_trap(int sig, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  printf("  %s code %d trapno %lld\n", signame(sig), info->si_code, (long long)uc->uc_mcontext.gregs[REG_TRAPNO]);
  uc->uc_mcontext.gregs[REG_RIP] += skip;
  uc->uc_mcontext.gregs[REG_EFL] &= ~0x100LL;
}

static void change(int sig, siginfo_t *info, void *context) {
  (void)sig; (void)info;
  ucontext_t *uc = context;
  uc->uc_mcontext.gregs[REG_RBX] = 0x1234;
  uc->uc_mcontext.gregs[REG_R15] += 1;
}

int main(void) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  struct sigaction act = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
  int signals[] = {SIGTRAP, SIGFPE, SIGILL, SIGSEGV, SIGBUS};
  for (int i = 0; i < 5; i++) sigaction(signals[i], &act, NULL);
  printf("int3\n"); skip = 0; __asm__ volatile("int3");
  printf("ud2\n"); skip = 2; __asm__ volatile("ud2");
  printf("divide by zero\n"); skip = 2; __asm__ volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; mov $1, %%eax; div %%ecx" ::: "eax", "ecx", "edx");
  printf("divide overflow\n"); skip = 2; __asm__ volatile("mov $1, %%edx; mov $1, %%ecx; xor %%eax, %%eax; div %%ecx" ::: "eax", "ecx", "edx");
  printf("hlt\n"); skip = 1; __asm__ volatile("hlt");
  printf("cli\n"); skip = 1; __asm__ volatile("cli");
  printf("int $0x20\n"); skip = 2; __asm__ volatile("int $0x20");
  printf("in\n"); skip = 1; __asm__ volatile("in %%dx, %%al" ::: "eax");
  printf("trap flag\n"); skip = 0; __asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; nop; nop" ::: "cc", "memory");
  printf("sse exception\n");
  // Unmask division by zero in MXCSR.
  unsigned mxcsr = 0x1f80 & ~0x200u;
  skip = 3;
  __asm__ volatile("ldmxcsr %0; xorps %%xmm1, %%xmm1; pcmpeqd %%xmm0, %%xmm0; pslld $25, %%xmm0; psrld $2, %%xmm0; divps %%xmm1, %%xmm0" ::"m"(mxcsr) : "xmm0", "xmm1");
  mxcsr = 0x1f80;
  __asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
  // A handler changes registers.
  act.sa_sigaction = change;
  sigaction(SIGUSR1, &act, NULL);
  long rbx = 1, r15 = 41, pid = getpid();
  __asm__ volatile("mov %2, %%rdi; mov $10, %%esi; mov $62, %%eax; syscall" : "+b"(rbx), "=a"(r15) : "r"(pid) : "rcx", "r11", "r15", "rdi", "rsi", "memory");
  printf("rbx %lx, rax %ld\n", rbx, r15);
  register long keep __asm__("r15") = 41;
  __asm__ volatile("mov %1, %%rdi; mov $10, %%esi; mov $62, %%eax; syscall" : "+r"(keep) : "r"(pid) : "rax", "rbx", "rcx", "r11", "rdi", "rsi", "memory");
  printf("r15 %ld\n", keep);
  for (int i = 0; i < 5; i++) signal(signals[i], SIG_DFL);
  IN_CHILD("int3", __asm__ volatile("int3"));
  IN_CHILD("ud2", __asm__ volatile("ud2"));
  IN_CHILD("divide", __asm__ volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; div %%ecx" ::: "eax", "ecx", "edx"));
  IN_CHILD("hlt", __asm__ volatile("hlt"));
  IN_CHILD("signal ignored", signal(SIGILL, SIG_IGN); __asm__ volatile("ud2"));
  return 0;
}
