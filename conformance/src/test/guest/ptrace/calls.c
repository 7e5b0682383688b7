// System-call stops: what is seen at them, and what can be changed.
#include "../trace.h"

enum { OFTEN = 2000 };

static void show_call(pid_t pid) {
  struct ptrace_syscall_info info;
  memset(&info, 0x55, sizeof info);
  long size = trace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, ADDRESS(&info));
  printf("info of %ld bytes: op %d, arch %x", size, info.op, info.arch);
  if (info.op == PTRACE_SYSCALL_INFO_ENTRY) printf(", call %lld", info.entry.nr);
  if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_close) printf("(%llx, %llx)", info.entry.args[0], info.entry.args[5]);
  if (info.op == PTRACE_SYSCALL_INFO_EXIT) printf(", result %lld, error %d", info.exit.rval, info.exit.is_error);
  printf("\n");
}

static void to_call(const char *who, pid_t pid) {
  MUST(trace(PTRACE_SYSCALL, pid, 0, 0));
  await(who, pid);
}

static void see(void) {
  pid_t child = TRACED_CHILD({
    syscall(SYS_close, 77, 1, 2, 3, 4, 0xfff);
    syscall(SYS_getppid);
    raise(SIGWINCH);
    _exit(3);
  });
  await("see", child);
  show_call(child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  to_call("entry", child);
  show_call(child);
  show_info("entry", child);
  CHECK((long)peek_user(child, REGISTER(rax)) == -ENOSYS);
  CHECK(trace(PTRACE_GET_SYSCALL_INFO, child, 4, 8) == -1 && errno == EFAULT);
  CHECK(trace(PTRACE_GET_SYSCALL_INFO, child, 0, 8) == 80);
  to_call("exit", child);
  show_call(child);
  show_info("exit", child);
  CHECK((long)peek_user(child, REGISTER(rax)) == -EBADF);
  CHECK(peek_user(child, REGISTER(orig_rax)) == SYS_close);
  unsigned long message = 0;
  SHOW(trace(PTRACE_GETEVENTMSG, child, 0, ADDRESS(&message)));
  printf("message %ld\n", message);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, 0));
  to_call("without SYSGOOD", child);
  show_info("without SYSGOOD", child);
  show_call(child);
  resume(child, 0);
  await("signal", child);
  resume(child, 0);
  await("end", child);
}

