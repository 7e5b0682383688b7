// A child whose parent ends is given to the nearest subreaper, or to init.
#include "guest.h"

int main(void) {
  MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
  int subreaper = 0;
  SHOW(prctl(PR_GET_CHILD_SUBREAPER, &subreaper));
  printf("subreaper %d\n", subreaper);
  struct gate gate = gate_new(), go_on = gate_new();
  pid_t us = getpid();
  pid_t middle = MUST(fork());
  if (middle == 0) {
    pid_t parent = getpid();
    if (MUST(fork()) == 0) {
      MUST(prctl(PR_SET_PDEATHSIG, SIGUSR1));
      sigset_t set;
      sigemptyset(&set);
      sigaddset(&set, SIGUSR1);
      sigprocmask(SIG_BLOCK, &set, NULL);
      CHECK(getppid() == parent);
      gate_open(&gate);
      int sig = 0;
      sigwait(&set, &sig);
      gate_wait(&go_on);
      printf("told by %s that its parent ended\n", signame(sig));
      CHECK(getppid() == us);
      int flag = 5;
      SHOW(prctl(PR_GET_CHILD_SUBREAPER, &flag));
      printf("the setting is not inherited: %d\n", flag);
      _exit(21);
    }
    gate_wait(&gate);
    _exit(20);
  }
  int status = 0;
  CHECK(waitpid(middle, &status, 0) == middle);
  show_status("middle", status);
  gate_open(&go_on);
  CHECK(wait(&status) > 0);
  show_status("orphan", status);
  SHOW(wait(NULL));
  return 0;
}
