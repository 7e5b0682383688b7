// The last descriptor of the terminal is closed: what the master reads, until it is opened again.
#include "terminal.h"

int main(void) {
  int m = pty_master();
  char name[32], text[10];
  snprintf(name, sizeof name, "%s", pty_name(m));
  fcntl(m, F_SETFL, O_RDWR | O_NONBLOCK);
  show_poll("never opened", m);
  show_read("never opened", m, 10);
  SHOW(write(m, "early\n", 6));
  int s = MUST(open(name, O_RDWR | O_NOCTTY));
  show_read("what was typed before", s, 10);
  await_input(m);
  show_read("echo", m, 10);
  show_poll("open", m);
  show_read("nothing", m, 10);
  MUST(write(s, "bye", 3));
  int twice = dup(s);
  close(s);
  await_input(m);
  show_poll("one is left", m);
  close(twice);
  show_poll("none is left", m);
  show_read("2", m, 2);
  show_read("the rest", m, 10);
  show_read("the end", m, 10);
  show_poll("the end", m);
  fcntl(m, F_SETFL, O_RDWR);
  SHOW(read(m, text, 10));
  SHOW(write(m, "typed\n", 6));
  SHOW(ioctl(m, FIONREAD, &s)); 
  s = MUST(open(name, O_RDWR | O_NOCTTY));
  show_read("again", s, 10);
  struct pty p = {m, s};
  show_screen("screen", &p);
  show_poll("again", m);
  // A reader that waits hears of it.
  pid_t child = MUST(fork());
  if (child == 0) { close(s); show_read("reader", m, 10); _exit(0); }
  await_sleeping(child);
  close(s);
  waitpid(child, NULL, 0);
  return 0;
}
