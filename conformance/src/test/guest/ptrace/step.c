// Single steps, breakpoints, and code that a tracer changes.
#include "../trace.h"

extern char step_begin[], step_call[], step_end[];
__asm__(
    ".text\n.globl step_code\n.p2align 4\nstep_code:\n"
    "step_begin: xor %eax,%eax\n"
    "mov $110,%eax\n"
    "step_call: syscall\n"
    "mov $3,%ecx\n"
    "1: dec %ecx\n"
    "jnz 1b\n"
    "pushfq\n"
    "pop %rax\n"
    "and $0x100,%eax\n"
    "step_end: ret\n");
long step_code(void);

static void handler(int signal) {
  (void)signal;
}

static void go_to(pid_t child, char *place) {
  unsigned long code;
  MUST(trace(PTRACE_PEEKTEXT, child, ADDRESS(place), ADDRESS(&code)));
  MUST(trace(PTRACE_POKETEXT, child, ADDRESS(place), (code & ~0xffUL) | 0xcc));
  resume(child, 0);
  await("breakpoint", child);
  show_info("breakpoint", child);
  CHECK(peek_user(child, REGISTER(rip)) == ADDRESS(place) + 1);
  MUST(trace(PTRACE_POKETEXT, child, ADDRESS(place), code));
  MUST(trace(PTRACE_POKEUSR, child, REGISTER(rip), ADDRESS(place)));
}

static void steps(void) {
  pid_t child = TRACED_CHILD({
    long flags = step_code();
    printf("trap flag: %ld\n", flags);
    flags = step_code();
    printf("trap flag: %ld\n", flags);
    raise(SIGUSR1);
    _exit(0);
  });
  await("step", child);
  go_to(child, step_begin);
  long rip;
  do {
    MUST(trace(PTRACE_SINGLESTEP, child, 0, 0));
    int status;
    MUST(waitpid(child, &status, 0));
    rip = peek_user(child, REGISTER(rip));
    siginfo_t info;
    MUST(trace(PTRACE_GETSIGINFO, child, 0, ADDRESS(&info)));
    printf("%s at %ld, code %d, flag %lx\n", signame(WSTOPSIG(status)), rip - (long)ADDRESS(step_begin), info.si_code, peek_user(child, REGISTER(eflags)) & 0x100);
    CHECK(info.si_addr == (void *)rip);
  } while (rip != (long)ADDRESS(step_end));
  /* The parent's own code is as it was. */
  CHECK(step_begin[0] == 0x31);
  resume(child, 0);
  await("step", child);
  resume(child, 0);
  await("end", child);
}

/* A step that a handler takes, and one out of it. */
static void into_handlers(void) {
  pid_t child = TRACED_CHILD({
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    _exit(0);
  });
  await("handler", child);
  resume(child, 0);
  await("handler", child);
  MUST(trace(PTRACE_SINGLESTEP, child, 0, SIGUSR1));
  await("handler", child);
  show_info("handler", child);
  CHECK(peek_user(child, REGISTER(rip)) == ADDRESS(handler));
  CHECK((peek_user(child, REGISTER(eflags)) & 0x100) == 0);
  MUST(trace(PTRACE_SINGLESTEP, child, 0, 0));
  await("handler", child);
  CHECK(peek_user(child, REGISTER(rip)) != ADDRESS(handler));
  resume(child, 0);
  await("end", child);
}

/* Where the tracee moves its own rip and calls a function of its tracer's choice. */
static long called;
static void function(long a, long b) {
  called = 10 * a + b;
  __asm__ volatile("int3");
}

static void calls(void) {
  pid_t child = TRACED_CHILD({
    printf("called: %ld\n", called);
  });
  await("call", child);
  struct user_regs_struct saved, registers;
  MUST(trace(PTRACE_GETREGS, child, 0, ADDRESS(&saved)));
  registers = saved;
  registers.rip = ADDRESS(function);
  registers.rdi = 4;
  registers.rsi = 2;
  registers.rsp = ((registers.rsp - 1024) & -16UL) - 8;
  registers.orig_rax = -1;
  MUST(trace(PTRACE_SETREGS, child, 0, ADDRESS(&registers)));
  resume(child, 0);
  await("call", child);
  MUST(trace(PTRACE_SETREGS, child, 0, ADDRESS(&saved)));
  resume(child, 0);
  await("call", child);
}

/* Threads that meet a breakpoint stop alone. */
static void *thread(void *argument) {
  return (void *)(step_code() + (long)argument);
}

static void in_a_thread(void) {
  struct gate end = gate_new();
  pid_t child = TRACED_CHILD({
    pthread_t t;
    pthread_create(&t, NULL, thread, (void *)7);
    void *result;
    pthread_join(t, &result);
    gate_wait(&end);
    _exit((long)result);
  });
  await("leader", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACECLONE));
  unsigned long code;
  MUST(trace(PTRACE_PEEKTEXT, child, ADDRESS(step_begin), ADDRESS(&code)));
  MUST(trace(PTRACE_POKETEXT, child, ADDRESS(step_begin), (code & ~0xffUL) | 0xcc));
  resume(child, 0);
  await("clone", child);
  unsigned long made;
  MUST(trace(PTRACE_GETEVENTMSG, child, 0, ADDRESS(&made)));
  resume(child, 0);
  await("thread", made);
  resume(made, 0);
  await("thread", made);
  MUST(trace(PTRACE_POKETEXT, made, ADDRESS(step_begin), code));
  MUST(trace(PTRACE_POKEUSR, made, REGISTER(rip), ADDRESS(step_begin)));
  SHOW(trace(PTRACE_PEEKUSR, child, 0, ADDRESS(&code)));
  for (int i = 0; i < 5; i++) {
    MUST(trace(PTRACE_SINGLESTEP, made, 0, 0));
    await("thread", made);
  }
  resume(made, 0);
  await("thread", made);
  gate_open(&end);
  await("leader", child);
}

int main(void) {
  steps();
  into_handlers();
  calls();
  in_a_thread();
}
