// SECCOMP_RET_TRACE: filters that leave a call to a tracer.
#include "../seccomp.h"
#include "../trace.h"

enum { DATA = 0x1234, REFUSED = 77 };

/* What the tracee's calls are left to: its tracer where there is one, with a number for each. */
static void install(void) {
  no_new_privs();
  MUST(INSTALL(0, LOAD(nr), ON(SYS_getppid, SECCOMP_RET_TRACE | DATA), ON(SYS_getuid, SECCOMP_RET_TRACE | 1),
               ON(SYS_getgid, SECCOMP_RET_ERRNO | REFUSED), ON(10000, SECCOMP_RET_TRACE | 2), ALLOW));
}

static void show_event(pid_t pid) {
  unsigned long message = 0;
  MUST(trace(PTRACE_GETEVENTMSG, pid, 0, ADDRESS(&message)));
  struct ptrace_syscall_info info;
  long size = trace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, ADDRESS(&info));
  printf("message %lx, call %ld, rax %ld, info of %ld bytes: op %d", message, peek_user(pid, REGISTER(orig_rax)),
         (long)peek_user(pid, REGISTER(rax)), size, info.op);
  if (info.op == PTRACE_SYSCALL_INFO_SECCOMP) printf(", call %lld, data %x", info.seccomp.nr, info.seccomp.ret_data);
  printf("\n");
}

static void poke(pid_t pid, unsigned long offset, unsigned long value) { MUST(trace(PTRACE_POKEUSR, pid, offset, value)); }

/* One call that the filter leaves to the tracer, which then does something to it. */
static void leave(const char *what, long number, void (*change)(pid_t), long request) {
  pid_t child = TRACED_CHILD({
    install();
    long result = RAW(number);
    printf("%s: %s\n", what, result == getpid() ? "the process" : result == getppid() ? "the parent" : result < 0 ? errname(-result) : "another");
  });
  await("start", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD));
  resume(child, 0);
  await(what, child);
  show_event(child);
  if (change != NULL) change(child);
  MUST(trace(request, child, 0, 0));
  for (int status = await(what, child); WIFSTOPPED(status); status = await(what, child)) {
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) printf("result %s\n", (long)peek_user(child, REGISTER(rax)) == getpid() ? "us" : "another");
    if (status >> 16 == PTRACE_EVENT_SECCOMP) show_event(child);
    resume(child, 0);
  }
}

static void skip(pid_t pid) { poke(pid, REGISTER(orig_rax), -1); }
static void skip_with_result(pid_t pid) {
  poke(pid, REGISTER(orig_rax), -1);
  poke(pid, REGISTER(rax), -EPROTO);
}
static void to_getpid(pid_t pid) { poke(pid, REGISTER(orig_rax), SYS_getpid); }
static void to_refused(pid_t pid) { poke(pid, REGISTER(orig_rax), SYS_getgid); }
static void to_traced(pid_t pid) { poke(pid, REGISTER(orig_rax), SYS_getuid); }
static void to_missing(pid_t pid) { poke(pid, REGISTER(orig_rax), 5000); }

/* Both kinds of stops, the filter's second. */
static void both(void) {
  pid_t child = TRACED_CHILD(install(); RAW(SYS_getppid));
  await("start", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD));
  bool between = false;
  for (;;) {
    MUST(trace(PTRACE_SYSCALL, child, 0, 0));
    int status;
    MUST(waitpid(child, &status, __WALL));
    if (!WIFSTOPPED(status)) break;
    bool event = status >> 16 == PTRACE_EVENT_SECCOMP;
    long call = peek_user(child, REGISTER(orig_rax));
    if (event || between || call == SYS_getppid) {
      show_stop("both", status);
      printf("call %ld, rax %s\n", call, (long)peek_user(child, REGISTER(rax)) == -ENOSYS ? "ENOSYS" : "a result");
    }
    between = event;
  }
}

static void without(unsigned long options) {
  pid_t child = TRACED_CHILD({
    install();
    printf("without the event: %s\n", errname(-RAW(SYS_getppid)));
  });
  await("start", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, options));
  resume(child, 0);
  await("end", child);
}

static void killed(void) {
  pid_t child = TRACED_CHILD(install(); RAW(SYS_getppid); printf("went on\n"));
  await("start", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP));
  resume(child, 0);
  await("killed", child);
  kill(child, SIGKILL);
  await("killed", child);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  leave("as it is", SYS_getppid, NULL, PTRACE_CONT);
  leave("as it is, to the result", SYS_getppid, NULL, PTRACE_SYSCALL);
  leave("skipped", SYS_getppid, skip, PTRACE_CONT);
  leave("skipped with a result", SYS_getppid, skip_with_result, PTRACE_CONT);
  leave("skipped, to the result", SYS_getppid, skip_with_result, PTRACE_SYSCALL);
  leave("another call", SYS_getppid, to_getpid, PTRACE_CONT);
  leave("a refused call", SYS_getppid, to_refused, PTRACE_CONT);
  leave("a call that is left to the tracer too", SYS_getppid, to_traced, PTRACE_CONT);
  leave("a missing call", SYS_getppid, to_missing, PTRACE_CONT);
  leave("from a missing call", 10000, to_getpid, PTRACE_CONT);
  leave("a missing call as it is", 10000, NULL, PTRACE_SYSCALL);
  both();
  without(0);
  without(PTRACE_O_TRACESYSGOOD);
  killed();
  return 0;
}
