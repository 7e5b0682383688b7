// Attacks what a platform keeps in the address space of a guest, past the end of what the guest itself can map.
//
//   stub where     the platform whose stub is found in the address space, by its name, or "none"
//   stub ATTACK
//
// An attack is made by children. Whatever they do, they end by a signal, or live on as if nothing were there; they reach
// nothing of the host, learn nothing of other processes, and this process and the kernel go on. Prints "contained" then, and
// what was not otherwise.
#include "guest.h"
#include "systrap.h"

/* What a platform keeps; for ptrace as StubImage says. */
static const struct stub {
  const char *platform;
  unsigned long lowest, text, text_bytes, read_only, contexts;
  bool answers; /* calls from the text as those from anywhere else; otherwise they end the process */
} stubs[] = {
    {"systrap", CONTEXTS, TEXT, 0x2000, CONTROL, CONTEXTS, false},
    {"ptrace", 0x7fffffffd000, 0x7fffffffe000, 0x1000, 0x7fffffffd000, 0, true},
};

static const struct stub *stub = &stubs[0]; /* the one that was found */

enum { SLOTS = 1024 }; /* as many contexts are looked for */

#define PRIZE 0x10000000ul
#define PATIENCE 1000 /* milliseconds after which a child that may be stuck is killed */

static int failures;
static volatile int *escaped; /* shared with all children */

#define FAIL(...) (printf(__VA_ARGS__), failures++)

/* ---- faults that are survived */

static __thread sigjmp_buf back;
static __thread volatile bool armed;

static void leap(int signal) {
  if (armed) siglongjmp(back, signal);
  _exit(100);
}

static void catch_faults(void) {
  struct sigaction action = {.sa_handler = leap, .sa_flags = SA_NODEFER};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
}

static void default_faults(void) {
  signal(SIGSEGV, SIG_DFL);
  signal(SIGBUS, SIG_DFL);
}

#define FAULTS(statement)                           \
  ({                                                \
    volatile bool faults_ = sigsetjmp(back, 1) != 0; \
    if (!faults_) { armed = true; statement; }      \
    armed = false;                                  \
    faults_;                                        \
  })

static bool readable(unsigned long address) { return !FAULTS((void)*(volatile char *)address); }

/* ---- children */

/* Starts a child that runs a block. */
#define CHILD(...)             \
  ({                           \
    pid_t pid_ = MUST(fork()); \
    if (pid_ == 0) {           \
      __VA_ARGS__;             \
      _exit(0);                \
    }                          \
    pid_;                      \
  })

static int status_of(pid_t pid) {
  int status;
  MUST(waitpid(pid, &status, 0));
  return status;
}

/* As status_of, for a child that may be stuck where it got itself. */
static int end_of(pid_t pid) {
  int fd = MUST(syscall(SYS_pidfd_open, pid, 0));
  struct pollfd end = {fd, POLLIN, 0};
  if (poll(&end, 1, PATIENCE) == 0) kill(pid, SIGKILL);
  close(fd);
  return status_of(pid);
}

#define DIES(what, at, ...)                                                                            \
  do {                                                                                                \
    int status_ = end_of(CHILD(__VA_ARGS__));                                                         \
    if (!WIFSIGNALED(status_)) FAIL("%s at %lx: status %x\n", what, (unsigned long)(at), status_);    \
  } while (0)

