// vhangup and TIOCVHANGUP: descriptors go dead, the terminal can be opened anew.
#include "terminal.h"

int main(void) {
  struct pty p = pty_new();
  char name[32], c;
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  set_local(p.s, ECHO | ICANON, 0);
  type(&p, "old"); await_bytes(p.s, 3);
  SHOW(ioctl(p.s, TIOCVHANGUP));
  SHOW(read(p.s, &c, 1)); SHOW(write(p.s, "x", 1)); SHOW(ioctl(p.s, FIONREAD, &c)); show_poll("old", p.s); show_poll("master", p.m);
  int again = MUST(open(name, O_RDWR | O_NOCTTY));
  struct termios t = modes(again);
  printf("%o %o %o\n", t.c_iflag, t.c_oflag, t.c_lflag);
  struct pty q = {p.m, again};
  line(&q, "works", "new\n");
  SHOW(read(p.s, &c, 1));
  close(p.s);
  line(&q, "still", "newer\n");
  IN_CHILD("leader",
    signal(SIGHUP, SIG_IGN); signal(SIGCONT, SIG_IGN);
    setsid();
    SHOW(vhangup());
    MUST(ioctl(again, TIOCSCTTY, 0));
    int tty = MUST(open("/dev/tty", O_RDWR));
    SHOW(vhangup());
    SHOW(write(tty, "x", 1)); SHOW(write(again, "x", 1)); SHOW(open("/dev/tty", O_RDWR)));
  IN_CHILD("killed", setsid(); int fd = MUST(open(name, O_RDWR)); (void)fd; vhangup(); printf("not killed\n"));
  return 0;
}
