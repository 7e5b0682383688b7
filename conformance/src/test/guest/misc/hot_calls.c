// Calls that are made so often that a sandbox may send them another way: what they do to registers, flags and memory stays the same.
#include "guest.h"
#include <asm/prctl.h>

enum { OFTEN = 3000 };

extern char hot_site[], hot_call[], hot_end[];

/* getppid, by code that can be looked at and jumped into. */
__asm__(
    ".text\n.globl hot_entry\n.p2align 6\nhot_entry: hot_site: mov $110,%eax\nhot_call: syscall\nhot_end: ret\n"
    ".globl hot_middle\nhot_middle: mov $39,%eax; jmp hot_call\n"
    /* Any call without arguments, with the comparison that C libraries make; and a jump to that. */
    ".globl hot_checked\nhot_checked: mov %edi,%eax\nsyscall\nhot_compare: cmp $-4096,%rax\nja 1f\nret\n1: mov $-1,%rax\nret\n"
    ".globl hot_late\nhot_late: mov $-5000,%rax; jmp hot_compare\n");
long hot_entry(void);
long hot_middle(void);
long hot_checked(int number);
long hot_late(void);

static void heat(void) {
  for (int i = 0; i < OFTEN; i++) {
    hot_entry();
    hot_checked(SYS_getppid);
  }
}

struct state {
  uint64_t in[14], out[14], flags_in, flags_out, red_zone, rcx, r11;
};

/* One getppid with known registers: rbx rdx rsi rdi rbp r8 r9 r10 r12 r13 r14 r15 and the red zone. */
static void call_with(struct state *s) {
  __asm__ volatile(
      "push %%rbp; push %%rbx; push %[s]\n"
      "mov %[s],%%rax\n"
      "pushq 224(%%rax); popfq\n"
      "mov 0(%%rax),%%rbx; mov 8(%%rax),%%rdx; mov 16(%%rax),%%rsi; mov 24(%%rax),%%rdi\n"
      "mov 32(%%rax),%%rbp; mov 40(%%rax),%%r8; mov 48(%%rax),%%r9; mov 56(%%rax),%%r10\n"
      "mov 64(%%rax),%%r12; mov 72(%%rax),%%r13; mov 80(%%rax),%%r14; mov 88(%%rax),%%r15\n"
      "movq $0x5ead,-8(%%rsp); movq $0x1ead,-128(%%rsp)\n"
      "mov $110,%%eax\nsyscall\n1:\n"
      "mov -8(%%rsp),%%rax\n"
      "pushfq\n"
      "xchg %%rax,8(%%rsp)\n" /* the state's address; the red zone's word in its place */
      "mov %%rbx,112(%%rax); mov %%rdx,120(%%rax); mov %%rsi,128(%%rax); mov %%rdi,136(%%rax)\n"
      "mov %%rbp,144(%%rax); mov %%r8,152(%%rax); mov %%r9,160(%%rax); mov %%r10,168(%%rax)\n"
      "mov %%r12,176(%%rax); mov %%r13,184(%%rax); mov %%r14,192(%%rax); mov %%r15,200(%%rax)\n"
      "popq 232(%%rax); popq 240(%%rax)\n"
      "lea 1b(%%rip),%%rdx; sub %%rdx,%%rcx; mov %%rcx,248(%%rax)\n"
      "mov %%r11,256(%%rax)\n"
      "cld\n"
      "pop %%rbx; pop %%rbp\n"
      :
      : [s] "r"(s)
      : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc");
}

static void registers_and_flags(void) {
  struct state s;
  int wrong = 0;
  for (int i = 0; i < OFTEN; i++) {
    memset(&s, 0, sizeof s);
    for (int r = 0; r < 12; r++) s.in[r] = 0x0101010101010101u * (uint64_t)(r + 1) + (uint64_t)i;
    /* CF PF AF ZF SF DF OF by turns; IF and the fixed bit are always there. */
    s.flags_in = 0x202 | (i & 1 ? 0x1 : 0) | (i & 2 ? 0x40 : 0) | (i & 4 ? 0x400 : 0) | (i & 8 ? 0x800 : 0) | (i & 16 ? 0x80 : 0);
    call_with(&s);
    for (int r = 0; r < 12; r++) wrong += s.in[r] != s.out[r];
    wrong += s.flags_in != s.flags_out;
    wrong += s.red_zone != 0x5ead;
    wrong += s.rcx != 0;
    wrong += s.r11 != s.flags_in;
  }
  printf("registers and flags: %d wrong\n", wrong);
}

static void floating_point(void) {
  int wrong = 0;
  for (int i = 0; i < OFTEN; i++) {
    uint64_t in[2] = {0x1234567890abcdefu + (uint64_t)i, ~(uint64_t)i}, out[2];
    __asm__ volatile(
        "movups %1,%%xmm3; movups %1,%%xmm15; mov $110,%%eax; syscall; pxor %%xmm3,%%xmm15; ptest %%xmm15,%%xmm15; jz 1f; ud2; 1: movups %%xmm3,%0"
        : "=m"(out)
        : "m"(in)
        : "rax", "rcx", "r11", "xmm3", "xmm15", "cc");
    wrong += memcmp(in, out, sizeof in) != 0;
  }
  printf("vector registers: %d wrong\n", wrong);
}

static volatile sig_atomic_t ticks, strange;

/* The program's own code, the libraries and the vDSO are above or below; nothing of a sandbox may show. */
static void on_tick(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  uint64_t ip = (uint64_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  if (ip >= 0x10000000 && ip < 0x500000000000u) strange++;
  __asm__ volatile("pxor %%xmm3,%%xmm3; pxor %%xmm15,%%xmm15" ::: "xmm3", "xmm15");
  hot_entry();
  ticks++;
}

static void interrupted(void) {
  struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 300}, {0, 300}}, NULL);
  int wrong = 0;
  while (ticks < 300) {
    uint64_t in[2] = {0x1234567890abcdefu + (uint64_t)ticks, 77}, out[2];
    long result;
    __asm__ volatile("movups %2,%%xmm3; mov $110,%%eax; syscall; movups %%xmm3,%0"
                     : "=m"(out), "=&a"(result)
                     : "m"(in)
                     : "rcx", "r11", "xmm3", "cc");
    wrong += memcmp(in, out, sizeof in) != 0;
    wrong += hot_entry() != result;
    wrong += hot_checked(SYS_getppid) != result;
    wrong += hot_checked(9999) != -1;
  }
  setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
  printf("interrupted: %d wrong, %d at strange places\n", wrong, (int)strange);
}

