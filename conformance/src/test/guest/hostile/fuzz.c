// Throws dice: children, some with threads, make implemented calls with arguments of all kinds, sensible
// and not. What the calls return does not matter; that the kernel lives on, and fails in none, does.
//
//   fuzz SEED ROUNDS [CALL]...     CALL: only these
//
// The same seed makes the same choices, though threads and addresses make no two runs the same.
#include "calls.h"

enum { CALLS_PER_ROUND = 150, THREADS = 3, PATIENCE = 2 };

static struct {
  const struct call *chosen[CALLS];
  int count;
} menu;

/* ---- dice: xorshift, one state a thread */

static __thread uint64_t dice;

static uint64_t roll(void) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  return dice ^= dice << 17;
}

static unsigned below(unsigned limit) { return (unsigned)(roll() >> 16) % limit; }

static bool one_in(unsigned chances) { return below(chances) == 0; }

/* ---- values by kind */

#define PICK(...) ({ static const unsigned long of_[] = {__VA_ARGS__}; of_[below(sizeof of_ / sizeof *of_)]; })

static unsigned long number(void) {
  switch (below(8)) {
    case 0: return below(4);
    case 1: return below(100);
    case 2: return 1UL << below(64);
    case 3: return -(unsigned long)below(5);
    case 4: return PICK(0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0x7ffffffffffff000);
    case 5: return 4096UL * below(70);
    case 6: return roll() & 0xffffffff;
    default: return roll() >> below(64);
  }
}

static unsigned long bits(void) {
  unsigned long value = 0;
  for (int count = below(4); count > 0; count--) value |= 1UL << below(one_in(4) ? 64 : 24);
  return value;
}

static unsigned long moment(void) { return PICK(0, 0, 1, 1000, 200000, 999999, 999999999, 1000000000, -1UL, 0x7fffffffffffffff); }

static unsigned long some_fd(void) {
  switch (below(8)) {
    case 0: return number();
    case 1: return (unsigned long)AT_FDCWD;
    case 2: return below(3) + (one_in(2) ? 0 : 3);
    case 3: return below(16);
    default: return FILE_FD + below(LAST_FD - FILE_FD + 8);
  }
}

static unsigned long some_pid(void) {
  switch (below(8)) {
    case 0: return number();
    case 1: return 1;
    case 2: return (unsigned long)getppid();
    case 3: return -1UL;
    case 4: return -(unsigned long)getpgrp();
    case 5: return (unsigned long)getpid() + below(5);
    case 6: return 0;
    default: return (unsigned long)getpid();
  }
}

static unsigned long wild(void) {
  switch (below(9)) {
    case 0: return 0;
    case 1: return AREA_NOTHING + below(100);
    case 2: return 0xffff800000000000 + number();
    case 3: return 0x0000800000000000 - below(64);
    case 4: return AREA_LAST + 4096 - below(40);
    case 5: return AREA_READ_ONLY + below(4096);
    case 6: return -(unsigned long)below(64);
    case 7: return AREA_OUT + AREA_SIZE - below(64);
    default: return roll();
  }
}

static unsigned long some_address(void);

/* Fills a piece of memory as some structure might be filled. */
static void fill(unsigned long *place, int longs) {
  int taste = below(6);
  for (int i = 0; i < longs; i++) {
    switch (taste) {
      case 0: place[i] = 0; break;
      case 1: place[i] = number(); break;
      case 2: place[i] = moment(); break;
      case 3: place[i] = i % 2 == 0 ? some_address() : below(3) == 0 ? number() : below(5000); break;
      case 4: place[i] = (some_fd() & 0xff) | bits() << 32; break;
      default: place[i] = one_in(3) ? number() : one_in(2) ? bits() : below(10); break;
    }
  }
}

static unsigned long some_address(void) {
  if (one_in(5)) return wild();
  return (one_in(2) ? AREA_IN : AREA_OUT) + 8 * below(256) + (one_in(8) ? below(8) : 0);
}

static unsigned long structure(int longs) {
  if (one_in(6)) return wild();
  unsigned long address = AREA_IN + 256 * below(32);
  fill((unsigned long *)address, longs);
  return address + (one_in(10) ? below(8) : 0);
}

