// sigaction, masks, pending signals, SA_ flags, and what a handler is told.
#include "guest.h"
#include <ucontext.h>

static volatile int depth, count;

static void nested(int sig) {
  depth++;
  printf("%*senter %s\n", depth * 2, "", signame(sig));
  if (sig == SIGUSR1 && count++ == 0) { raise(SIGUSR2); raise(SIGUSR1); }
  printf("%*sleave %s\n", depth * 2, "", signame(sig));
  depth--;
}

static void informed(int sig, siginfo_t *info, void *context) {
  ucontext_t *uc = context;
  sigset_t now;
  sigprocmask(SIG_BLOCK, NULL, &now);
  printf("%s signo %d code %d pid %s uid %d value %d; saved mask has USR2 %d, now %d, itself %d\n", signame(sig), info->si_signo, info->si_code,
         info->si_pid == getpid() ? "self" : info->si_pid == getppid() ? "parent" : "child", info->si_uid, info->si_value.sival_int,
         sigismember(&uc->uc_sigmask, SIGUSR2), sigismember(&now, SIGUSR2), sigismember(&now, sig));
}

static void show_set(const char *what, const sigset_t *set) {
  printf("%s:", what);
  for (int i = 1; i < 65; i++) if (sigismember(set, i) == 1) printf(" %d", i);
  printf("\n");
}

int main(void) {
  struct sigaction act = {.sa_handler = nested}, old;
  SHOW(sigaction(SIGUSR1, &act, &old));
  CHECK(old.sa_handler == SIG_DFL);
  SHOW(sigaction(SIGUSR2, &act, NULL));
  SHOW(sigaction(SIGUSR1, NULL, &old));
  CHECK(old.sa_handler == nested);
  SHOW(sigaction(SIGKILL, &act, NULL));
  SHOW(sigaction(SIGSTOP, NULL, &old));
  SHOW(sigaction(0, &act, NULL));
  SHOW(sigaction(65, &act, NULL));
  SHOW(syscall(SYS_rt_sigaction, SIGUSR1, 8, NULL, 8));
  SHOW(syscall(SYS_rt_sigaction, SIGUSR1, NULL, NULL, 4));
  printf("nested: USR2 interrupts, USR1 waits\n");
  raise(SIGUSR1);
  printf("with the mask of the action\n");
  sigaddset(&act.sa_mask, SIGUSR2);
  sigaction(SIGUSR1, &act, NULL);
  count = 0;
  raise(SIGUSR1);
  printf("SA_NODEFER\n");
  act.sa_flags = SA_NODEFER;
  sigemptyset(&act.sa_mask);
  sigaction(SIGUSR1, &act, NULL);
  count = 0;
  raise(SIGUSR1);
  printf("SA_RESETHAND\n");
  act.sa_flags = SA_RESETHAND;
  sigaction(SIGUSR1, &act, NULL);
  count = 5;
  raise(SIGUSR1);
  sigaction(SIGUSR1, NULL, &old);
  CHECK(old.sa_handler == SIG_DFL);

  act = (struct sigaction){.sa_sigaction = informed, .sa_flags = SA_SIGINFO};
  sigaddset(&act.sa_mask, SIGUSR2);
  sigaction(SIGUSR1, &act, NULL);
  sigaction(SIGCHLD, &act, NULL);
  sigaction(SIGRTMIN + 3, &act, NULL);
  raise(SIGUSR1);
  kill(getpid(), SIGUSR1);
  sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 77});
  sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = 88});
  pid_t pid = MUST(fork());
  if (pid == 0) _exit(3);
  int status;
  while (waitpid(pid, &status, 0) != pid) {}
  SHOW(sigqueue(getpid(), 65, (union sigval){0}));
  SHOW(sigqueue(999999, SIGUSR1, (union sigval){0}));

  // Masks and pending signals.
  sigset_t set, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGKILL); // is ignored
  SHOW(sigprocmask(SIG_BLOCK, &set, NULL));
  sigprocmask(0, NULL, &set);
  show_set("blocked", &set);
  raise(SIGUSR1); raise(SIGUSR1); raise(SIGHUP);
  sigpending(&pending);
  show_set("pending", &pending);
  IN_CHILD("pending signals are not inherited, the mask is", sigpending(&pending); show_set("child pending", &pending); sigprocmask(0, NULL, &set); show_set("child blocked", &set));
  signal(SIGHUP, SIG_IGN); // ignoring drops it
  sigpending(&pending);
  show_set("pending", &pending);
  printf("unblock\n");
  sigemptyset(&set);
  SHOW(sigprocmask(SIG_SETMASK, &set, NULL)); // delivered once, before this returns
  SHOW(sigprocmask(77, &set, NULL));
  SHOW(sigprocmask(77, NULL, &set));
  SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 16));
  SHOW(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 8, NULL, 8));
  // exec keeps ignored signals and the mask, and resets handlers.
  sigaddset(&set, SIGWINCH);
  sigprocmask(SIG_SETMASK, &set, NULL);
  fflush(stdout);
  execl("/bin/grep", "grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status", NULL);
  return 1;
}
