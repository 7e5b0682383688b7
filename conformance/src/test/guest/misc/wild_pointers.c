// Every call with wild pointers: in each row of the table of calls, each pointer in turn becomes each
// kind of wild, while the other arguments make sense. The call fails with an errno or the process ends,
// as Linux has it, and everybody else lives on. Calls without pointers get numbers that make no sense.
#include "calls.h"

static const struct { const char *name; unsigned long value; } wildness[] = {
    {"null", 0}, {"unmapped", AREA_NOTHING}, {"kernel", 0xffff800000001000}, {"non-canonical", 0x0000900000000000}, {"end", AREA_LAST + 4096 - 2}, {"read-only", AREA_READ_ONLY}, {"ones", -1UL},
};
enum { KINDS = sizeof wildness / sizeof *wildness };

/* Written by the child just before and after each call, so that the parent knows where it ended. */
static struct report { int begun; struct { long value; int error; } results[KINDS]; } *report;

/* What not to print, and why. */
static bool is_left_out(const struct call *call, int position, int kind) {
  unsigned long value = wildness[kind].value;
  switch (call->number) {
    case SYS_pause: return true; /* for ever */
    case SYS_rt_sigsuspend: return value == AREA_READ_ONLY; /* for ever */
    case SYS_poll: case SYS_ppoll: case SYS_select: case SYS_pselect6: case SYS_rt_sigtimedwait:
    case SYS_nanosleep: case SYS_clock_nanosleep: case SYS_epoll_pwait2:
      return value == 0 && call->arguments[position].kind == TIME; /* for ever */
    case SYS_fork: case SYS_vfork: case SYS_clone: case SYS_clone3:
      return position < 0; /* a child that runs on from here; the pointers are met */
    case SYS_sync: return true; /* the host's disks are not ours to wait for */
    case SYS_rseq: return true; /* ENOSYS in the sandbox; on the host the C library has registered one */
    case SYS_syslog: return true; /* the sandbox has no log to show, and says EPERM */
    case SYS_name_to_handle_at: return true; /* the sandbox's file systems have no handles */
    default: return false;
  }
}

static void show(const struct call *call, int position, int kind, int status, bool ended) {
  if (is_left_out(call, position, kind)) printf(" -");
  else if (ended && WIFSIGNALED(status)) printf(" %s", signame(WTERMSIG(status)));
  else if (ended) printf(" exits");
  else if (report->results[kind].value == -1) printf(" %s", errname(report->results[kind].error));
  else printf(" %s", report->results[kind].value == 0 ? "0" : "ok");
}

/* In a process of its own, so that whatever happens has happened to nobody else. */
static void calls_from(const struct call *call, int position, int kind) {
  make_files();
  alarm(10);
  for (; kind < KINDS; kind++) {
    unsigned long a[6];
    for (int i = 0; i < 6; i++) a[i] = position < 0 ? AREA_NOTHING + 4095 : call->arguments[i].usual;
    if (position >= 0) a[position] = wildness[kind].value;
    report->begun = kind;
    if (is_left_out(call, position, kind)) continue;
    errno = 0;
    long value = syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (value == 0 && (call->number == SYS_clone || call->number == SYS_clone3)) _exit(0); /* the new child */
    if (call->number == SYS_msgget && value >= 0) value = syscall(SYS_msgctl, value, 0 /* IPC_RMID */, 0);
    report->results[kind].value = value;
    report->results[kind].error = errno;
    if (position < 0) break;
  }
  report->begun = KINDS;
  _exit(0);
}

static void row(const struct call *call, int position) {
  if (position < 0) printf("%s:", call->name);
  else printf("%s %d:", call->name, position);
  int kind = 0, kinds = position < 0 ? 1 : KINDS;
  while (kind < kinds) {
    report->begun = kind;
    pid_t pid = MUST(fork());
    if (pid == 0) calls_from(call, position, kind);
    int status;
    MUST(waitpid(pid, &status, 0));
    int stop = report->begun < kinds ? report->begun : kinds;
    for (; kind < stop; kind++) show(call, position, kind, 0, false);
    if (kind < kinds) show(call, position, kind++, status, true);
  }
  printf("\n");
}

int main(void) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  report = MUST(mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  make_areas();
  /* Nothing here may change the host's clock, names or mounts: reading the arguments is what matters. */
  struct { uint32_t version; int pid; } header = {0x20080522, 0};
  uint32_t sets[2][3];
  MUST(syscall(SYS_capget, &header, sets));
  sets[0][0] &= ~(1u << 21 | 1u << 22 | 1u << 25); /* CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_SYS_TIME */
  MUST(syscall(SYS_capset, &header, sets));
  for (size_t i = 0; i < CALLS; i++) {
    bool any = false;
    for (int position = 0; position < 6; position++) {
      if (!is_pointer(&calls[i].arguments[position])) continue;
      any = true;
      row(&calls[i], position);
    }
    if (!any) row(&calls[i], -1);
  }
  printf("still here\n");
  return 0;
}