static unsigned long name(void) {
  static const char *const names[] = {
      "file", "directory", "link", "nothing", "user.word", "program", "tmpfs", "", ".", "..", "/", "directory/..", "directory/x", "file/x", "link/", "loop", "//tmp///./..", "/proc/self/exe", "/proc/self/fd/40", "/proc/self/fd/46", "/proc/self/fd/42",
      "/proc/self/mem", "/proc/self/maps", "/proc/self/task", "/proc/1/root", "/proc/self/cwd/file", "/dev/null", "/dev/full", "/dev/tty", "/dev/fd/40", "/etc/passwd", "/usr/bin", "/bin/true", "/proc/sys/kernel/pid_max", "security.x", "trusted.y", "bind", "proc", "new", "new/er",
      "/proc/self/fdinfo/44", "/proc/self/environ", "/proc/self/comm", "/proc/thread-self/status", "/sys", "/proc/mounts", "sub/sub/sub", "system.posix_acl_access",
  };
  if (one_in(8)) return wild();
  char *place = (char *)AREA_PATHS + 4096 + 1024 * below(4);
  switch (below(16)) {
    case 0: memset(place, 'x', 1000); place[one_in(2) ? 255 : 256] = 0; break; /* as long as a name can be, and longer */
    case 1: memset(place, '/', 1023); place[1023] = 0; break;
    case 2: for (int i = 0; i < 64; i++) place[i] = (char)roll(); place[64] = 0; break;
    case 3: snprintf(place, 64, "n%u", below(200)); break;
    default: strcpy(place, names[below(sizeof names / sizeof *names)]);
  }
  if (one_in(30)) { /* without an end */
    char *last = (char *)AREA_PATHS + AREA_SIZE - 4096;
    memset(last, 'y', 4096);
    return (unsigned long)last + below(4096);
  }
  return (unsigned long)place;
}

static unsigned long pieces(void) {
  if (one_in(8)) return wild();
  struct iovec *place = (struct iovec *)(AREA_VECTOR + 512 * below(16));
  for (int i = 0; i < 8; i++) place[i] = (struct iovec){(void *)some_address(), one_in(5) ? number() : below(5000)};
  return (unsigned long)place;
}

static unsigned long value_of(const struct argument *argument) {
  if (one_in(40)) return one_in(2) ? number() : wild();
  if (one_in(4)) return argument->usual;
  switch (argument->kind) {
    case NONE: return argument->usual;
    case INT: return one_in(2) ? argument->usual : one_in(2) ? below(20) : number();
    case FLAGS: return one_in(3) ? argument->usual : bits();
    case SIZE: return one_in(3) ? number() : one_in(2) ? below(64) : 4096UL * below(16);
    case OFFSET: return one_in(2) ? number() : below(8192);
    case FD: return some_fd();
    case PID: return some_pid();
    case SIG: return one_in(6) ? number() : below(66);
    case ADDR: return one_in(2) ? some_address() & -4096UL : some_address();
    case IN: return structure(32);
    case OUT: return some_address();
    case PATH: case STRING: return name();
    case VECTOR: return pieces();
    case TIME: {
      if (one_in(8)) return wild();
      unsigned long *place = (unsigned long *)(AREA_IN + 16 * below(256));
      place[0] = one_in(4) ? moment() : 0;
      place[1] = moment();
      return (unsigned long)place;
    }
  }
  return 0;
}

/* ---- a round */

static void nothing(int signal) { (void)signal; }

static long raw(long number, const unsigned long *a) {
  long result;
  register unsigned long r10 __asm__("r10") = a[3], r8 __asm__("r8") = a[4], r9 __asm__("r9") = a[5];
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
}

/* The calls after which nothing is left to fuzz are made seldom. */
static bool is_end(int number) {
  return number == SYS_exit || number == SYS_exit_group || number == SYS_rt_sigreturn || number == SYS_execve || number == SYS_execveat || number == SYS_pause || number == SYS_rt_sigsuspend;
}

/* The first process keeps the order, and is to live: nothing that it cannot hold off is sent to it. */
static void spare_the_first(int number, unsigned long *a) {
  int signal = number == SYS_tgkill || number == SYS_rt_tgsigqueueinfo ? 2 : 1;
  switch (number) {
    case SYS_kill: case SYS_tkill: case SYS_tgkill: case SYS_rt_sigqueueinfo: case SYS_rt_tgsigqueueinfo: {
      int target = (int)a[0], other = (int)a[1];
      bool hits = target == 1 || target == -1 || (signal == 2 && other == 1);
      if (hits && ((int)a[signal] == SIGKILL || (int)a[signal] == SIGSTOP)) a[signal] = SIGUSR1;
      break;
    }
    case SYS_prlimit64:
      if ((int)a[0] == 1) a[0] = 0;
      break;
    case SYS_ptrace:
      if ((int)a[1] == 1) a[1] = (unsigned long)getpid();
      break;
    default: break;
  }
}

