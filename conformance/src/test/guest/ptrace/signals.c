// Signals of a tracee: its tracer sees each before it is delivered, and decides what becomes of it.
#include "../trace.h"

static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  printf("handler: %s, code %d, value %d\n", signame(signal), info->si_code, info->si_code == SI_QUEUE ? info->si_value.sival_int : 0);
}

static void handle(int signal) { sigaction(signal, &(struct sigaction){.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, NULL); }

static void delivery(void) {
  pid_t child = TRACED_CHILD({
    handle(SIGUSR1);
    handle(SIGUSR2);
    signal(SIGINT, SIG_IGN);
    raise(SIGUSR1);
    raise(SIGUSR1);
    raise(SIGUSR1);
    raise(SIGTERM);
    raise(SIGINT);
    raise(SIGCHLD);
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 5});
    raise(SIGABRT);
  });
  await("delivery", child);
  resume(child, 0);
  await("suppressed", child);
  resume(child, 0);
  await("replaced", child);
  resume(child, SIGUSR2);
  await("delivered", child);
  resume(child, SIGUSR1);
  await("fatal, suppressed", child);
  resume(child, 0);
  await("ignored", child);
  resume(child, SIGINT);
  await("ignored by default", child);
  resume(child, SIGCHLD);
  await("with a value", child);
  siginfo_t info;
  MUST(trace(PTRACE_GETSIGINFO, child, 0, ADDRESS(&info)));
  printf("code %d, value %d\n", info.si_code, info.si_value.sival_int);
  info.si_value.sival_int = 6;
  SHOW(trace(PTRACE_SETSIGINFO, child, 0, ADDRESS(&info)));
  SHOW(trace(PTRACE_SETSIGINFO, child, 0, 8));
  resume(child, SIGUSR1);
  await("fatal", child);
  resume(child, SIGSEGV);
  await("end", child);
}

static void masks(void) {
  pid_t child = TRACED_CHILD({
    handle(SIGUSR1);
    handle(SIGUSR2);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    for (int i = 1; i <= 3; i++) sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i});
    kill(getpid(), SIGTERM);
    raise(SIGUSR2);
  });
  await("masks", child);
  resume(child, 0);
  await("masks", child);
  uint64_t mask = 0;
  SHOW(trace(PTRACE_GETSIGMASK, child, 8, ADDRESS(&mask)));
  printf("mask %lx\n", mask);
  SHOW(trace(PTRACE_GETSIGMASK, child, 4, ADDRESS(&mask)));
  SHOW(trace(PTRACE_GETSIGMASK, child, 8, 8));
  for (int shared = 0; shared < 2; shared++) {
    struct ptrace_peeksiginfo_args args = {.off = 0, .flags = shared, .nr = 10};
    siginfo_t infos[10];
    long count = SHOW(trace(PTRACE_PEEKSIGINFO, child, ADDRESS(&args), ADDRESS(infos)));
    int counts[65] = {0};
    for (long i = 0; i < count; i++) counts[infos[i].si_signo]++;
    for (int i = 1; i < 65; i++) if (counts[i] != 0) printf("%s waits %d times\n", signame(i), counts[i]);
  }
  struct ptrace_peeksiginfo_args args = {.off = 1, .flags = 0, .nr = 10};
  siginfo_t infos[10];
  SHOW(trace(PTRACE_PEEKSIGINFO, child, ADDRESS(&args), ADDRESS(infos)));
  args.flags = 2;
  SHOW(trace(PTRACE_PEEKSIGINFO, child, ADDRESS(&args), ADDRESS(infos)));
  args = (struct ptrace_peeksiginfo_args){.nr = -1};
  SHOW(trace(PTRACE_PEEKSIGINFO, child, ADDRESS(&args), ADDRESS(infos)));
  /* Blocked from now on: what the tracer passes on waits. */
  mask = 1UL << (SIGUSR2 - 1) | 1UL << (SIGRTMIN - 1) | 1UL << (SIGTERM - 1) | 1UL << (SIGKILL - 1);
  SHOW(trace(PTRACE_SETSIGMASK, child, 8, ADDRESS(&mask)));
  SHOW(trace(PTRACE_GETSIGMASK, child, 8, ADDRESS(&mask)));
  printf("mask %lx\n", mask);
  resume(child, SIGUSR2);
  await("unblocked", child);
  show_line(child, "SigPnd");
  resume(child, SIGUSR1);
  await("end", child);
}

/* Job control: the tracer sees the signal, and then that the process stops. */
static void group_stops(void) {
  pid_t child = TRACED_CHILD({
    raise(SIGTSTP);
    raise(SIGSTOP);
    _exit(2);
  });
  await("group", child);
  resume(child, 0);
  await("signal", child);
  show_info("signal", child);
  resume(child, SIGTSTP);
  int status = await("stop", child);
  if (WIFSTOPPED(status)) {
    show_info("stop", child);
    show_line(child, "State");
    kill(child, SIGCONT);
    sched_yield();
    show_line(child, "State");
    resume(child, 0);
    await("continue", child);
    resume(child, SIGCONT);
    await("signal", child);
    resume(child, SIGSTOP);
    await("stop", child);
    show_info("stop", child);
    resume(child, 0); /* goes on, although its process is stopped */
    await("end", child);
  }
}

static void kills(void) {
  pid_t child = TRACED_CHILD(pause());
  await("kill", child);
  kill(child, SIGKILL);
  await("kill", child);
  child = TRACED_CHILD({
    volatile int *nowhere = (int *)8;
    *nowhere = 1;
  });
  await("fault", child);
  resume(child, 0);
  await("fault", child);
  siginfo_t info;
  MUST(trace(PTRACE_GETSIGINFO, child, 0, ADDRESS(&info)));
  printf("code %d, address %p\n", info.si_code, info.si_addr);
  resume(child, 0);
  await("again", child);
  resume(child, SIGSEGV);
  await("end", child);
}

int main(void) {
  setpgid(0, 0); /* not orphaned: then SIGTSTP stops */
  pid_t inner = MUST(fork());
  if (inner == 0) {
    setpgid(0, 0);
    delivery();
    masks();
    group_stops();
    kills();
    _exit(0);
  }
  int status;
  MUST(waitpid(inner, &status, 0));
  show_status("inner", status);
}
