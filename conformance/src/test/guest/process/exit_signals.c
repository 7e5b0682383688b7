// The status a parent sees when a child dies of each signal's default action.
#include "guest.h"

int main(void) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  for (int sig = 1; sig <= 64; sig++) {
    if (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU || sig == 32 || sig == 33) continue;
    char who[32];
    snprintf(who, sizeof who, "%s", signame(sig));
    IN_CHILD(who, signal(sig, SIG_DFL); syscall(SYS_kill, getpid(), sig));
  }
  SHOW(kill(getpid(), 65));
  SHOW(kill(getpid(), -1));
  SHOW(kill(getpid(), 0));
  SHOW(kill(999999, 0));
  SHOW(kill(999999, SIGTERM));
  SHOW(kill(-999999, SIGTERM));
  SHOW(syscall(SYS_tgkill, getpid(), 999999, SIGTERM));
  SHOW(syscall(SYS_tgkill, 0, 1, SIGTERM));
  SHOW(syscall(SYS_tkill, 0, SIGTERM));
  SHOW(syscall(SYS_tkill, 999999, SIGTERM));
  IN_CHILD("abort", abort());
  IN_CHILD("exit_group in a handler", signal(SIGUSR1, (void (*)(int))_exit); raise(SIGUSR1));
  return 0;
}
