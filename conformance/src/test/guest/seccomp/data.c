// What a filter sees of a call: number, architecture, where it comes from, and the arguments in halves.
#include "seccomp.h"

#define NR 8000

extern char behind_first[], behind_second[];

__attribute__((noinline, noclone)) static long first(void) {
  long result;
  __asm__ volatile(
      "mov %1, %%eax\n\tsyscall\n.globl behind_first\nbehind_first:\n\tnop"
      : "=a"(result) : "i"(SYS_getppid) : "rcx", "r11", "memory");
  return result;
}

__attribute__((noinline, noclone)) static long second(void) {
  long result = SYS_getppid;
  __asm__ volatile("syscall\n.globl behind_second\nbehind_second:\n\tcmp $-4096, %%rax" : "+a"(result) : : "rcx", "r11", "memory", "cc");
  return result;
}

int main(void) {
  no_new_privs();
  // Each word of the data by itself: errno is the low 12 bits of what is there.
  for (unsigned offset = 0; offset < sizeof(struct seccomp_data); offset += 4)
    MUST(INSTALL(0, LOAD(nr), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NR + offset, 1, 0), ALLOW, LOAD_AT(offset),
                 BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff), BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO), BPF_STMT(BPF_RET | BPF_A, 0)));
  for (unsigned offset = 0; offset < sizeof(struct seccomp_data); offset += 4)
    if (offset != 8 && offset != 12)
      printf("%u: %ld\n", offset,
             raw_call(NR + offset, 0x10100000201, 0x30300000403, 0x50500000605, 0x70700000807, 0x90900000a09, 0xb0b00000c0b));
  CHECK((unsigned long)-RAW(NR + 12) == ((unsigned long)main >> 32 & 0xfff));
  printf("the upper half of the number is cut: %ld\n", RAW(0x5500000000L + NR));

  // By where it comes from, in places that make many calls before and after.
  for (int i = 0; i < 100; i++) { first(); second(); }
  unsigned long there = (unsigned long)behind_first;
  MUST(INSTALL(0, LOAD_AT(8), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)there, 0, 3), LOAD_AT(12),
               BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, there >> 32, 0, 1), ANSWER(SECCOMP_RET_ERRNO | 99), ALLOW));
  int no = 0, yes = 0;
  for (int i = 0; i < 200; i++) { no += first() == -99; yes += second() >= 0; }
  printf("first refused %d times, second made %d times\n", no, yes);
  there = (unsigned long)behind_second;
  MUST(INSTALL(0, LOAD_AT(8), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)there, 0, 1), ANSWER(SECCOMP_RET_ERRNO | 98), ALLOW));
  no = 0;
  for (int i = 0; i < 200; i++) no += second() == -98;
  printf("second refused %d times\n", no);

  // By an argument: of one number some calls are made and others not, however often either was.
  MUST(INSTALL(0, LOAD(nr), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 1, 0), ALLOW, LOAD_AT(16), ON(77, SECCOMP_RET_ERRNO | 77), ALLOW));
  int refused = 0, made = 0;
  for (int i = 0; i < 300; i++) {
    long result = raw_call(SYS_getppid, i % 3 == 0 ? 77 : i, 0, 0, 0, 0, 0);
    if (result == -77) refused++;
    else if (result >= 0) made++;
  }
  printf("refused %d made %d\n", refused, made);
  // The clock is read without a call.
  IN_CHILD("clock", {
    FILTER(SYS_clock_gettime, SECCOMP_RET_KILL_PROCESS);
    struct timespec now;
    SHOW(clock_gettime(CLOCK_MONOTONIC, &now));
    RAW(SYS_clock_gettime);
  });
  return 0;
}
