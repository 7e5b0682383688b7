// Signals and the first process of a PID namespace: what it has no handler for does nothing unless it comes from outside, and who sends is
// named as the receiver's namespace has it.
#include "pid.h"

static volatile sig_atomic_t got, sender, code;

static void note(int signal, siginfo_t *info, void *unused) {
  (void)unused;
  got = signal;
  sender = info->si_pid;
  code = info->si_code;
}

static void handle(int signal) {
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_RESTART};
  MUST(sigaction(signal, &action, NULL));
}

static void show_got(const char *what) {
  printf("%s: %s from %d, code %d\n", what, got == 0 ? "none" : signame(got), (int)sender, (int)code);
  got = 0;
  sender = code = -1;
}

static void from_inside(void) {
  static const int all[] = {SIGTERM, SIGINT, SIGHUP, SIGKILL, SIGSTOP, SIGTSTP, SIGABRT, SIGSEGV, SIGUSR1, SIGALRM};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    SHOW(kill(1, all[i]));
    IN_CHILD(signame(all[i]), CHECK(kill(1, all[i]) == 0));
    raise(all[i]);
  }
  handle(SIGUSR1);
  IN_CHILD("handled", CHECK(kill(1, SIGUSR1) == 0));
  show_got("from a child");
  raise(SIGUSR1);
  show_got("from itself");
  union sigval value = {.sival_int = 5};
  IN_CHILD("queued", CHECK(sigqueue(1, SIGUSR1, value) == 0));
  show_got("queued");
  signal(SIGUSR1, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  raise(SIGTERM);
  sigset_t waiting;
  sigpending(&waiting);
  printf("blocked, it waits: %d\n", sigismember(&waiting, SIGTERM));
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  printf("unblocked, nothing happens\n");
  sigprocmask(SIG_BLOCK, &set, NULL);
  IN_CHILD("waited for", kill(1, SIGTERM));
  siginfo_t info;
  printf("%s", signame(sigwaitinfo(&set, &info)));
  printf(" from %d\n", info.si_pid);
  handle(SIGCHLD);
  IN_CHILD("child", _exit(1));
  show_got("of the child");
  MUST(prctl(PR_SET_PDEATHSIG, 0));
  printf("kill(-1): %s\n", kill(-1, SIGTERM) == 0 ? "ok" : errname(errno));
  pid_t child = MUST(fork());
  if (child == 0) for (;;) pause();
  printf("kill(-1): %s\n", kill(-1, SIGKILL) == 0 ? "ok" : errname(errno));
  int status;
  MUST(waitpid(child, &status, 0));
  show_status("who was there", status);
  alarm(1);
  struct itimerval now = {.it_value.tv_usec = 1000};
  setitimer(ITIMER_REAL, &now, NULL);
  usleep(20000);
  printf("a timer does nothing\n");
}

/* What comes from outside. */
static void from_outside(void) {
  struct gate ready = gate_new(), told = gate_new();
  pid_t first = fork_inside();
  if (first == 0) {
    handle(SIGUSR1);
    handle(SIGCHLD);
    gate_open(&ready);
    gate_wait(&told);
    show_got("from outside");
    gate_open(&ready);
    gate_wait(&told);
    show_got("queued from outside");
    gate_open(&ready);
    for (;;) pause();
  }
  gate_wait(&ready);
  SHOW(kill(first, SIGUSR1));
  gate_open(&told);
  gate_wait(&ready);
  union sigval value = {.sival_int = 5};
  SHOW(sigqueue(first, SIGUSR1, value));
  gate_open(&told);
  gate_wait(&ready);
  SHOW(kill(first, SIGTERM));
  SHOW(kill(first, SIGINT));
  SHOW(kill(first, SIGSTOP));
  int status;
  CHECK(waitpid(first, &status, WUNTRACED) == first);
  show_status("first", status);
  SHOW(kill(first, SIGCONT));
  CHECK(waitpid(first, &status, WCONTINUED) == first);
  show_status("first", status);
  int process = MUST(syscall(SYS_pidfd_open, first, 0));
  SHOW(syscall(SYS_pidfd_send_signal, process, SIGTERM, NULL, 0));
  SHOW(waitpid(first, &status, WNOHANG));
  SHOW(kill(first, SIGKILL));
  CHECK(waitpid(first, &status, 0) == first);
  show_status("first", status);
}

/* A child inside another namespace names itself as its parent has it, and its end as well. */
static void across(struct gate *after) {
  handle(SIGCHLD);
  siginfo_t info = {0};
  pid_t first = fork_inside();
  if (first == 0) _exit(3);
  CHECK(waitid(P_PID, first, &info, WEXITED) == 0);
  CHECK(info.si_pid == first);
  CHECK(sender == first);
  struct gate ready = gate_new();
  first = fork_inside();
  if (first == 0) {
    handle(SIGUSR2);
    MUST(prctl(PR_SET_PDEATHSIG, SIGUSR2));
    gate_open(&ready);
    gate_wait(after);
    show_got("the end of the parent");
    _exit(0);
  }
  gate_wait(&ready);
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  INSIDE("from inside", from_inside());
  from_outside();
  INSIDE("a fault", *(volatile int *)8 = 1);
  INSIDE("a fault that is blocked", sigset_t all; sigfillset(&all); sigprocmask(SIG_SETMASK, &all, NULL); *(volatile int *)8 = 1);
  INSIDE("abort", abort());
  INSIDE("nested", INSIDE("inner", kill(1, SIGKILL); printf("not killed\n")); pid_t inner = fork_inside(); if (inner == 0) for (;;) pause(); SHOW(kill(inner, SIGKILL)); int status; waitpid(inner, &status, 0); show_status("inner", status));
  MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
  struct gate after = gate_new();
  IN_CHILD("across", across(&after));
  gate_open(&after);
  while (wait(NULL) > 0) continue;
  return 0;
}