static pthread_barrier_t barrier;

/* All go through the same place from the first time on. */
static void *racer(void *wrong) {
  long parent = getppid();
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < OFTEN; i++) {
    *(int *)wrong += hot_entry() != parent;
    *(int *)wrong += hot_checked(SYS_getppid) != parent;
  }
  return NULL;
}

static void raced(void) {
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  int wrong[THREADS] = {0}, all = 0;
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, racer, &wrong[i]);
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    all += wrong[i];
  }
  printf("raced: %d wrong\n", all);
}

static void jumped_into(void) {
  int wrong = 0;
  for (int i = 0; i < OFTEN; i++) {
    wrong += hot_middle() != getpid();
    wrong += hot_checked(SYS_getuid) != getuid();
    wrong += hot_late() != -5000;
  }
  printf("jumped into: %d wrong\n", wrong);
}

static void forked(void) {
  heat();
  int wrong = 0;
  for (int i = 0; i < 5; i++) {
    pid_t me = getpid(), child = fork();
    if (child == 0) {
      heat();
      int differs = 0;
      for (int k = 0; k < OFTEN; k++) {
        differs += hot_entry() != me;
        differs += getpid() == me;
      }
      _exit(differs != 0);
    }
    int status;
    for (int k = 0; k < OFTEN; k++) getuid();
    waitpid(child, &status, 0);
    wrong += status != 0;
  }
  printf("forked: %d wrong\n", wrong);
}

/* Code that is changed by its own program. */
static void rewritten(void) {
  static const unsigned char code[] = {0xb8, 110, 0, 0, 0, 0x0f, 0x05, 0xc3};
  unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(page + 64, code, sizeof code);
  mprotect(page, 4096, PROT_READ | PROT_EXEC);
  long (*call)(void) = (long (*)(void))(page + 64);
  int wrong = 0;
  for (int i = 0; i < OFTEN; i++) wrong += call() != getppid();
  mprotect(page, 4096, PROT_READ | PROT_WRITE);
  printf("rewritten: as it was: %d\n", memcmp(page + 64, code, sizeof code));
  page[65] = 39;
  mprotect(page, 4096, PROT_READ | PROT_EXEC);
  for (int i = 0; i < OFTEN; i++) wrong += call() != getpid();
  mprotect(page, 4096, PROT_READ | PROT_WRITE);
  printf("rewritten: as it was: %d\n", page[64] == 0xb8 && page[65] == 39 && memcmp(page + 66, code + 2, 6) == 0);
  mprotect(page, 4096, PROT_READ | PROT_EXEC);
  for (int i = 0; i < OFTEN; i++) wrong += call() != getpid();
  unsigned char *moved = mremap(page, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, page + (1 << 24));
  call = (long (*)(void))(moved + 64);
  for (int i = 0; i < OFTEN; i++) wrong += call() != getpid();
  madvise(moved, 4096, MADV_DONTNEED);
  printf("rewritten: zeroed: %d, %d wrong\n", moved[64], wrong);
  munmap(moved, 4096);
}

