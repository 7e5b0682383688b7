// Packet mode: what the master is told beside what it reads.
#include "terminal.h"

static void told(struct pty *p, const char *what) {
  char bytes[100];
  printf("%s:", what);
  struct pollfd in = {.fd = p->m, .events = POLLIN | POLLPRI};
  for (int i = 0; i < 5; i++) {
    if (poll(&in, 1, 0) == 0) break;
    printf(" %x", in.revents);
    ssize_t n = read(p->m, bytes, sizeof bytes);
    show_bytes("", bytes, n);
  }
  printf("\n");
}

int main(void) {
  struct pty p = pty_new();
  int on = 1, off = 0, value;
  SHOW(ioctl(p.m, TIOCGPKT, &value)); printf("%d\n", value);
  SHOW(ioctl(p.m, TIOCPKT, &on));
  SHOW(ioctl(p.m, TIOCGPKT, &value)); printf("%d\n", value);
  SHOW(ioctl(p.s, TIOCGPKT, &value));
  MUST(write(p.s, "hello", 5));
  await_input(p.m);
  show_read("data", p.m, 100);
  MUST(write(p.s, "hello", 5));
  await_input(p.m);
  show_read("1", p.m, 1); show_read("3", p.m, 3); show_read("rest", p.m, 100);
  told(&p, "nothing");
  MUST(ioctl(p.s, TCFLSH, TCIFLUSH)); told(&p, "flush read");
  MUST(ioctl(p.s, TCFLSH, TCOFLUSH)); told(&p, "flush write");
  MUST(ioctl(p.s, TCFLSH, TCIOFLUSH)); told(&p, "flush both");
  MUST(ioctl(p.s, TCXONC, TCOOFF)); told(&p, "stop");
  MUST(ioctl(p.s, TCXONC, TCOON)); told(&p, "start");
  MUST(ioctl(p.s, TCXONC, TCOOFF)); MUST(ioctl(p.s, TCXONC, TCOON)); told(&p, "both at once");
  set_input(p.s, IXON, 0); told(&p, "no IXON");
  set_input(p.s, 0, IXON); told(&p, "IXON");
  set_char(p.s, VSTOP, 'x'); told(&p, "another character");
  set_char(p.s, VSTOP, 19); told(&p, "the usual one");
  set_local(p.s, ECHO, 0); told(&p, "what does not matter");
  set_local(p.s, 0, EXTPROC); told(&p, "EXTPROC");
  set_local(p.s, 0, ECHOK); told(&p, "EXTPROC still");
  set_local(p.s, EXTPROC, 0); told(&p, "no EXTPROC");
  { struct termios t = modes(p.s); MUST(ioctl(p.s, TCSETSF, &t)); } told(&p, "TCSETSF");
  // Both status and data.
  MUST(ioctl(p.s, TCXONC, TCOOFF)); MUST(ioctl(p.s, TCXONC, TCOON));
  MUST(write(p.s, "data", 4));
  await_input(p.m);
  show_poll("both", p.m);
  show_read("status", p.m, 100);
  await_input(p.m);
  show_poll("data", p.m);
  show_read("data", p.m, 100);
  // Typed: the keys do the same.
  type(&p, "\023"); await_input(p.m); told(&p, "^S");
  type(&p, "\021"); await_input(p.m); told(&p, "^Q");
  MUST(ioctl(p.s, TCXONC, TCOOFF));
  SHOW(ioctl(p.m, TIOCPKT, &on)); told(&p, "on again keeps");
  MUST(ioctl(p.s, TCXONC, TCOON));
  SHOW(ioctl(p.m, TIOCPKT, &off)); MUST(write(p.s, "plain", 5)); await_input(p.m); show_read("off", p.m, 100);
  SHOW(ioctl(p.m, TIOCPKT, &on)); told(&p, "on again");
  SHOW(ioctl(p.m, TIOCPKT, (void *)8));
  return 0;
}
