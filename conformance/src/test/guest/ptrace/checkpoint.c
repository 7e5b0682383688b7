// What checkpointers ask of filters: PTRACE_SECCOMP_GET_FILTER, PTRACE_SECCOMP_GET_METADATA, PTRACE_O_SUSPEND_SECCOMP; who may.
#include "../seccomp.h"
#include "../trace.h"

enum { REFUSED = 77, GET_FILTER = 0x420c, GET_METADATA = 0x420d, SUSPEND = 1 << 21 };

struct metadata { uint64_t filter_off, flags; };

static void install(void) {
  no_new_privs();
  MUST(INSTALL(0, LOAD(nr), ON(SYS_getppid, SECCOMP_RET_ERRNO | REFUSED), ALLOW));
  MUST(INSTALL(SECCOMP_FILTER_FLAG_LOG, BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0), BPF_STMT(BPF_ALU | BPF_NEG, 0), BPF_STMT(BPF_MISC | BPF_TAX, 0),
               {BPF_LD | BPF_IMM, 3, 4, 5}, ALLOW));
}

static void show_filter(pid_t child, unsigned long index) {
  struct sock_filter code[64];
  memset(code, 0x55, sizeof code);
  long length = trace(GET_FILTER, child, index, ADDRESS(code));
  printf("filter %ld: %ld %s\n", (long)index, length, length < 0 ? errname(errno) : "");
  for (long i = 0; i < length; i++) printf("  %x %d %d %x\n", code[i].code, code[i].jt, code[i].jf, code[i].k);
  if (length > 0) CHECK(code[length].code == 0x5555);
}

static void show_metadata(pid_t child, unsigned long index, long size) {
  struct metadata it = {index, 0x5555555555555555};
  long length = trace(GET_METADATA, child, size, ADDRESS(&it));
  printf("metadata of %ld, %ld bytes: %ld %s, index %ld, flags %lx\n", (long)index, size, length, length < 0 ? errname(errno) : "", (long)it.filter_off, (long)it.flags);
}

static void ask(pid_t child) {
  for (int i = 0; i < 4; i++) show_filter(child, i);
  show_filter(child, -1);
  show_filter(child, 1L << 32);
  SHOW(trace(GET_FILTER, child, 0, 0));
  SHOW(trace(GET_FILTER, child, 1, 0));
  SHOW(trace(GET_FILTER, child, 1, 8));
  SHOW(trace(GET_FILTER, child, 2, 8));
  for (int i = 0; i < 3; i++) show_metadata(child, i, sizeof(struct metadata));
  show_metadata(child, -1, sizeof(struct metadata));
  const long sizes[] = {0, 1, 7, 8, 9, 12, 15, 17, 4096, -1};
  for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) show_metadata(child, 1, sizes[i]);
  SHOW(trace(GET_METADATA, child, 16, 0));
  SHOW(trace(GET_METADATA, child, 7, 0));
}

int main(void) {
  if (geteuid() != 0) return 0;
  pid_t child = TRACED_CHILD(install(); raise(SIGSTOP); printf("getppid: %ld\n", RAW(SYS_getppid)); raise(SIGSTOP); printf("getppid: %d\n", RAW(SYS_getppid) > 0);
                             raise(SIGSTOP); printf("getppid: %ld\n", RAW(SYS_getppid)));
  await("start", child);
  SHOW(trace(GET_FILTER, child, 0, 0));
  show_metadata(child, 0, 16);
  resume(child, 0);
  await("with filters", child);
  ask(child);
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, 1 << 22));
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, SUSPEND | 1 << 22));
  resume(child, 0);
  await("restricted", child);

  /* Calls are made whatever the filters say, and are not again. */
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, SUSPEND));
  show_filter(child, 0);
  resume(child, 0);
  await("suspended", child);
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, 0));
  resume(child, 0);
  await("restricted again", child);

  /* A detached tracee is restricted again as well. */
  child = TRACED_CHILD(install(); printf("a child of it: "); fflush(stdout); IN_CHILD("child", printf("%ld\n", RAW(SYS_getppid))); raise(SIGSTOP);
                       printf("getppid: %ld\n", RAW(SYS_getppid)));
  await("start", child);
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, SUSPEND));
  resume(child, 0);
  for (int status = await("suspended", child); WIFSTOPPED(status) && WSTOPSIG(status) == SIGCHLD; status = await("suspended", child)) resume(child, 0);
  MUST(trace(PTRACE_DETACH, child, 0, 0));
  int status;
  MUST(waitpid(child, &status, 0));
  show_status("detached", status);

  /* Strict mode. */
  child = TRACED_CHILD(MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT)); RAW(SYS_getppid); RAW(SYS_getpid); RAW(SYS_exit_group));
  await("start", child);
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, SUSPEND | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXIT));
  resume(child, 0);
  await("strict", child);
  SHOW(trace(GET_FILTER, child, 0, 0));
  show_metadata(child, 0, 16);
  resume(child, 0);
  await("strict", child);

  /* Who may not. */
  child = TRACED_CHILD(pause());
  IN_CHILD("restricted tracer", {
    pid_t own = TRACED_CHILD(install(); raise(SIGSTOP));
    await("start", own);
    resume(own, 0);
    await("with filters", own);
    no_new_privs();
    MUST(INSTALL(0, ALLOW));
    SHOW(trace(PTRACE_SETOPTIONS, own, 0, SUSPEND));
    SHOW(trace(PTRACE_SETOPTIONS, own, 0, SUSPEND | 1 << 22));
    SHOW(trace(GET_FILTER, own, 0, 0));
    SHOW(trace(GET_FILTER, own, 5, 0));
    show_metadata(own, 0, 16);
    show_metadata(own, 0, 1);
    kill(own, SIGKILL);
  });
  IN_CHILD("poor tracer", {
    MUST(setresuid(1, 1, 1));
    pid_t own = TRACED_CHILD(install(); raise(SIGSTOP));
    await("start", own);
    resume(own, 0);
    await("with filters", own);
    SHOW(trace(PTRACE_SETOPTIONS, own, 0, SUSPEND));
    SHOW(trace(GET_FILTER, own, 0, 0));
    show_metadata(own, 0, 16);
    kill(own, SIGKILL);
  });
  IN_CHILD("seizer", {
    pid_t own = MUST(fork());
    if (own == 0) { for (;;) pause(); }
    SHOW(trace(PTRACE_SEIZE, own, 0, 1 << 22));
    SHOW(trace(PTRACE_SEIZE, own, 0, SUSPEND | 1 << 22));
    SHOW(trace(PTRACE_SEIZE, own, 1, SUSPEND));
    SHOW(trace(PTRACE_SEIZE, own, 0, SUSPEND));
    kill(own, SIGKILL);
    await("seized", own);
    MUST(INSTALL(0, ALLOW));
    own = MUST(fork());
    if (own == 0) { for (;;) pause(); }
    SHOW(trace(PTRACE_SEIZE, own, 0, SUSPEND));
    kill(own, SIGKILL);
  });
  kill(child, SIGKILL);
  return 0;
}
