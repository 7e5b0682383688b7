// getrlimit, setrlimit and prlimit: values, errors, inheritance, and what some limits do.
#include "guest.h"

int main(void) {
  struct rlimit r;
  SHOW(getrlimit(RLIMIT_NOFILE, &r));
  CHECK(r.rlim_cur <= r.rlim_max && r.rlim_cur >= 64);
  SHOW(getrlimit(99, &r));
  SHOW(setrlimit(99, &r));
  SHOW(getrlimit(RLIMIT_NOFILE, (struct rlimit *)8));
  SHOW(setrlimit(RLIMIT_NOFILE, (struct rlimit *)8));
  SHOW(setrlimit(RLIMIT_NOFILE, &(struct rlimit){20, 10}));
  for (int i = 0; i < RLIM_NLIMITS; i++) if (getrlimit(i, &r) != 0 || r.rlim_cur > r.rlim_max) printf("limit %d is wrong\n", i);
  SHOW(setrlimit(RLIMIT_CPU, &(struct rlimit){1000, 2000}));
  SHOW(getrlimit(RLIMIT_CPU, &r));
  printf("%lu %lu\n", r.rlim_cur, r.rlim_max);
  IN_CHILD("inherited", getrlimit(RLIMIT_CPU, &r); printf("%lu %lu\n", r.rlim_cur, r.rlim_max));
  struct rlimit old;
  SHOW(prlimit(0, RLIMIT_CPU, &(struct rlimit){500, 2000}, &old));
  printf("%lu %lu\n", old.rlim_cur, old.rlim_max);
  SHOW(prlimit(getpid(), RLIMIT_CPU, NULL, &old));
  printf("%lu %lu\n", old.rlim_cur, old.rlim_max);
  SHOW(prlimit(999999, RLIMIT_CPU, NULL, &old));
  pid_t pid = MUST(fork());
  if (pid == 0) { pause(); _exit(0); }
  SHOW(prlimit(pid, RLIMIT_CPU, &(struct rlimit){7, 8}, NULL));
  SHOW(prlimit(pid, RLIMIT_CPU, NULL, &old));
  printf("%lu %lu\n", old.rlim_cur, old.rlim_max);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  IN_CHILD("as a user",
    MUST(setresgid(1000, 1000, 1000)); MUST(setresuid(1000, 1000, 1000));
    SHOW(setrlimit(RLIMIT_CPU, &(struct rlimit){100, 3000}));
    SHOW(setrlimit(RLIMIT_CPU, &(struct rlimit){100, 1000}));
    SHOW(setrlimit(RLIMIT_CPU, &(struct rlimit){100, 2000}));
    SHOW(prlimit(getppid(), RLIMIT_CPU, NULL, &old)));
  IN_CHILD("processor time", MUST(setrlimit(RLIMIT_CPU, &(struct rlimit){1, 2})); for (;;) {});
  IN_CHILD("priority", SHOW(getpriority(PRIO_PROCESS, 0)); SHOW(setpriority(PRIO_PROCESS, 0, 5)); SHOW(getpriority(PRIO_PROCESS, 0)); SHOW(nice(3)); SHOW(setpriority(PRIO_PROCESS, 0, 100)); SHOW(getpriority(PRIO_PROCESS, 0));
    SHOW(setpriority(9, 0, 0)); SHOW(getpriority(PRIO_PROCESS, 999999)); MUST(setuid(1000)); SHOW(setpriority(PRIO_PROCESS, 0, 0)));
  // As many processes as the limit allows, then EAGAIN; a user other than root.
  IN_CHILD("forks until refused",
    MUST(setresgid(54321, 54321, 54321));
    MUST(setresuid(54321, 54321, 54321));
    MUST(setrlimit(RLIMIT_NPROC, &(struct rlimit){20, 20}));
    int made = 0;
    pid_t last = 0;
    while (made < 100 && (last = fork()) > 0) made++;
    if (last == 0) { pause(); _exit(0); }
    int error = errno;
    printf("made some: %d, then %s\n", made >= 15 && made <= 19, errname(error)); // one that was just reaped may still count
    pthread_t t;
    printf("a thread: %s\n", errname(pthread_create(&t, NULL, (void *(*)(void *))pause, NULL)));
    signal(SIGTERM, SIG_IGN);
    kill(0, 0);
    kill(-1, SIGKILL); // everything of this user but itself
    while (wait(NULL) > 0) {}
    if ((last = fork()) == 0) _exit(0);
    printf("and again: %s\n", last > 0 ? "fine" : errname(errno)));
  return 0;
}
