// A guest that meddles with what a platform keeps in its address space, past the end of what the guest itself can
// map: it jumps there, writes there, unmaps it, each in a child. Whatever the child brings about, it ends by a signal
// or by itself, nothing of the host is reached, and the kernel and this process live on. On Linux nothing is there.
#include "guest.h"

// As docs/systrap.md and StubLayout have them.
#define TEXT 0x7fff80010000ul
#define TEXT_BYTES 0x2000ul
#define CONTROL 0x7fff80000000ul
#define CONTEXTS 0x7fff00000000ul
#define CONTEXT_BYTES 0x8000ul
#define SLOTS 512

#define PRIZE 0x10000000ul

static sigjmp_buf back;

static void leap(int signal) { siglongjmp(back, signal); }

static void *volatile prize = (void *)PRIZE;

/* Sees whether a stolen call of the host mapped something. */
static void *watch(void *unused) {
  for (int i = 0; i < 50; i++) {
    unsigned char vector;
    usleep(1000);
    if (mincore((void *)PRIZE, 4096, &vector) == 0) printf("the kernel knows of it\n");
    // The kernel knows of no mapping there: a load must fault.
    if (sigsetjmp(back, 1) == 0) {
      (void)*(volatile char *)prize;
      printf("ESCAPED: the host mapped memory\n");
    }
  }
  kill(getpid(), SIGKILL);
  return unused;
}

static void jump_with(unsigned long target, long number, unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e, unsigned long f) {
  register unsigned long r10 asm("r10") = d;
  register unsigned long r8 asm("r8") = e;
  register unsigned long r9 asm("r9") = f;
  asm volatile("jmp *%[target]" : : [target] "r"(target), "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "memory");
  __builtin_unreachable();
}

static void end_of(pid_t pid, int *ended, int *signaled) {
  int status;
  MUST(waitpid(pid, &status, 0));
  if (WIFSIGNALED(status)) ++*signaled;
  ++*ended;
}

/* Finds what lies at the contexts' place: a list of addresses that can be read. */
static int contexts(unsigned long *found, int most) {
  int count = 0;
  for (volatile int slot = 0; slot < SLOTS && count < most; slot++) {
    if (sigsetjmp(back, 1) == 0) {
      (void)*(volatile char *)(CONTEXTS + slot * CONTEXT_BYTES);
      found[count++] = CONTEXTS + slot * CONTEXT_BYTES;
    }
  }
  return count;
}

static void *call_much(void *unused) {
  for (;;) syscall(SYS_getppid);
  return unused;
}

static void scribble(int how) {
  unsigned long found[16];
  int count = contexts(found, 16);
  pthread_t thread;
  if (how & 1) pthread_create(&thread, NULL, call_much, NULL);
  for (int round = 0; round < 50000; round++) {
    for (int i = 0; i < count; i++) {
      volatile uint32_t *words = (volatile uint32_t *)found[i];
      switch (how / 2) {
        case 0: words[0] = round % 7; break;                          // the state
        case 1: *(volatile uint64_t *)(words + 4) = (uint64_t)round * 0x9e3779b97f4a7c15u; break; // the frame
        case 2: *(volatile uint64_t *)(words + 4) = found[i] + round % 0x8000; break;
        case 3: words[(0x3000 + round * 52 % 0x5000) / 4] = round * 2654435761u; break; // the signal stack
        case 4: memset((void *)found[i], round, 0x1000); break;
        case 5: memset((void *)(found[i] + 0x1000), 0xff, 0x2000); break; // the extended state
        case 6: words[8] = round % 64; words[1] = 1; break;           // the signal and the command
      }
    }
    if (round % 1000 == 0) syscall(SYS_getppid);
  }
}

int main(void) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  int ended = 0, signaled = 0;
  for (unsigned long at = 0; at < TEXT_BYTES; at += 128) {
    pid_t pid = MUST(fork());
    if (pid == 0) jump_with(TEXT + at, SYS_getpid, 0, 0, 0, 0, 0, 0);
    end_of(pid, &ended, &signaled);
  }
  printf("jumps into the text: %d children, %d ended by a signal\n", ended, signaled);

  int bad = 0;
  for (unsigned long at = 0; at < TEXT_BYTES - 1; at++) {
    struct sigaction action = {.sa_handler = leap, .sa_flags = SA_NODEFER}, old;
    sigaction(SIGSEGV, &action, &old);
    volatile bool is_call = false;
    if (sigsetjmp(back, 1) == 0) is_call = ((volatile unsigned char *)TEXT)[at] == 0x0f && ((volatile unsigned char *)TEXT)[at + 1] == 0x05;
    sigaction(SIGSEGV, &old, NULL);
    if (!is_call) continue;
    pid_t pid = MUST(fork());
    if (pid == 0) {
      sigaction(SIGSEGV, &action, NULL);
      pthread_t thread;
      pthread_create(&thread, NULL, watch, NULL);
      jump_with(TEXT + at, SYS_mmap, PRIZE, 4096, PROT_READ, MAP_SHARED | MAP_FIXED, 0, 0);
    }
    int status;
    MUST(waitpid(pid, &status, 0));
    bad += WIFEXITED(status);
  }
  printf("stolen calls: %d\n", bad);

  ended = signaled = 0;
  for (int how = 1; how < 14; how++) { // a child that hides its own wake-up waits some seconds for it
    pid_t pid = MUST(fork());
    if (pid == 0) {
      struct sigaction action = {.sa_handler = leap, .sa_flags = SA_NODEFER};
      sigaction(SIGSEGV, &action, NULL);
      close(1); // registers of an earlier time may bring it back to anywhere in this program
      alarm(1);
      scribble(how);
      kill(getpid(), SIGKILL);
    }
    end_of(pid, &ended, &signaled);
  }
  printf("scribbled contexts: %d children ended\n", ended);

  ended = signaled = 0;
  for (int i = 0; i < 2; i++) {
    pid_t pid = MUST(fork());
    if (pid == 0) {
      memset((void *)(i == 0 ? CONTROL : TEXT), 0, 4096);
      _exit(0);
    }
    end_of(pid, &ended, &signaled);
  }
  printf("writes to what is read-only: %d children, %d ended by a signal\n", ended, signaled);

  pid_t pid = MUST(fork());
  if (pid == 0) {
    munmap((void *)TEXT, TEXT_BYTES);
    mprotect((void *)CONTROL, 4096, PROT_READ | PROT_WRITE);
    mremap((void *)TEXT, TEXT_BYTES, TEXT_BYTES, MREMAP_MAYMOVE);
    madvise((void *)CONTEXTS, CONTEXT_BYTES, MADV_DONTNEED);
    mmap((void *)TEXT, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    _exit(getppid() > 0 ? 0 : 1);
  }
  int status;
  MUST(waitpid(pid, &status, 0));
  printf("calls about the stub's memory: status %d\n", status);
  printf("alive\n");
  return 0;
}
