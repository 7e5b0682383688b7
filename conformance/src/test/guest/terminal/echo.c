// What is echoed, and how: ECHO, ECHONL, ECHOCTL, VLNEXT, VREPRINT.
#include "terminal.h"

int main(void) {
  struct pty p = pty_new();
  line(&p, "controls", "\001\033[A\tx\013\n");
  set_local(p.s, ECHOCTL, 0); line(&p, "controls as they are", "\001\033[A\tx\013\n"); set_local(p.s, 0, ECHOCTL);
  line(&p, "literal", "a\026\003b\026\026c\026\nd\026\004e\n");
  set_local(p.s, ECHOCTL, 0); line(&p, "literal without carets", "a\026\003b\n"); set_local(p.s, 0, ECHOCTL);
  set_local(p.s, IEXTEN, 0); line(&p, "no literal", "a\026b\n"); set_local(p.s, 0, IEXTEN);
  line(&p, "reprint", "one\001two\022three\n");
  set_local(p.s, ECHO, 0);
  line(&p, "nothing", "hidden\n");
  line(&p, "no reprint", "one\022\n");
  set_local(p.s, 0, ECHONL);
  line(&p, "newline", "hidden\n");
  line(&p, "newline of a carriage return", "hidden\r");
  set_local(p.s, ICANON, 0);
  type(&p, "raw\n"); await_bytes(p.s, 4); show_read("read", p.s, 100); show_screen("screen", &p);
  set_local(p.s, ECHONL, ECHO);
  type(&p, "raw\001\177\025\n"); await_bytes(p.s, 7); show_read("read", p.s, 100); show_screen("screen", &p);
  set_local(p.s, 0, ICANON);
  set_output(p.s, OPOST, 0); line(&p, "output as it is", "a\001\n"); set_output(p.s, 0, OPOST);
  line(&p, "eight bits", "\xff\x9f\n");
  line(&p, "end of file", "a\004");
  // What ECHO shows goes through the output's modes.
  set_output(p.s, 0, XTABS); line(&p, "tabs", "a\tb\n");
  set_output(p.s, 0, OLCUC); line(&p, "capitals", "Ab\xe4\n");
  return 0;
}
