// O_ASYNC on both sides.
#include "terminal.h"

static volatile sig_atomic_t got;
static void note(int sig) { (void)sig; got++; }

static void await_signal(const char *what) {
  sigset_t block, old;
  sigemptyset(&block); sigaddset(&block, SIGIO);
  sigprocmask(SIG_BLOCK, &block, &old);
  while (got == 0) sigsuspend(&old);
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("%s: told\n", what);
  got = 0;
}

int main(void) {
  struct pty p = pty_new();
  signal(SIGIO, note);
  set_local(p.s, ECHO, 0);
  SHOW(fcntl(p.s, F_SETOWN, getpid())); SHOW(fcntl(p.s, F_SETFL, O_RDWR | O_ASYNC));
  CHECK(fcntl(p.s, F_GETOWN) == getpid());
  type(&p, "line\n"); await_signal("terminal");
  show_read("line", p.s, 10);
  SHOW(fcntl(p.s, F_SETFL, O_RDWR));
  SHOW(fcntl(p.m, F_SETOWN, getpid())); SHOW(fcntl(p.m, F_SETFL, O_RDWR | O_ASYNC));
  MUST(write(p.s, "out", 3)); await_signal("master");
  show_read("out", p.m, 10);
  return 0;
}
