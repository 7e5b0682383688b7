// Erasing characters, words and lines, and what the screen shows of it.
#include "terminal.h"

static void all(struct pty *p) {
  line(p, "character", "abc\177\177d\n");
  line(p, "too many", "a\177\177\177b\n");
  line(p, "control character", "a\001b\177\177c\n");
  line(p, "delete", "a\026\177b\177\177c\n");
  line(p, "word", "one two  three\027four\n");
  line(p, "words", "one two.three_4 \027\027\027five\n");
  line(p, "signs", "a++ \027b\n");
  line(p, "kill", "one two\025three\n");
  line(p, "kill with controls", "a\001\t\026\n\025b\n");
  line(p, "tab", "a\tb\177\177c\n");
  line(p, "tabs", "\t\tx\177\177\177y\n");
  line(p, "tab after a control", "\001ab\t\177\177c\n");
  line(p, "tab at a stop", "12345678\t\1779\n");
  line(p, "latin", "\xe4\xf6 \xfc\x80\177\027x\n");
}

int main(void) {
  struct pty p = pty_new();
  printf("== default\n"); all(&p);
  printf("== no ECHOCTL\n"); set_local(p.s, ECHOCTL, 0); all(&p); set_local(p.s, 0, ECHOCTL);
  printf("== no ECHOE\n"); set_local(p.s, ECHOE, 0); all(&p); set_local(p.s, 0, ECHOE);
  printf("== no ECHOKE\n"); set_local(p.s, ECHOKE, 0); all(&p); set_local(p.s, 0, ECHOKE);
  printf("== no ECHOK\n"); set_local(p.s, ECHOK | ECHOKE, 0); all(&p); set_local(p.s, 0, ECHOK | ECHOKE);
  printf("== ECHOPRT\n"); set_local(p.s, 0, ECHOPRT); all(&p); set_local(p.s, ECHOPRT, 0);
  printf("== no ECHO\n"); set_local(p.s, ECHO, 0); all(&p); set_local(p.s, 0, ECHO);
  printf("== no IEXTEN\n"); set_local(p.s, IEXTEN, 0);
  line(&p, "no word", "one two\027\177x\n");
  line(&p, "kill", "one\025x\n");
  set_local(p.s, 0, IEXTEN);
  printf("== IUTF8\n"); set_input(p.s, 0, IUTF8); all(&p);
  line(&p, "two bytes", "a\xc3\xa4\xc3\xb6\177b\n");
  line(&p, "three bytes", "a\xe2\x82\xac\177\177b\n");
  line(&p, "only the rest of one", "\x82\xac\177b\n");
  line(&p, "tab behind", "\xc3\xa4\t\177\177b\n");
  set_local(p.s, 0, ECHOPRT);
  line(&p, "shown", "a\xe2\x82\xac\xc3\xb6\177\177b\n");
  set_local(p.s, ECHOPRT, 0);
  set_char(p.s, VERASE, '#'); set_char(p.s, VKILL, '@'); set_char(p.s, VWERASE, 0);
  line(&p, "other characters", "ab#c@d\027\177e\n");
  return 0;
}
