// A child that asks to be traced: stops, memory, registers, exec, and what is refused.
#include "../trace.h"

static volatile long word = 0x1122334455667788;
static const long constant = 42;

__attribute__((noinline)) static long answer(void) { return 41; }

static void stops_and_errors(void) {
  pid_t child = TRACED_CHILD({
    SHOW(trace(PTRACE_TRACEME, 0, 0, 0));
    raise(SIGUSR1);
    _exit(7);
  });
  await("child", child);
  show_line(child, "TracerPid");
  show_line(child, "State");
  show_info("child", child);
  SHOW(waitpid(child, NULL, WNOHANG));
  SHOW(trace(PTRACE_CONT, child, 0, 65));
  SHOW(trace(PTRACE_CONT, child, 0, -1));
  SHOW(trace(12345, child, 0, 0));
  SHOW(trace(PTRACE_LISTEN, child, 0, 0));
  SHOW(trace(PTRACE_INTERRUPT, child, 0, 0));
  SHOW(trace(PTRACE_ATTACH, child, 0, 0));
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, 0x80000000));
  SHOW(trace(PTRACE_CONT, getpid(), 0, 0));
  SHOW(trace(PTRACE_CONT, 0, 0, 0));
  SHOW(trace(PTRACE_ATTACH, getpid(), 0, 0));
  SHOW(trace(PTRACE_SEIZE, child, 1, 0));
  resume(child, 0);
  await("child", child);
  show_info("child", child);
  resume(child, 0);
  await("child", child);
  SHOW(trace(PTRACE_CONT, child, 0, 0));
  SHOW(waitpid(child, NULL, 0));
}

static void memory(void) {
  long *page = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  *page = 5;
  long *shared = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  *shared = 6;
  MUST(mprotect(page, 4096, PROT_NONE));
  MUST(mprotect(shared, 4096, PROT_READ));
  pid_t child = TRACED_CHILD({
    printf("child: word %lx, constant %ld, answer %ld\n", word, *(const volatile long *)&constant, answer());
    MUST(mprotect(page, 4096, PROT_READ));
    printf("child: page %ld\n", *page);
  });
  await("child", child);
  unsigned long value = 0;
  SHOW(trace(PTRACE_PEEKDATA, child, ADDRESS(&word), ADDRESS(&value)));
  CHECK(value == 0x1122334455667788);
  SHOW(trace(PTRACE_PEEKTEXT, child, ADDRESS(&word) + 3, ADDRESS(&value)));
  CHECK((value & 0xff) == 0x55);
  SHOW(trace(PTRACE_POKEDATA, child, ADDRESS(&word), 0xabcd));
  SHOW(trace(PTRACE_PEEKDATA, child, 8, ADDRESS(&value)));
  SHOW(trace(PTRACE_POKEDATA, child, 8, 0));
  SHOW(trace(PTRACE_PEEKDATA, child, ADDRESS(&word), 8));
  SHOW(trace(PTRACE_PEEKDATA, child, -8UL, ADDRESS(&value)));
  SHOW(trace(PTRACE_POKEDATA, child, ADDRESS(&constant), 43));
  SHOW(trace(PTRACE_PEEKDATA, child, ADDRESS(page), ADDRESS(&value)));
  printf("no access: %ld\n", value);
  SHOW(trace(PTRACE_POKEDATA, child, ADDRESS(page), 55));
  SHOW(trace(PTRACE_PEEKDATA, child, ADDRESS(shared), ADDRESS(&value)));
  printf("shared: %ld\n", value);
  SHOW(trace(PTRACE_POKEDATA, child, ADDRESS(shared), 66));
  /* Other code: mov eax, 99; ret. */
  SHOW(trace(PTRACE_POKETEXT, child, ADDRESS(answer), 0xc300000063b8));
  resume(child, 0);
  await("child", child);
  printf("ours: word %lx, constant %ld, answer %ld, shared %ld\n", word, *(const volatile long *)&constant, answer(), *shared);
}