/* Requests of ptrace(2), most of which need a tracee that stands still. */
static unsigned long request(void) {
  switch (below(4)) {
    case 0: return below(34);
    case 1: return 0x4200 + below(20);
    case 2: return PICK(PTRACE_CONT, PTRACE_SYSCALL, PTRACE_SINGLESTEP, PTRACE_LISTEN, PTRACE_INTERRUPT, PTRACE_DETACH);
    default: return PICK(PTRACE_ATTACH, PTRACE_SEIZE, PTRACE_SETOPTIONS, PTRACE_GETREGSET, PTRACE_SETREGSET, PTRACE_POKEUSER);
  }
}

static void calls_made(int count) {
  for (int i = 0; i < count; i++) {
    const struct call *call = menu.chosen[below(menu.count)];
    if (is_end(call->number) && !one_in(20)) continue;
    unsigned long a[6];
    for (int j = 0; j < 6; j++) a[j] = value_of(&call->arguments[j]);
    if (call->number == SYS_vfork) continue; /* shares this stack; clone meets it too, and may crash */
    if (call->number == SYS_ptrace && !one_in(8)) a[0] = request();
    spare_the_first(call->number, a);
    if (i % 8 == 0) setitimer(ITIMER_REAL, &(struct itimerval){{0, 5000}, {0, 5000}}, NULL); /* ends waits */
    long result = raw(call->number, a);
    if (result == 0 && (call->number == SYS_fork || call->number == SYS_clone || call->number == SYS_clone3)) {
      dice += 12345;
      if (count > 20) calls_made(10);
      _exit(0);
    }
  }
}

static void *in_thread(void *seed) {
  dice = (uint64_t)seed;
  calls_made(CALLS_PER_ROUND);
  return NULL;
}

static void round_of(uint64_t seed) {
  dice = seed;
  setpgid(0, 0);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &(uint64_t){0}, NULL, 8);
  struct sigaction ignoring = {.sa_handler = nothing};
  for (int sig = 1; sig < 32; sig++) if (sig != SIGSEGV && sig != SIGBUS) sigaction(sig, &ignoring, NULL);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  setrlimit(RLIMIT_NPROC, &(struct rlimit){200, 200});
  make_areas();
  make_files();
  for (int stream = 1; stream <= 2; stream++) dup2(ZERO_FD, stream); /* what the first process prints is not to be mixed */
  pthread_t threads[THREADS];
  int count = below(3) == 0 ? below(THREADS) : 0;
  for (int i = 0; i < count; i++) if (pthread_create(&threads[i], NULL, in_thread, (void *)(roll() | 1)) != 0) count = i;
  calls_made(CALLS_PER_ROUND);
  _exit(0);
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
  int rounds = argc > 2 ? atoi(argv[2]) : 100;
  if (getpid() != 1) { /* anywhere else the children's signals would meet strangers */
    printf("only as the first process of a sandbox\n");
    return 2;
  }
  for (size_t i = 0; i < CALLS; i++) {
    bool wanted = argc <= 3;
    for (int j = 3; j < argc; j++) wanted |= strncmp(calls[i].name, argv[j], strlen(argv[j])) == 0;
    if (wanted) menu.chosen[menu.count++] = &calls[i];
  }
  sigset_t child;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &(uint64_t){-1UL}, NULL, 8); /* sigfillset keeps two for the C library */
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  int killed = 0;
  for (int i = 0; i < rounds; i++) {
    char directory[32];
    snprintf(directory, sizeof directory, "/tmp/round%d", i);
    mkdir(directory, 0755);
    pid_t pid = fork();
    if (pid < 0) {
      printf("round %d: fork: %s\n", i, errname(errno));
      return 1;
    }
    if (pid == 0) {
      if (chdir(directory) != 0) _exit(0);
      round_of(seed * 1000003 + (uint64_t)i * 7919 + 1);
    }
    struct timespec end, now;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += PATIENCE;
    for (;;) { /* a round ends with its first process, or when patience does */
      if (waitpid(pid, NULL, WNOHANG) == pid) break;
      clock_gettime(CLOCK_MONOTONIC, &now);
      if (now.tv_sec >= end.tv_sec) {
        killed++;
        break;
      }
      sigtimedwait(&child, NULL, &(struct timespec){1, 0});
    }
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR) {}
    if (i % 100 == 99) printf("%d rounds\n", i + 1);
  }
  printf("done: %d rounds, %d of them cut short\n", rounds, killed);
  return 0;
}
