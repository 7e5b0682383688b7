// Real-time signals queue in order, standard ones merge; sigtimedwait, sigwaitinfo, sigsuspend, the limit.
#include "guest.h"

static void on_rt(int sig, siginfo_t *info, void *context) {
  (void)context;
  printf("%s value %d\n", signame(sig), info->si_value.sival_int);
}

int main(void) {
  struct sigaction act = {.sa_sigaction = on_rt, .sa_flags = SA_SIGINFO};
  sigset_t all, old;
  sigfillset(&act.sa_mask);
  for (int i = 0; i < 4; i++) sigaction(SIGRTMIN + i, &act, NULL);
  sigaction(SIGUSR1, &act, NULL);
  sigaction(SIGUSR2, &act, NULL);
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  for (int i = 0; i < 3; i++) {
    sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 20 + i});
    sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = 10 + i});
    sigqueue(getpid(), SIGUSR2, (union sigval){.sival_int = i});
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = i});
  }
  printf("unblock: lowest number first, each queue in order\n");
  sigprocmask(SIG_SETMASK, &old, NULL);

  sigprocmask(SIG_BLOCK, &all, NULL);
  sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = 3});
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1});
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 2});
  siginfo_t info;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGRTMIN + 3);
  for (int i = 0; i < 3; i++) {
    int sig = sigwaitinfo(&set, &info);
    printf("sigwaitinfo: %s code %d value %d\n", signame(sig), info.si_code, info.si_value.sival_int);
  }
  SHOW(sigtimedwait(&set, &info, &(struct timespec){0, 0}));
  SHOW(sigtimedwait(&set, &info, &(struct timespec){0, 1000000}));
  SHOW(sigtimedwait(&set, &info, &(struct timespec){0, -1}));
  SHOW(sigtimedwait(&set, &info, &(struct timespec){-1, 0}));
  SHOW(syscall(SYS_rt_sigtimedwait, &set, 0, 0, 4));
  SHOW(syscall(SYS_rt_sigtimedwait, 8, 0, 0, 8));
  pid_t pid = MUST(fork());
  if (pid == 0) {
    pid_t parent = getppid();
    await_sleeping(parent);
    sigqueue(parent, SIGRTMIN, (union sigval){.sival_int = 5});
    _exit(0);
  }
  int sig = sigwaitinfo(&set, &info);
  printf("from a child: %s value %d %s\n", signame(sig), info.si_value.sival_int, info.si_pid == pid ? "its pid" : "another");
  waitpid(pid, NULL, 0);
  sigaddset(&set, SIGCHLD);
  sig = sigwaitinfo(&set, &info);
  printf("%s code %d status %d\n", signame(sig), info.si_code, info.si_status);
  // sigsuspend: the mask changes and comes back; a pending signal is taken at once.
  sigprocmask(SIG_SETMASK, &all, NULL);
  raise(SIGUSR1);
  sigset_t but_usr1 = all;
  sigdelset(&but_usr1, SIGUSR1);
  SHOW(sigsuspend(&but_usr1));
  sigprocmask(0, NULL, &old);
  printf("blocked again: %d\n", sigismember(&old, SIGUSR1));
  // RLIMIT_SIGPENDING bounds the queue.
  MUST(setrlimit(RLIMIT_SIGPENDING, &(struct rlimit){5, 5}));
  int queued = 0;
  while (queued < 100 && sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = queued}) == 0) queued++;
  printf("then %s, some queued: %d\n", errname(errno), queued <= 5);
  SHOW(kill(getpid(), SIGRTMIN + 2)); // kill still gets through
  SHOW(kill(getpid(), SIGUSR1));
  // signals sent to a process of another user
  IN_CHILD("as another user", setresuid(1000, 1000, 1000); SHOW(kill(getppid(), SIGTERM)); SHOW(kill(getppid(), 0)); SHOW(kill(getpid(), 0)));
  return 0;
}
