// Flow control: ^S and ^Q, IXANY, TCXONC.
#include "terminal.h"

/* Whether output goes through: to a terminal that does not wait. */
static void try(struct pty *p, const char *what) {
  fcntl(p->s, F_SETFL, O_RDWR | O_NONBLOCK);
  errno = 0;
  ssize_t n = write(p->s, "x", 1);
  printf("%s: %zd %s", what, n, n < 0 ? errname(errno) : "");
  fcntl(p->s, F_SETFL, O_RDWR);
  show_poll("", p->s);
}

/* Waits until what was typed last, which is a byte that is kept, has arrived. */
static void arrived(struct pty *p, const char *text, int n) {
  type(p, text);
  await_bytes(p->s, n);
  MUST(ioctl(p->s, TCFLSH, TCIFLUSH));
}

int main(void) {
  struct pty p = pty_new();
  set_raw(p.s, 1, 0);
  set_input(p.s, 0, IXON);
  try(&p, "going");
  arrived(&p, "\023a", 1); try(&p, "^S");
  arrived(&p, "b", 1); try(&p, "any other");
  arrived(&p, "\021a", 1); try(&p, "^Q");
  set_input(p.s, 0, IXANY);
  arrived(&p, "\023", 0); while (write(p.m, "", 0) != 0) {}
  arrived(&p, "a", 1); try(&p, "IXANY");
  set_input(p.s, IXANY, 0);
  arrived(&p, "\023a", 1); try(&p, "^S");
  set_input(p.s, IXON, 0); try(&p, "no IXON any more");
  arrived(&p, "\023", 1); try(&p, "kept");
  set_input(p.s, 0, IXON);
  SHOW(ioctl(p.s, TCXONC, TCOOFF)); try(&p, "TCOOFF");
  arrived(&p, "\021a", 1); try(&p, "^Q does not help");
  SHOW(ioctl(p.s, TCXONC, TCOON)); try(&p, "TCOON");
  SHOW(ioctl(p.s, TCXONC, TCOON)); try(&p, "again");
  arrived(&p, "\023a", 1); SHOW(ioctl(p.s, TCXONC, TCOON)); try(&p, "TCOON after ^S");
  arrived(&p, "\021a", 1); try(&p, "^Q");
  show_screen("screen", &p);
  SHOW(ioctl(p.s, TCXONC, TCIOFF)); SHOW(ioctl(p.s, TCXONC, TCION));
  show_screen("sent", &p);
  set_char(p.s, VSTOP, 0); SHOW(ioctl(p.s, TCXONC, TCIOFF)); show_screen("no character", &p);
  SHOW(ioctl(p.s, TCXONC, 4)); SHOW(ioctl(p.s, TCXONC, -1));
  // A writer that waits goes on.
  set_char(p.s, VSTOP, 19);
  arrived(&p, "\023a", 1);
  pid_t child = MUST(fork());
  if (child == 0) { write(p.s, "late", 4); _exit(0); }
  await_sleeping(child);
  type(&p, "\021");
  waitpid(child, NULL, 0);
  show_screen("late", &p);
  // What is typed meanwhile is echoed afterwards.
  set_local(p.s, 0, ECHO);
  type(&p, "\023abc"); await_bytes(p.s, 3);
  show_poll("nothing to see", p.m);
  type(&p, "\021"); await_input(p.m);
  show_screen("echo", &p);
  return 0;
}