/* Code that a child does not inherit: what the child maps there instead is its own. */
static void not_inherited(void) {
  static const unsigned char code[] = {0xb8, 110, 0, 0, 0, 0x0f, 0x05, 0xc3};
  unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(page + 64, code, sizeof code);
  mprotect(page, 4096, PROT_READ | PROT_EXEC);
  long (*call)(void) = (long (*)(void))(page + 64);
  for (int i = 0; i < OFTEN; i++) call();
  madvise(page, 4096, MADV_DONTFORK);
  pid_t child = fork();
  if (child == 0) {
    mmap(page, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    memset(page, 0x11, 4096);
    mprotect(page, 4096, PROT_READ);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    int differs = 0;
    for (int i = 0; i < 4096; i++) differs += page[i] != 0x11;
    _exit(differs);
  }
  int status;
  waitpid(child, &status, 0);
  printf("not inherited: %d bytes differ\n", WEXITSTATUS(status));
  munmap(page, 4096);
}

/* What a file has in its pages stays as it is. */
static void file_unchanged(void) {
  char path[] = "hot_callsXXXXXX";
  int file = mkstemp(path);
  unsigned char code[4096] = {0xb8, 110, 0, 0, 0, 0x0f, 0x05, 0xc3}, now[4096];
  memmove(code + 16, code, 8);
  if (write(file, code, sizeof code) != sizeof code) abort();
  unsigned char *text = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
  unsigned char *shared = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
  long (*call)(void) = (long (*)(void))(text + 16), (*call_shared)(void) = (long (*)(void))(shared + 16);
  int wrong = 0;
  for (int i = 0; i < OFTEN; i++) wrong += call() != getppid();
  for (int i = 0; i < OFTEN; i++) wrong += call_shared() != getppid();
  if (pread(file, now, sizeof now, 0) != sizeof now) abort();
  printf("file unchanged: %d %d, %d wrong\n", memcmp(code, now, sizeof now), memcmp(code, shared, sizeof now), wrong);
  unlink(path);
}

/* gs belongs to the program. */
static void own_gs(void) {
  static uint64_t block[4] = {11, 22, 33, 44};
  unsigned long base = 1;
  heat();
  syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
  printf("gs: %lu\n", base);
  syscall(SYS_arch_prctl, ARCH_SET_GS, block);
  uint64_t word = 0;
  int wrong = 0;
  for (int i = 0; i < OFTEN; i++) {
    wrong += hot_entry() != getppid();
    __asm__ volatile("mov %%gs:8,%0" : "=r"(word));
    wrong += word != 22;
  }
  syscall(SYS_arch_prctl, ARCH_GET_GS, &base);
  printf("gs: %d, %d wrong\n", base == (unsigned long)block, wrong);
  syscall(SYS_arch_prctl, ARCH_SET_GS, 0);
  for (int i = 0; i < OFTEN; i++) wrong += hot_entry() != getppid();
  printf("gs: %d wrong; blocks %lu %lu %lu %lu\n", wrong, block[0], block[1], block[2], block[3]);
}

enum { TRAP_FLAG = 0x100, STEPS = 64 };

static long stepped_at[STEPS];
static int steps;

static void on_step(int sig, siginfo_t *info, void *context) {
  (void)sig;
  (void)info;
  if (steps < STEPS) stepped_at[steps++] = ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] - (long)hot_site;
}

/* A program that goes step by step sees each of its instructions. */
static void stepped(void) {
  struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO};
  sigaction(SIGTRAP, &action, NULL);
  heat();
  __asm__ volatile(
      "sub $128,%%rsp; pushfq; orq %0,(%%rsp); popfq\n"
      "call hot_entry; mov $110,%%edi; call hot_checked\n"
      "pushfq; andq %1,(%%rsp); popfq; add $128,%%rsp\n"
      :
      : "i"(TRAP_FLAG), "i"(~TRAP_FLAG)
      : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
  printf("stepped:");
  for (int i = 0; i < steps; i++) {
    if (stepped_at[i] >= 0 && stepped_at[i] < 64) printf(" %ld", stepped_at[i]);
  }
  printf("; in all %d\n", steps);
}

int main(void) {
  raced();
  registers_and_flags();
  floating_point();
  interrupted();
  jumped_into();
  forked();
  rewritten();
  not_inherited();
  file_unchanged();
  own_gs();
  stepped();
  return 0;
}