static void registers(void) {
  pid_t child = TRACED_CHILD({
    long in = 0x123456789;
    long out;
    __asm__ volatile("mov %1,%%r12\n int3\n mov %%r12,%0\n" : "=r"(out) : "r"(in) : "r12", "memory");
    printf("child: r12 %lx\n", out);
  });
  await("child", child);
  resume(child, 0);
  await("child", child);
  show_info("child", child);
  struct user_regs_struct registers;
  SHOW(trace(PTRACE_GETREGS, child, 0, ADDRESS(&registers)));
  printf("r12 %llx, orig_rax %lld, cs %llx, ss %llx, ds %llx\n", registers.r12, registers.orig_rax, registers.cs, registers.ss, registers.ds);
  CHECK(registers.r12 == peek_user(child, REGISTER(r12)));
  CHECK(registers.rip == peek_user(child, REGISTER(rip)));
  CHECK(registers.fs_base != 0 && registers.fs_base == peek_user(child, REGISTER(fs_base)));
  registers.r12 = 0x42;
  SHOW(trace(PTRACE_SETREGS, child, 0, ADDRESS(&registers)));
  SHOW(trace(PTRACE_GETREGS, child, 0, 8));
  SHOW(trace(PTRACE_SETREGS, child, 0, 8));
  unsigned long value = 1;
  SHOW(trace(PTRACE_PEEKUSR, child, 1, ADDRESS(&value)));
  SHOW(trace(PTRACE_PEEKUSR, child, sizeof(struct user), ADDRESS(&value)));
  SHOW(trace(PTRACE_PEEKUSR, child, sizeof(struct user) + 16, ADDRESS(&value)));
  SHOW(trace(PTRACE_PEEKUSR, child, -8UL, ADDRESS(&value)));
  SHOW(trace(PTRACE_PEEKUSR, child, offsetof(struct user, u_debugreg[7]), ADDRESS(&value)));
  printf("debug register: %ld\n", value);
  SHOW(trace(PTRACE_POKEUSR, child, offsetof(struct user, u_debugreg[7]), 0));
  SHOW(trace(PTRACE_POKEUSR, child, offsetof(struct user, u_debugreg[4]), 1));
  SHOW(trace(PTRACE_POKEUSR, child, REGISTER(cs), 0));
  SHOW(trace(PTRACE_POKEUSR, child, REGISTER(ss), 0x20));
  SHOW(trace(PTRACE_POKEUSR, child, REGISTER(ds), 0));
  SHOW(trace(PTRACE_POKEUSR, child, REGISTER(fs_base), -1UL));
  SHOW(trace(PTRACE_POKEUSR, child, offsetof(struct user, u_tsize), 1));
  SHOW(trace(PTRACE_POKEUSR, child, REGISTER(r12), 0x43));
  SHOW(trace(PTRACE_ARCH_PRCTL, child, ADDRESS(&value), 0x1003));
  CHECK(value == registers.fs_base);
  SHOW(trace(PTRACE_ARCH_PRCTL, child, 0, 1));
  resume(child, 0);
  await("child", child);
}

static void exec(void) {
  pid_t child = MUST(fork());
  if (child == 0) {
    MUST(trace(PTRACE_TRACEME, 0, 0, 0));
    execl("/bin/true", "true", NULL);
    _exit(1);
  }
  await("exec", child);
  show_info("exec", child);
  printf("orig_rax %ld, rax %ld, cs %lx\n", peek_user(child, REGISTER(orig_rax)), peek_user(child, REGISTER(rax)), peek_user(child, REGISTER(cs)));
  CHECK(trace(PTRACE_KILL, child, 0, 0) == 0);
  await("exec", child);
}

static void wait_options(void) {
  pid_t child = TRACED_CHILD();
  siginfo_t info = {0};
  MUST(waitid(P_PID, child, &info, WEXITED | WNOWAIT));
  printf("waitid: code %d, status %d, ours %d\n", info.si_code, info.si_status, info.si_pid == child);
  MUST(waitid(P_ALL, 0, &info, WSTOPPED));
  printf("waitid: code %d, status %d\n", info.si_code, info.si_status);
  info.si_pid = 1;
  MUST(waitid(P_PID, child, &info, WSTOPPED | WEXITED | WNOHANG));
  printf("waitid: pid %d\n", info.si_pid);
  resume(child, SIGTERM);
  MUST(waitid(P_PID, child, &info, WEXITED));
  printf("waitid: code %d, status %d\n", info.si_code, info.si_status);
}

int main(void) {
  stops_and_errors();
  memory();
  registers();
  exec();
  wait_options();
}
