// c_oflag: what becomes of what programs write, and the column that it depends on.
#include "terminal.h"

static void put(struct pty *p, const char *what, int flags, const char *text) {
  struct termios t = modes(p->s);
  t.c_oflag = 0; // the column is 0 after a newline that was put out
  set_modes(p->s, t);
  t.c_oflag = OPOST | ONLCR;
  set_modes(p->s, t);
  MUST(write(p->s, "\n", 1));
  t.c_oflag = flags;
  set_modes(p->s, t);
  SHOW(write(p->s, text, strlen(text)));
  char bytes[500];
  ssize_t n = 0;
  set_output(p->s, OLCUC, 0);
  MUST(write(p->s, "|", 1));
  do n += MUST(read(p->m, bytes + n, sizeof bytes - n)); while (bytes[n - 1] != '|');
  show_bytes(what, bytes + 2, n - 3);
}

int main(void) {
  struct pty p = pty_new();
  put(&p, "nothing", 0, "a\tb\r\n\n");
  put(&p, "without OPOST", ONLCR | XTABS, "a\tb\r\n\n");
  put(&p, "OPOST", OPOST, "a\tb\r\n\n");
  put(&p, "ONLCR", OPOST | ONLCR, "a\nb\r\nc");
  put(&p, "OCRNL", OPOST | OCRNL, "a\rb\n");
  put(&p, "ONOCR", OPOST | ONOCR, "\ra\r\rb\r");
  put(&p, "ONOCR, ONLCR", OPOST | ONOCR | ONLCR, "ab\n\rc\r\r");
  put(&p, "ONOCR, newline keeps the column", OPOST | ONOCR, "ab\n\r\r");
  put(&p, "ONLRET", OPOST | ONLRET | ONOCR, "ab\n\rc");
  put(&p, "OCRNL, ONLRET", OPOST | OCRNL | ONLRET | XTABS, "ab\r\tc");
  put(&p, "OCRNL", OPOST | OCRNL | XTABS, "ab\r\tc");
  put(&p, "XTABS", OPOST | XTABS, "\ta\tab\tabcdefg\tabcdefgh\t.");
  put(&p, "XTABS, newlines", OPOST | ONLCR | XTABS, "abc\n\t.");
  put(&p, "XTABS, newlines alone", OPOST | XTABS, "abc\n\t.");
  put(&p, "XTABS, backspaces", OPOST | XTABS, "abc\b\b\t.");
  put(&p, "XTABS, backspaces at the edge", OPOST | XTABS, "\b\ba\t.");
  put(&p, "XTABS, controls", OPOST | XTABS, "\001\033a\t.");
  put(&p, "XTABS, latin", OPOST | XTABS, "\xc3\xa4\t.");
  set_input(p.s, 0, IUTF8);
  put(&p, "XTABS, IUTF8", OPOST | XTABS, "\xc3\xa4\t.");
  set_input(p.s, IUTF8, 0);
  put(&p, "other tab delays", OPOST | TAB1, "a\t.");
  put(&p, "OLCUC", OPOST | OLCUC, "aBz{\xe4\xf7\xff");
  put(&p, "delays", OPOST | NL1 | CR3 | BS1 | VT1 | FF1 | OFILL | OFDEL, "a\n\r\b\v\f.");
  // A tab is expanded across writes.
  set_output(p.s, ~0, OPOST | ONLCR | XTABS);
  MUST(write(p.s, "\n", 1)); MUST(write(p.s, "abc", 3)); MUST(write(p.s, "\t", 1));
  show_screen("three writes", &p);
  SHOW(write(p.s, "", 0));
  SHOW(write(p.s, (void *)8, 10));
  return 0;
}
