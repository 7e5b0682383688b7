// c_iflag: what becomes of bytes before anything else looks at them.
#include "terminal.h"

static void raw(struct pty *p, const char *what, int flags, const char *bytes, int n, int expected) {
  struct termios t = modes(p->s);
  t.c_iflag = flags;
  set_modes(p->s, t);
  type_bytes(p, bytes, n);
  await_bytes(p->s, expected);
  show_read(what, p->s, 100);
}

int main(void) {
  struct pty p = pty_new();
  set_raw(p.s, 1, 0);
  raw(&p, "none", 0, "a\r\nB\xe1\xff", 6, 6);
  raw(&p, "ICRNL", ICRNL, "a\r\n", 3, 3);
  raw(&p, "INLCR", INLCR, "a\r\n", 3, 3);
  raw(&p, "both", ICRNL | INLCR, "a\r\n", 3, 3);
  raw(&p, "IGNCR", IGNCR, "a\r\nb\r", 5, 3);
  raw(&p, "IGNCR and ICRNL", IGNCR | ICRNL, "a\r\n", 3, 2);
  raw(&p, "ISTRIP", ISTRIP, "a\xe1\x8d\xff", 4, 4);
  raw(&p, "ISTRIP and ICRNL", ISTRIP | ICRNL, "a\x8d", 2, 2);
  raw(&p, "IUCLC without IEXTEN", IUCLC, "aBC\xc4", 4, 4);
  set_local(p.s, 0, IEXTEN);
  raw(&p, "IUCLC", IUCLC, "aBC\xc4\xd7\xde\xdf", 7, 7);
  set_local(p.s, IEXTEN, 0);
  raw(&p, "PARMRK", PARMRK, "a\xff" "b", 3, 4);
  raw(&p, "PARMRK and ISTRIP", PARMRK | ISTRIP, "a\xff" "b", 3, 3);
  raw(&p, "IGNBRK and others", IGNBRK | BRKINT | IGNPAR | INPCK | IMAXBEL | IXOFF, "a\0\r\n", 4, 4);
  raw(&p, "IXON takes two away", IXON, "a\021b\023c\021d", 7, 4);
  // The same in canonical mode.
  set_local(p.s, 0, ICANON);
  set_input(p.s, ~0, INLCR); type(&p, "a\nb\004"); show_read("INLCR in a line", p.s, 100);
  set_input(p.s, ~0, IGNCR); type(&p, "a\rb\n"); show_read("IGNCR in a line", p.s, 100);
  set_input(p.s, ~0, 0); type(&p, "a\rb\n"); show_read("no ICRNL", p.s, 100);
  set_input(p.s, ~0, ISTRIP); type(&p, "a\x8a"); show_read("a newline with the eighth bit", p.s, 100);
  set_input(p.s, ~0, PARMRK); type(&p, "a\xff\n"); show_read("PARMRK in a line", p.s, 100);
  set_local(p.s, 0, EXTPROC); set_input(p.s, ~0, ICRNL | IXON); set_char(p.s, VMIN, 1);
  type(&p, "a\r\023\177"); await_bytes(p.s, 4); show_read("EXTPROC", p.s, 100);
  return 0;
}
