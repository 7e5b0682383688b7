// kcmp: what a child and a thread share with their maker.
#include "guest.h"

enum { FILE_, VM, FILES, FS, SIGHAND, IO, SYSVSEM, TYPES = 8 };
#define KCMP(a, b, type, one, other) syscall(SYS_kcmp, a, b, type, one, other)

/* 1 and 2 say only in which order two things stand. */
static bool differs(long result) { return result == 1 || result == 2; }

static pid_t main_thread;

static void *thread(void *unused) {
  (void)unused;
  for (int type = VM; type <= SYSVSEM; type++) SHOW(KCMP(main_thread, gettid(), type, 0, 0));
  return NULL;
}

int main(void) {
  main_thread = getpid();
  pid_t pid = MUST(fork());
  if (pid == 0) for (;;) pause();
  for (int type = VM; type <= SIGHAND; type++) printf("%d differs: %d\n", type, differs(KCMP(getpid(), pid, type, 0, 0)));
  SHOW(KCMP(getpid(), pid, SYSVSEM, 0, 0));
  int copy = MUST(dup(1)), other = MUST(open("/dev/null", O_RDONLY)), again = MUST(open("/dev/null", O_RDONLY));
  SHOW(KCMP(getpid(), getpid(), FILE_, 1, copy));
  SHOW(KCMP(getpid(), pid, FILE_, 1, 1));
  printf("order is kept: %d\n", KCMP(getpid(), getpid(), FILE_, other, again) + KCMP(getpid(), getpid(), FILE_, again, other) == 3);
  SHOW(KCMP(getpid(), getpid(), FILE_, 1, 999));
  SHOW(KCMP(getpid(), getpid(), FILE_, -1, 1));
  SHOW(KCMP(getpid(), 999999, FILE_, 1, 1));
  SHOW(KCMP(getpid(), getpid(), TYPES, 1, 1));
  SHOW(KCMP(getpid(), getpid(), -1, 1, 1));
  kill(pid, SIGKILL);
  pthread_t made;
  pthread_create(&made, NULL, thread, NULL);
  pthread_join(made, NULL);
  if (getuid() == 0) IN_CHILD("another user", MUST(setuid(12345)); SHOW(KCMP(getpid(), getppid(), VM, 0, 0)));
  return 0;
}
