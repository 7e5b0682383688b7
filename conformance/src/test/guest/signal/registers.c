// The general registers, flags, x87, SSE and AVX state survive system calls, signals and forks.
#include "guest.h"
#include <cpuid.h>

static volatile int handled;
static unsigned fresh_mxcsr, fresh_control;

/* A handler starts with clean floating-point state of its own, and may spoil it. */
static void spoil(int sig) {
  (void)sig;
  fresh_mxcsr = __builtin_ia32_stmxcsr();
  unsigned short control;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  fresh_control = control;
  __builtin_ia32_ldmxcsr(0x9fc0);
  __asm__ volatile("fninit; fldpi; pcmpeqd %%xmm0, %%xmm0; pcmpeqd %%xmm7, %%xmm7; pcmpeqd %%xmm15, %%xmm15" ::: "xmm0", "xmm7", "xmm15");
  handled++;
}

static bool xmm_after(long number, long a, long b) {
  long in[2] = {0x1122334455667788, 0x99aabbccddeeff00}, out[2] = {0, 0}, ret = number;
  __asm__ volatile("movdqu %[in], %%xmm6; movdqu %[in], %%xmm15; syscall; pxor %%xmm5, %%xmm5; pand %%xmm15, %%xmm6; movdqu %%xmm6, %[out]"
                   : "+a"(ret), [out] "=m"(out) : [in] "m"(in), "D"(a), "S"(b) : "rcx", "r11", "memory", "xmm5", "xmm6", "xmm15");
  return out[0] == in[0] && out[1] == in[1];
}

__attribute__((target("avx"))) static bool ymm_after(long number, long a, long b) {
  long in[4] = {1, 2, 3, 0x7777777777777777}, out[4] = {0}, ret = number;
  __asm__ volatile("vmovdqu %[in], %%ymm9; syscall; vmovdqu %%ymm9, %[out]; vzeroupper"
                   : "+a"(ret), [out] "=m"(out) : [in] "m"(in), "D"(a), "S"(b) : "rcx", "r11", "memory", "xmm9");
  return memcmp(in, out, sizeof in) == 0;
}

static bool general_after(long number, long a, long b) {
  long ok;
  __asm__ volatile(
      "mov $0x11, %%rbx; mov $0x22, %%r8; mov $0x33, %%r9; mov $0x44, %%r10; mov $0x55, %%r12; mov $0x66, %%r13; mov $0x77, %%r14; mov $0x88, %%r15; mov $0x99, %%rdx\n"
      "syscall\n"
      "xor %%eax, %%eax; cmp $0x11, %%rbx; jne 1f; cmp $0x22, %%r8; jne 1f; cmp $0x33, %%r9; jne 1f; cmp $0x44, %%r10; jne 1f; cmp $0x55, %%r12; jne 1f\n"
      "cmp $0x66, %%r13; jne 1f; cmp $0x77, %%r14; jne 1f; cmp $0x88, %%r15; jne 1f; cmp $0x99, %%rdx; jne 1f; mov $1, %%eax\n1:"
      : "=a"(ok) : "a"(number), "D"(a), "S"(b) : "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
  return ok;
}

int main(void) {
  struct sigaction act = {.sa_handler = spoil};
  sigaction(SIGUSR1, &act, NULL);
  pid_t pid = getpid();
  CHECK(general_after(SYS_getpid, 0, 0));
  CHECK(general_after(SYS_kill, pid, SIGUSR1));
  CHECK(general_after(SYS_sched_yield, 0, 0));
  CHECK(general_after(9999, 0, 0));
  CHECK(xmm_after(SYS_getpid, 0, 0));
  CHECK(xmm_after(SYS_kill, pid, SIGUSR1));
  unsigned a, b, c = 0, d;
  __get_cpuid(1, &a, &b, &c, &d);
  bool avx = (c & bit_AVX) != 0;
  CHECK(!avx || ymm_after(SYS_getpid, 0, 0));
  CHECK(!avx || ymm_after(SYS_kill, pid, SIGUSR1));
  CHECK(!avx || ymm_after(SYS_sched_yield, 0, 0));
  printf("handled %d, fresh mxcsr %x control %x\n", handled, fresh_mxcsr, fresh_control);
  // Control words are kept through signals, inherited by fork, and reset by exec.
  __builtin_ia32_ldmxcsr(0x7f80);
  unsigned short control = 0x0e7f;
  __asm__ volatile("fldcw %0" ::"m"(control));
  raise(SIGUSR1);
  __asm__ volatile("fnstcw %0" : "=m"(control));
  printf("mxcsr %x control %x\n", __builtin_ia32_stmxcsr(), control);
  IN_CHILD("child", __asm__ volatile("fnstcw %0" : "=m"(control)); printf("mxcsr %x control %x\n", __builtin_ia32_stmxcsr(), control));
  // Two processes computing at once do not mix their values.
  double sums[2] = {0};
  for (int k = 0; k < 2; k++) {
    pid_t child = MUST(fork());
    if (child == 0) {
      __builtin_ia32_ldmxcsr(0x1f80);
      double sum = 0;
      for (int i = 1; i < 2000000; i++) { sum += 1.0 / (i + k); if (i % 100000 == 0) sched_yield(); }
      printf(k == 0 ? "%.9f\n" : "", sum);
      _exit((int)(sum * 4));
    }
    int status;
    waitpid(child, &status, 0);
    sums[k] = WEXITSTATUS(status);
  }
  printf("%g %g\n", sums[0], sums[1]);
  // rcx and r11 hold the return address and the flags after SYSCALL.
  long rcx, r11, label;
  __asm__ volatile("lea 1f(%%rip), %2; mov $39, %%eax; syscall; 1: mov %%rcx, %0; mov %%r11, %1" : "=&r"(rcx), "=&r"(r11), "=&r"(label) : : "rax", "rcx", "r11");
  CHECK(rcx == label);
  CHECK((r11 & 0x202) == 0x202);
  // The direction flag survives; the red zone survives a signal.
  long value;
  __asm__ volatile("std; mov $39, %%eax; syscall; pushfq; pop %0; cld" : "=r"(value) : : "rax", "rcx", "r11");
  CHECK((value & 0x400) != 0);
  __asm__ volatile("movq $12345, -64(%%rsp); mov %1, %%rdi; mov $10, %%esi; mov $62, %%eax; syscall; mov -64(%%rsp), %0" : "=r"(value) : "r"((long)pid) : "rax", "rcx", "r11", "rdi", "rsi", "memory");
  CHECK(value == 12345);
  return 0;
}
