// Several filters: all are asked, the strictest answer counts, and of equal ones the newest.
#include "seccomp.h"

static const struct {
  const char *name;
  unsigned answer;
} actions[] = {
    {"kill process", SECCOMP_RET_KILL_PROCESS}, {"kill thread", SECCOMP_RET_KILL_THREAD}, {"trap 5", SECCOMP_RET_TRAP | 5},
    {"errno 50", SECCOMP_RET_ERRNO | 50},       {"notify", SECCOMP_RET_USER_NOTIF},       {"trace", SECCOMP_RET_TRACE},
    {"log", SECCOMP_RET_LOG},                   {"allow", SECCOMP_RET_ALLOW},             {"errno 60", SECCOMP_RET_ERRNO | 60},
    {"trap 6", SECCOMP_RET_TRAP | 6},           {"unknown", 0x12340000},
};

static void on_trap(int signal, siginfo_t *info, void *context) {
  (void)context;
  printf("%s with %d\n", signame(signal), info->si_errno);
  _exit(7);
}

int main(void) {
  no_new_privs();
  struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
  MUST(sigaction(SIGSYS, &action, NULL));
  const unsigned count = sizeof actions / sizeof actions[0];
  for (unsigned old = 0; old < count; old++)
    for (unsigned new = 0; new < count; new++) {
      printf("%s, then %s: ", actions[old].name, actions[new].name);
      IN_CHILD("ended", {
        FILTER(SYS_getppid, actions[old].answer);
        FILTER(SYS_getppid, actions[new].answer);
        long result = RAW(SYS_getppid);
        if (result > 0) puts("made");
        else printf("%ld\n", result);
      });
    }
  // A hundred filters, of which the fiftieth says no.
  IN_CHILD("many", {
    for (int i = 0; i < 100; i++) FILTER(i == 50 ? SYS_getppid : 6000 + i, SECCOMP_RET_ERRNO | (i + 1));
    printf("%ld %ld %ld %ld\n", RAW(SYS_getppid), RAW(6000), RAW(6099), RAW(6050));
  });
  // What was allowed before is asked about again once there is another filter.
  IN_CHILD("later", {
    FILTER(7000, SECCOMP_RET_ERRNO | 1);
    for (int i = 0; i < 100; i++) RAW(SYS_getppid);
    FILTER(SYS_getppid, SECCOMP_RET_ERRNO | 2);
    printf("%ld %ld\n", RAW(SYS_getppid), RAW(7000));
  });
  return 0;
}