static void jump_with(unsigned long target, long number, unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e, unsigned long f) {
  register unsigned long r10 asm("r10") = d;
  register unsigned long r8 asm("r8") = e;
  register unsigned long r9 asm("r9") = f;
  asm volatile("jmp *%[target]" : : [target] "r"(target), "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "memory");
  __builtin_unreachable();
}

static void *call_much(void *unused) {
  for (;;) syscall(SYS_getppid);
  return unused;
}

static void *compute(void *unused) {
  for (volatile unsigned long i = 0;; i++) {}
  return unused;
}

static pthread_t start(void *(*body)(void *), void *argument) {
  pthread_t thread;
  MUST(pthread_create(&thread, NULL, body, argument) == 0 ? 0 : -1);
  return thread;
}

static volatile uint32_t *word(unsigned long context, int offset) { return (volatile uint32_t *)(context + offset); }
static volatile uint64_t *wide(unsigned long context, int offset) { return (volatile uint64_t *)(context + offset); }

/* The contexts of this process. */
static int contexts(unsigned long *found, int most) {
  int count = 0;
  if (stub->contexts == 0) return 0;
  for (volatile int slot = 0; slot < SLOTS && count < most; slot++) {
    unsigned long at = stub->contexts + slot * CONTEXT_BYTES;
    if (readable(at)) found[count++] = at;
  }
  return count;
}

/* ---- the stub's text */

static void jump(void) {
  for (unsigned long at = 0; at < stub->text_bytes; at += 128) {
    DIES("jump", at, jump_with(stub->text + at, SYS_getpid, 0, 0, 0, 0, 0, 0));
    DIES("jump into an instruction", at, jump_with(stub->text + at + 3, SYS_exit_group, 0, 0, 0, 0, 0, 0));
  }
}

/* Sees whether a stolen call mapped something, while the thief may be stuck in the stub; ends them both. */
static void *watch(void *unused) {
  for (int i = 0; i < 20; i++) {
    usleep(1000);
    unsigned char known; // to the sandbox's kernel, where the stub's calls are answered by that
    if (readable(PRIZE) && mincore((void *)PRIZE, 4096, &known) != 0) ++*escaped;
  }
  kill(getpid(), SIGKILL);
  return unused;
}

static void steal(unsigned long at, long number, unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e, unsigned long f) {
  int status = end_of(CHILD(catch_faults(); start(watch, NULL); jump_with(at, number, a, b, c, d, e, f)));
  if (!WIFSIGNALED(status) && !stub->answers) FAIL("call %ld at %lx: status %x\n", number, at, status);
}

/* Every syscall instruction of the stub, with the arguments of a call that would help. */
static void stolen_calls(void) {
  for (unsigned long at = stub->text; at < stub->text + stub->text_bytes - 1; at++) {
    volatile bool is_call = false;
    FAULTS(is_call = ((volatile unsigned char *)at)[0] == 0x0f && ((volatile unsigned char *)at)[1] == 0x05);
    if (!is_call) continue;
    steal(at, SYS_mmap, PRIZE, 4096, PROT_READ, MAP_SHARED | MAP_FIXED, 0, 0);             // the memory of all guests
    steal(at, SYS_mmap, PRIZE, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    steal(at, SYS_mprotect, stub->text, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, 0, 0, 0);
    steal(at, SYS_munmap, stub->text, stub->text_bytes, 0, 0, 0, 0);
    steal(at, SYS_exit_group, 77, 0, 0, 0, 0, 0);
    steal(at, SYS_write, 4, (unsigned long)"12345678", 8, 0, 0, 0);                        // an event counter
    steal(at, SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0, 0);
    steal(at, SYS_clone, SIGCHLD, 0, 0, 0, 0, 0);
    steal(at, SYS_execve, (unsigned long)"/bin/true", 0, 0, 0, 0, 0);
    steal(at, SYS_rt_sigreturn, 0, 0, 0, 0, 0, 0);
    steal(at, SYS_sigaltstack, 0, 0, 0, 0, 0, 0);
    steal(at, SYS_futex, PRIZE, 0, 0, PRIZE, 0, 0);                                        // with a time limit: a pointer
  }
}

static void write_read_only(void) {
  for (unsigned long at = 0; at < stub->text_bytes; at += 4096) DIES("write", at, *(volatile char *)(stub->text + at) = 0x90);
  DIES("write", stub->read_only, *(volatile int *)stub->read_only = 1);
}

/* ---- calls about the stub's memory */

static void calls_about(unsigned long at, unsigned long bytes) {
  char buffer[64] = {0};
  int error = 0, fd = MUST(open("/dev/zero", O_RDWR)), memory = open("/proc/self/mem", O_RDWR);
#define REFUSED(call) (errno = 0, (long)(call) == -1 && (error = errno) != 0 ? (void)0 : (void)FAIL("%s at %lx is not refused\n", #call, at))
  REFUSED(mprotect((void *)at, bytes, PROT_READ | PROT_WRITE));
  REFUSED(mremap((void *)at, bytes, bytes, MREMAP_MAYMOVE));
  REFUSED(mremap((void *)at, bytes, 2 * bytes, MREMAP_MAYMOVE));
  REFUSED(madvise((void *)at, bytes, MADV_DONTNEED));
  REFUSED(mlock((void *)at, bytes));
  REFUSED(mincore((void *)at, bytes, (unsigned char *)buffer));
  REFUSED(msync((void *)at, bytes, MS_SYNC));
  REFUSED(mmap((void *)at, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  REFUSED(mmap((void *)at, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
  REFUSED(mmap((void *)0x7fff00000000, 0xffff0000, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0));
  REFUSED(read(fd, (void *)at, 16));
  REFUSED(write(MUST(open("/tmp/file", O_RDWR | O_CREAT, 0600)), (void *)at, 16));
  REFUSED(syscall(SYS_futex, at, 1, 1, NULL, NULL, 0));
  REFUSED(pread(memory, buffer, sizeof buffer, at));
  REFUSED(pwrite(memory, buffer, sizeof buffer, at));
  REFUSED(process_vm_readv(getpid(), &(struct iovec){buffer, 16}, 1, &(struct iovec){(void *)at, 16}, 1, 0));
  REFUSED(process_vm_writev(getpid(), &(struct iovec){buffer, 16}, 1, &(struct iovec){(void *)at, 16}, 1, 0));
  munmap((void *)at, bytes); // unmapping nothing may be fine
  unsigned long stack[2] = {at, bytes};
  sigaltstack(&(stack_t){.ss_sp = (void *)stack[0], .ss_size = bytes}, NULL);
  sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
  (void)error;
  close(fd);
  close(memory);
}

static void unmap(void) {
  unsigned long found[4];
  catch_faults();
  int count = contexts(found, 4);
  calls_about(stub->text, stub->text_bytes);
  calls_about(stub->read_only, 4096);
  for (int i = 0; i < count; i++) calls_about(found[i], CONTEXT_BYTES);
  if (stub->contexts != 0 && count == 0) FAIL("no context is found\n");
  if (!readable(stub->text)) FAIL("the stub's text is gone\n");
  FILE *maps = fopen("/proc/self/maps", "r");
  unsigned long low, high;
  while (fscanf(maps, "%lx-%lx%*[^\n]", &low, &high) == 2) {
    if (high > stub->lowest && low < 0x7ffffffff000) FAIL("a mapping of the stub is shown: %lx-%lx\n", low, high);
  }
  fclose(maps);
}

/* ---- contexts */

#define SECRET 0x5ec7e75ec7e75ec7ul

static void leave_secret(void) {
  unsigned long all[2] = {SECRET, SECRET};
  asm volatile("movdqu %0, %%xmm0; movdqu %0, %%xmm7; movdqu %0, %%xmm15" : : "m"(all) : "xmm0", "xmm7", "xmm15");
  for (int i = 0; i < 100; i++) {
    register unsigned long r12 asm("r12") = SECRET, r13 asm("r13") = SECRET, r14 asm("r14") = SECRET, r15 asm("r15") = SECRET;
    long result;
    asm volatile("syscall" : "=a"(result) : "a"(SYS_getppid), "r"(r12), "r"(r13), "r"(r14), "r"(r15), "b"(SECRET) : "rcx", "r11", "memory");
  }
}

/* Where the next owner of a context would not write over it at once. */
static void write_secret(void) {
  unsigned long found[4];
  int count = contexts(found, 4);
  for (int i = 0; i < count; i++) {
    for (int offset = 0x400; offset < STACK_LOW + 0x1000; offset += 8) {
      if (offset < EXTENDED || offset >= STACK_LOW) *wide(found[i], offset) = SECRET;
    }
  }
}

static void *leave_secret_and_sleep(void *unused) {
  leave_secret();
  for (;;) pause();
  return unused;
}

static void find_secret(void) {
  unsigned long found[16];
  static volatile unsigned long key = 0x1234567812345678; // so that no register of this process holds the secret
  int count = contexts(found, 16);
  for (int i = 0; i < count; i++) {
    for (unsigned long at = found[i]; at < found[i] + CONTEXT_BYTES; at += 8) {
      if ((*(volatile unsigned long *)at ^ key) == (SECRET ^ 0x1234567812345678)) ++*escaped;
    }
  }
}

/* Contexts that others have used, or are using, are not to be seen. */
static void old_contents(void) {
  pid_t pid = MUST(fork());
  if (pid == 0) {
    start(leave_secret_and_sleep, NULL);
    leave_secret_and_sleep(NULL);
  }
  await_sleeping(pid);
  for (int i = 0; i < 8; i++) {
    status_of(CHILD(for (int k = 0; k < 3; k++) start(leave_secret_and_sleep, NULL); leave_secret(); catch_faults(); write_secret(); usleep(1000)));
    int status = status_of(CHILD(catch_faults(); find_secret()));
    if (status != 0) FAIL("the search ended with %x\n", status);
  }
  MUST(kill(pid, SIGKILL));
  MUST(waitpid(pid, NULL, 0));
}

struct scribble {
  const char *name;
  void (*once)(unsigned long context, unsigned round);
};

static unsigned long own_frame(unsigned long context) {
  unsigned long frame = *wide(context, FRAME);
  return frame >= context && frame < context + CONTEXT_BYTES - SC_BYTES ? frame : context + OWN_FRAME;
}

static void forge_state(unsigned long context, unsigned round) { *word(context, STATE) = round % 8 == 7 ? 0xffffffff : round % 8; }
static void forge_trap(unsigned long context, unsigned round) { *word(context, SIGNAL) = round % 70; *word(context, STATE) = TRAPPED; }
static void forge_frame(unsigned long context, unsigned round) {
  static const unsigned long wild[] = {0, 1, -1ul, 0x7fff80010000, 0x8000000000000000, 0x7fffffffffff, 0xffffffffff600000};
  *wide(context, round & 1 ? FRAME : INFO) = round % 3 == 0 ? wild[round / 3 % 7] : round % 3 == 1 ? context + round % CONTEXT_BYTES : context - 8 + round % 64 * CONTEXT_BYTES;
}
static void forge_registers(unsigned long context, unsigned round) {
  static const unsigned long rips[] = {0x7fff80010000, 0x7fff80010040, 0x8000000000000000, -1ul, 0xffffffffff600000, 0};
  unsigned long frame = own_frame(context);
  switch (round % 6) {
    case 0: *wide(frame, SC_RIP) = rips[round / 6 % 6]; break;
    case 1: *wide(frame, SC_EFLAGS) = round * 0x9e3779b97f4a7c15u; break; // IOPL, VM, NT, TF among them
    case 2: *wide(frame, SC_CS) = round * 0x9e3779b97f4a7c15u; break;
    case 3: *wide(frame, SC_FPSTATE) = round % 12 < 6 ? context + round % CONTEXT_BYTES : round * 0x9e3779b97f4a7c15u; break;
    case 4: *wide(frame, SC_RSP) = rips[round / 6 % 6]; break;
    case 5: *wide(context, round / 6 % 2 ? FS_BASE : GS_BASE) = 0x8000000000000000u + round; break;
  }
}
static void forge_cause(unsigned long context, unsigned round) {
  unsigned long frame = own_frame(context);
  *wide(frame, SC_ERROR + round % 4 * 8) = round * 0x9e3779b97f4a7c15u; // error code, trap, mask, address
  *wide(*wide(context, INFO) - context < CONTEXT_BYTES - 128 ? *wide(context, INFO) : context, round % 16 * 8) = round * 2654435761u;
}
static void forge_extended(unsigned long context, unsigned round) { memset((void *)(context + EXTENDED), round % 2 ? 0xff : round, 0x2000); }
static void forge_call(unsigned long context, unsigned round) {
  *word(context, MEANING) = CALL;
  *wide(context, CALL_RAX + round % 8 * 8) = round % 3 ? round % 16 : round * 0x9e3779b97f4a7c15u; // none that kills others
  unsigned long other = round * 0x9e3779b97f4a7c15u;
  switch (round % 4) {
    case 0: *wide(context, CONTINUE) = stub->text + round % 0x1000; break;
    case 1: *wide(context, CONTINUE) = other; break;
    case 2: *wide(context, OWN_FRAME + round % SC_BYTES / 8 * 8) = other; break;
  }
}
static void forge_meaning(unsigned long context, unsigned round) {
  *word(context, MEANING) = round % 7 == 6 ? 0xffffffff : round % 7;
  *word(context, SPIN) = round % 2 ? 0xffffffff : 1;
  *word(context, TID) = round;
}
static void forge_bells(unsigned long context, unsigned round) {
  *wide(context, round & 1 ? PARTNER : BELL) = round % 3 == 0 ? BELLS + 0ul + round % 0x40000 : round % 3 == 1 ? context + round % 64 * 4 : round * 0x9e3779b97f4a7c15u;
}
static void scribble_stack(unsigned long context, unsigned round) { *word(context, STACK_LOW + round * 52 % (CONTEXT_BYTES - STACK_LOW) / 4 * 4) = round * 2654435761u; }
static void scribble_all(unsigned long context, unsigned round) { memset((void *)context, round, round % 2 ? 0x1000 : CONTEXT_BYTES); }

static const struct scribble scribbles[] = {
    {"state", forge_state}, {"trap", forge_trap}, {"frame", forge_frame}, {"registers", forge_registers}, {"cause", forge_cause},
    {"extended", forge_extended}, {"meaning", forge_meaning}, {"call", forge_call}, {"bells", forge_bells}, {"stack", scribble_stack}, {"all", scribble_all},
};

/* One thread writes into the contexts of all, its own among them, while others make calls and compute. */
static void scribble(const struct scribble *how, int others) {
  unsigned long found[16];
  catch_faults();
  for (int i = 0; i < others; i++) start(i % 2 ? compute : call_much, NULL);
  int count = contexts(found, 16);
  default_faults();
  close(1); // registers of an earlier time may bring it back to anywhere in this program
  for (unsigned round = 0; round < 20000; round++) {
    for (int i = 0; i < count; i++) how->once(found[i], round);
    if (round % 100 == 0) syscall(SYS_getppid);
  }
  kill(getpid(), SIGKILL);
}

static void scribble_with(const struct scribble *how) {
  for (int others = 0; others < 4; others++) end_of(CHILD(scribble(how, others)));
}

/* ---- memory that was taken away, kept by pretending that the thread stands still */

static volatile unsigned long *volatile page;
static volatile bool taken;

static void *hold(void *unused) {
  unsigned long found[16];
  int count = contexts(found, 16);
  for (;;) {
    for (int i = 0; i < count; i++) *word(found[i], STATE) = TRAPPED;
    bool after = taken;
    if (!FAULTS((void)*page) && after) ++*escaped;
  }
  return unused;
}

static void keep_memory(void) {
  for (int how = 0; how < 3; how++) {
    end_of(CHILD(
        catch_faults(); page = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)); *page = 1; start(hold, NULL);
        usleep(2000); how == 0   ? munmap((void *)page, 4096)
                      : how == 1 ? mprotect((void *)page, 4096, PROT_NONE)
                                 : (long)mremap((void *)page, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, PRIZE);
        taken = true; usleep(20000)));
  }
}

/* ---- wake-ups that it was trusted with */

static void *withhold(void *unused) {
  unsigned long found[16];
  int count = contexts(found, 16);
  for (;;)
    for (int i = 0; i < count; i++) *wide(found[i], PARTNER) = 0;
  return unused;
}

/* Talks with another process through pipes, and does not wake it when it should. The other one goes on all the same. */
static void lazy_partner(void) {
  enum { ROUNDS = 20000 };
  int there[2], back[2];
  MUST(pipe(there));
  MUST(pipe(back));
  pid_t victim = CHILD(for (char c; read(there[0], &c, 1) == 1;) if (write(back[1], &c, 1) != 1) _exit(1));
  catch_faults();
  start(withhold, NULL);
  for (int i = 0; i < ROUNDS; i++) {
    char c = i;
    if (write(there[1], &c, 1) != 1 || read(back[0], &c, 1) != 1 || c != (char)i) FAIL("round %d\n", i);
  }
  MUST(kill(victim, SIGKILL));
  MUST(waitpid(victim, NULL, 0));
  default_faults();
}

/* ---- interruptions that are not seen */

static char fake[2 * CONTEXT_BYTES] __attribute__((aligned(CONTEXT_BYTES)));

/* Goes into the stub with a context of its own making, in which the kernel never answers. */
static void *wait_for_ever(void *target) {
  asm volatile("mov %0, %%rbx; jmp *%1" : : "r"(fake), "r"(target) : "rbx", "memory");
  return NULL;
}

/* Says in a thread's true context that it is in the kernel, where it may ignore what interrupts it. */
static void deafen(unsigned long target) {
  unsigned long before[4], after[4];
  *(int *)(fake + STATE) = TRAPPED;
  *(unsigned *)(fake + SPIN) = 0x7fffffff;
  catch_faults();
  int count = contexts(before, 4);
  start(wait_for_ever, (void *)target);
  int more = contexts(after, 4);
  for (int i = 0; i < more; i++) {
    bool old = false;
    for (int k = 0; k < count; k++) old |= after[i] == before[k];
    for (int k = 0; !old; k++) {
      *word(after[i], STATE) = TRAPPED;
      if (k % 1000 == 0) sched_yield();
    }
  }
}

/* Every part of the text, some at a time: for one that is deaf indeed the kernel has patience. */
static void deaf(void) {
  enum { TOGETHER = 16 };
  pid_t pids[TOGETHER];
  for (unsigned long at = 0; at < stub->text_bytes;) {
    int count = 0;
    for (; count < TOGETHER && at < stub->text_bytes; at += 32) pids[count++] = CHILD(deafen(stub->text + at));
    usleep(PATIENCE * 100);
    for (int i = 0; i < count; i++) kill(pids[i], SIGKILL);
    for (int i = 0; i < count; i++) status_of(pids[i]);
  }
}

/* ---- the signal stack */

static long call_on(unsigned long stack) {
  long result;
  asm volatile("mov %%rsp, %%r15; mov %[stack], %%rsp; syscall; mov %%r15, %%rsp" : "=a"(result) : "a"(SYS_getppid), [stack] "r"(stack) : "rcx", "r11", "r15", "memory");
  return result;
}

/* Traps with the stack pointer in the context, where the host takes it for a trap within a handler. */
static void stack_in_context(void) {
  unsigned long found[16];
  catch_faults();
  int count = contexts(found, 16);
  for (int i = 0; i < count; i++) {
    for (int offset = 0; offset <= CONTEXT_BYTES; offset += 0x400) {
      unsigned long at = found[i] + offset;
      end_of(CHILD(default_faults(); for (int k = 0; k < 3; k++) if (call_on(at) != getppid()) _exit(1)));
      end_of(CHILD(default_faults(); asm volatile("mov %0, %%rsp; ud2" : : "r"(at))));
      end_of(CHILD(default_faults(); asm volatile("mov %0, %%rsp; push %%rax; call *%%rsp" : : "r"(at))));
    }
    break;
  }
}

/* ---- the gate of calls that were replaced by jumps */

static __attribute__((noinline)) long hot_call(void) {
  long result;
  asm volatile("mov %1, %%eax; syscall" : "=a"(result) : "i"(SYS_getppid) : "rcx", "r11", "memory");
  return result;
}

static void *call_by_gate(void *unused) {
  for (;;) hot_call();
  return unused;
}

static void heat(void) {
  for (int i = 0; i < 200; i++) hot_call();
}

/* Where the gate is, once a call was replaced; 0 where there is none. */
static unsigned long find_gate(unsigned long *bytes) {
  char line[256];
  unsigned long low, high, found = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (fgets(line, sizeof line, maps) != NULL) {
    if (strstr(line, "[callgate]") != NULL && sscanf(line, "%lx-%lx", &low, &high) == 2) found = low, *bytes = high - low;
  }
  fclose(maps);
  return found;
}

static void set_gs(unsigned long base) { syscall(SYS_arch_prctl, 0x1001 /* ARCH_SET_GS */, base); }

/* Changes the gate while threads go through it. */
static void change_gate(unsigned long gate, unsigned long bytes, int how) {
  for (int i = 0; i < 3; i++) start(call_by_gate, NULL);
  usleep(500);
  switch (how) {
    case 0: munmap((void *)gate, bytes); break;
    case 1: mprotect((void *)gate, bytes, PROT_NONE); break;
    case 2: mremap((void *)gate, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, PRIZE); break;
    case 3: mmap((void *)gate, bytes, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); break;
    case 4: madvise((void *)gate, bytes, MADV_DONTNEED); break;
    case 5: mprotect((void *)gate, bytes, PROT_READ | PROT_WRITE | PROT_EXEC); memset((void *)gate, 0xcc, bytes); break;
    case 6: mprotect((void *)gate, bytes, PROT_READ | PROT_WRITE | PROT_EXEC); for (unsigned long at = gate; at < gate + bytes; at += 8) *(volatile unsigned long *)at = stub->text; break;
    case 7: mmap((void *)((unsigned long)hot_call & -4096ul), 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); break;
    case 8: mprotect((void *)((unsigned long)hot_call & -4096ul), 8192, PROT_READ | PROT_WRITE | PROT_EXEC); memset((void *)hot_call, 0x0f, 40); break;
  }
  for (int i = 0; i < 20; i++) {
    usleep(500);
    status_of(CHILD(hot_call()));
  }
  kill(getpid(), SIGKILL);
}

/* Calls by the gate with gs, by which it finds the context, at a place of the guest's choice. */
static void gate(void) {
  unsigned long bytes = 0, found[4];
  heat();
  unsigned long at = find_gate(&bytes);
  if (at == 0) return;
  catch_faults();
  int count = contexts(found, 4);
  default_faults();
  static char fake[CONTEXT_BYTES] __attribute__((aligned(4096)));
  unsigned long bases[] = {(unsigned long)fake, (unsigned long)fake + 1, 0x7fff00000000, 0x7ffffffff000, stub->text, stub->read_only,
                           found[0], found[0] + 8, found[0] - 0x1000, found[0] + 0x7000, found[0] + CONTEXT_BYTES, 0x00007fff};
  for (size_t i = 0; i < sizeof bases / sizeof *bases && count > 0; i++) {
    end_of(CHILD(set_gs(bases[i]); heat()));
    end_of(CHILD(start(call_by_gate, NULL); set_gs(bases[i]); heat()));
    for (int offset = 0; offset < 64; offset += 3) end_of(CHILD(set_gs(bases[i]); jump_with(at + offset, SYS_getppid, 0, 0, 0, 0, 0, 0)));
  }
  for (int offset = 0; offset < 64; offset++) end_of(CHILD(jump_with(at + offset, SYS_getppid, 0, 0, 0, 0, 0, 0)));
  for (int offset = 0; offset < 16; offset++) end_of(CHILD(jump_with((unsigned long)hot_call + offset, SYS_getppid, 0, 0, 0, 0, 0, 0)));
  for (int how = 0; how < 9; how++) end_of(CHILD(change_gate(at, bytes, how)));
}

/* ---- ways into the host's kernel that are not SYSCALL */

static void in_32_bits(const unsigned char *code, size_t bytes) {
  char *low = MUST(mmap((void *)0x20000, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  memcpy(low, code, bytes);
  struct { uint32_t offset; uint16_t selector; } __attribute__((packed)) target = {0x20000, 0x23};
  asm volatile("mov %0, %%rsp; ljmp *%1" : : "r"((unsigned long)low + 8192 - 64), "m"(target), "a"(1 /* exit of i386 */), "b"(7) : "memory");
}

static void other_gates(void) {
#define KILLED(what, ...)                                                                                      \
  do {                                                                                                        \
    int status_ = end_of(CHILD(__VA_ARGS__));                                                                 \
    if (!WIFSIGNALED(status_) || (WTERMSIG(status_) != SIGSEGV && WTERMSIG(status_) != SIGILL)) FAIL("%s: status %x\n", what, status_); \
  } while (0)
  KILLED("int 0x80", asm volatile("int $0x80" : : "a"(1), "b"(7)));
  KILLED("sysenter", asm volatile("mov %%rsp, %%rbp; sysenter" : : "a"(1), "b"(7)));
  KILLED("sysenter on a stack that 32 bits reach", char *low = MUST(mmap((void *)0x20000, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
         asm volatile("mov %0, %%rsp; mov %%rsp, %%rbp; sysenter" : : "r"(low + 4096), "a"(1), "b"(7)));
  KILLED("int 0x80 in 32 bits", in_32_bits((const unsigned char *)"\xcd\x80\xf4", 3));
  KILLED("sysenter in 32 bits", in_32_bits((const unsigned char *)"\x89\xe5\x0f\x34\xf4", 5));
  KILLED("syscall in 32 bits", in_32_bits((const unsigned char *)"\x89\xe5\x0f\x05\xf4", 5));
  KILLED("vsyscall", ((long (*)(void *))0xffffffffff600400)(NULL));
  KILLED("x32", syscall(0x40000000 | SYS_exit_group, 7); asm volatile("ud2"));
}

/* ---- */

static const struct attack {
  const char *name;
  void (*make)(void);
} attacks[] = {
    {"jump", jump}, {"stolen_calls", stolen_calls}, {"write_read_only", write_read_only}, {"unmap", unmap}, {"old_contents", old_contents},
    {"keep_memory", keep_memory}, {"lazy_partner", lazy_partner}, {"deaf", deaf}, {"stack_in_context", stack_in_context}, {"other_gates", other_gates}, {"gate", gate},
};

static bool make(const char *name) {
  for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
    if (strcmp(attacks[i].name, name) == 0) return attacks[i].make(), true;
  }
  for (size_t i = 0; i < sizeof scribbles / sizeof *scribbles; i++) {
    if (strcmp(scribbles[i].name, name) == 0) return scribble_with(&scribbles[i]), true;
  }
  return false;
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "";
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  escaped = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  catch_faults();
  const char *platform = "none";
  for (size_t i = 0; i < sizeof stubs / sizeof *stubs; i++) {
    if (readable(stubs[i].text)) stub = &stubs[i], platform = stubs[i].platform;
  }
  default_faults();
  if (strcmp(name, "where") == 0) {
    printf("%s\n", platform);
    return 0;
  }
  if (!make(name)) return printf("there is no such attack\n"), 2;
  if (*escaped != 0) FAIL("escaped %d times\n", *escaped);
  if (failures == 0) printf("contained\n");
  IN_CHILD("life goes on", execl("/bin/true", "true", NULL));
  return 0;
}
