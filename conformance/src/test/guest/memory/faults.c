// SIGSEGV and SIGBUS: which signal, which code, which address, for each way to touch wrongly.
#include "guest.h"

enum { PAGE = 4096 };
static sigjmp_buf back;
static char *base;
int main(void);

static void on_fault(int sig, siginfo_t *info, void *context) {
  (void)context;
  const char *code = "?";
  if (sig == SIGSEGV) code = info->si_code == SEGV_MAPERR ? "SEGV_MAPERR" : info->si_code == SEGV_ACCERR ? "SEGV_ACCERR" : info->si_code == SI_KERNEL ? "SI_KERNEL" : "?";
  if (sig == SIGBUS) code = info->si_code == BUS_ADRERR ? "BUS_ADRERR" : info->si_code == BUS_ADRALN ? "BUS_ADRALN" : "?";
  uintptr_t address = (uintptr_t)info->si_addr;
  if (address >= (uintptr_t)base && address < (uintptr_t)base + 64 * PAGE) printf("%s %s at base+%lu\n", signame(sig), code, address - (uintptr_t)base);
  else if (address == (uintptr_t)main) printf("%s %s at main\n", signame(sig), code);
  else printf("%s %s at %#lx\n", signame(sig), code, address);
  siglongjmp(back, 1);
}

#define TRY(...)                      \
  do {                                \
    printf("%s: ", #__VA_ARGS__);     \
    if (sigsetjmp(back, 1) == 0) {    \
      __VA_ARGS__;                    \
      printf("fine\n");               \
    }                                 \
  } while (0)

static int recurse(int depth) {
  volatile char frame[4000];
  frame[0] = (char)depth;
  return depth == 0 ? frame[0] : recurse(depth - 1) + frame[0];
}

int main(void) {
  struct sigaction act = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  static char stack[65536];
  sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
  sigaction(SIGSEGV, &act, NULL);
  sigaction(SIGBUS, &act, NULL);
  volatile char *p = base = MUST(mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  volatile char sink;
  TRY(*(volatile int *)0 = 1);
  TRY(sink = *(volatile char *)16);
  TRY(((void (*)(void))0)());
  TRY(((void (*)(void))0x1234567)());
  TRY(*(volatile int *)0xffffffff80000000 = 1);
  TRY(*(volatile int *)0x8000000000000000 = 1); // not canonical: no address
  MUST(mprotect(base, PAGE, PROT_READ));
  TRY(p[0] = 1);
  TRY(sink = p[0]);
  MUST(mprotect(base, PAGE, PROT_NONE));
  TRY(sink = p[10]);
  TRY(((void (*)(void))(p + PAGE))()); // data is not code
  munmap(base + 2 * PAGE, PAGE);
  TRY(p[2 * PAGE + 5] = 1);
  TRY(p[PAGE] = 1);
  TRY(*(volatile long *)(p + 2 * PAGE - 4) = 1); // crosses into the hole
  TRY(*(volatile char *)&main = 1); // text is read-only
  // A file mapping beyond the end of the file.
  write_file("f", "short");
  int fd = MUST(open("f", O_RDWR));
  MUST(mmap(base + 8 * PAGE, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0));
  TRY(sink = p[8 * PAGE + 100]);
  TRY(sink = p[9 * PAGE]);
  TRY(p[10 * PAGE + 3] = 1);
  MUST(ftruncate(fd, 3 * PAGE));
  TRY(p[10 * PAGE + 3] = 1);
  MUST(ftruncate(fd, 0));
  TRY(sink = p[8 * PAGE]);
  TRY(sink = p[10 * PAGE + 3]);
  MUST(mmap(base + 8 * PAGE, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0));
  TRY(p[8 * PAGE] = 1);
  // System calls that meet such pages say EFAULT and raise nothing.
  SHOW(read(MUST(open("/dev/zero", O_RDONLY)), base + 8 * PAGE, 1));
  SHOW(write(1, base + 2 * PAGE, 1));
  // Without a handler: the default action.
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  IN_CHILD("null", signal(SIGSEGV, SIG_DFL); *(volatile int *)0 = 1);
  IN_CHILD("ignored", signal(SIGSEGV, SIG_IGN); *(volatile int *)0 = 1);
  IN_CHILD("blocked", sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, NULL); *(volatile int *)0 = 1);
  IN_CHILD("bus", signal(SIGBUS, SIG_DFL); sink = p[8 * PAGE]);
  IN_CHILD("garbage jump", signal(SIGSEGV, SIG_DFL); ((void (*)(void))0xdeadbeefUL)());
  IN_CHILD("stack overflow", signal(SIGSEGV, SIG_DFL); setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, RLIM_INFINITY}); recurse(1 << 20));
  // The stack grows by itself, well below what is mapped at first.
  printf("deep recursion: %s\n", recurse(1000) != 12345678 ? "fine" : "?");
  (void)sink;
  return 0;
}