static void change(void) {
  pid_t child = TRACED_CHILD({
    printf("skipped: %ld\n", syscall(SYS_getppid));
    errno = 0;
    printf("skipped with a result: %ld %s\n", syscall(SYS_kill, getpid(), SIGKILL), errname(errno));
    printf("another call: %d\n", syscall(SYS_getppid) == getpid());
    printf("another argument: %ld\n", syscall(SYS_dup, 99));
    printf("another result: %ld\n", syscall(SYS_getppid));
    printf("no call: %ld %s\n", syscall(SYS_getppid), errname(errno));
  });
  await("change", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  int step = 0;
  for (;;) {
    MUST(trace(PTRACE_SYSCALL, child, 0, 0));
    int status = 0;
    MUST(waitpid(child, &status, 0));
    if (!WIFSTOPPED(status)) {
      show_stop("change", status);
      return;
    }
    long call = peek_user(child, REGISTER(orig_rax));
    bool entry = (long)peek_user(child, REGISTER(rax)) == -ENOSYS;
    if (entry && call == SYS_getppid) {
      step++;
      if (step == 1) MUST(trace(PTRACE_POKEUSR, child, REGISTER(orig_rax), -1UL));
      if (step == 2) MUST(trace(PTRACE_POKEUSR, child, REGISTER(orig_rax), SYS_getpid));
      if (step == 4) MUST(trace(PTRACE_POKEUSR, child, REGISTER(orig_rax), 1000000));
    } else if (entry && call == SYS_kill) {
      MUST(trace(PTRACE_POKEUSR, child, REGISTER(orig_rax), -1UL));
      MUST(trace(PTRACE_POKEUSR, child, REGISTER(rax), 77));
    } else if (entry && call == SYS_dup) {
      MUST(trace(PTRACE_POKEUSR, child, REGISTER(rdi), 100));
    } else if (!entry && call == SYS_getppid && step == 3) {
      MUST(trace(PTRACE_POKEUSR, child, REGISTER(rax), 1234));
    }
  }
}

static void nothing(int signal) { (void)signal; }

/* A call that a signal interrupts is seen to end with a restart, and to begin again. */
static void restart(void) {
  pid_t child = TRACED_CHILD({
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing, .sa_flags = SA_RESTART}, NULL);
    sigaction(SIGUSR2, &(struct sigaction){.sa_handler = nothing}, NULL);
    int fd[2];
    MUST(pipe(fd));
    char c;
    syscall(SYS_getppid);
    ssize_t got = read(fd[0], &c, 1);
    printf("read: %zd %s\n", got, errname(errno));
  });
  await("restart", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  do {
    MUST(trace(PTRACE_SYSCALL, child, 0, 0));
    MUST(waitpid(child, NULL, 0));
  } while (peek_user(child, REGISTER(orig_rax)) != SYS_read);
  for (int round = 0; round < 3; round++) {
    MUST(trace(PTRACE_SYSCALL, child, 0, 0));
    await_sleeping(child);
    kill(child, round == 2 ? SIGUSR2 : SIGUSR1);
    await("interrupted", child);
    show_call(child);
    MUST(trace(PTRACE_SYSCALL, child, 0, 0));
    await("signal", child);
    printf("rax %ld\n", peek_user(child, REGISTER(rax)));
    /* Suppressed at first: then the call begins again. */
    MUST(trace(PTRACE_SYSCALL, child, 0, round == 0 ? 0 : round == 1 ? SIGUSR1 : SIGUSR2));
    await("next", child);
    show_call(child);
    if (round == 1) { /* rt_sigreturn, and then the read */
      to_call("returned", child);
      to_call("again", child);
      show_call(child);
    }
  }
  resume(child, 0);
  await("restart", child);
}

static void emulated(void) {
  pid_t child = TRACED_CHILD({ printf("emulated: %ld\n", syscall(SYS_getppid)); });
  await("emulate", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
  MUST(trace(PTRACE_SYSEMU, child, 0, 0));
  await("emulate", child);
  show_call(child);
  MUST(trace(PTRACE_POKEUSR, child, REGISTER(rax), 4711));
  resume(child, 0);
  await("emulate", child);
}

/* getppid by code whose bytes are known. */
extern char hot_code[];
__asm__(".text\n.globl hot_code\n.p2align 4\nhot_code: mov $110,%eax\nsyscall\nret\nnop\n");
static const unsigned char hot_bytes[] = {0xb8, 110, 0, 0, 0, 0x0f, 0x05, 0xc3};

/* Calls that were made often before anybody traced them. */
static void hot(void) {
  long (*call)(void) = (long (*)(void))hot_code;
  unsigned long there;
  struct gate ready = gate_new(), go = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    for (int i = 0; i < OFTEN; i++) call();
    gate_open(&ready);
    gate_wait(&go);
    for (int i = 0; i < OFTEN; i++) call();
    raise(SIGUSR1);
    for (int i = 0; i < OFTEN; i++) call();
    _exit(0);
  }
  gate_wait(&ready);
  await_sleeping(child);
  MUST(trace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESYSGOOD));
  MUST(trace(PTRACE_INTERRUPT, child, 0, 0));
  await("hot", child);
  MUST(trace(PTRACE_PEEKTEXT, child, ADDRESS(hot_code), ADDRESS(&there)));
  CHECK(memcmp(hot_bytes, &there, sizeof there) == 0);
  gate_open(&go);
  int calls = 0, status;
  for (;;) {
    MUST(trace(PTRACE_SYSCALL, child, 0, 0));
    MUST(waitpid(child, &status, 0));
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) break;
    if (peek_user(child, REGISTER(orig_rax)) == SYS_getppid) calls++;
  }
  show_stop("hot", status);
  printf("calls: %d\n", calls / 2);
  resume(child, 0);
  await("hot", child);
}

int main(void) {
  see();
  change();
  restart();
  emulated();
  hot();
}
