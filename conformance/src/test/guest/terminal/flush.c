// tcflush and changes of modes that flush.
#include "terminal.h"

int main(void) {
  struct pty p = pty_new();
  int n;
  set_local(p.s, ECHO, 0);
  type(&p, "one\ntwo\npart"); await_input(p.s); await_bytes(p.s, 8);
  SHOW(ioctl(p.s, TCFLSH, TCIFLUSH)); SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  line(&p, "the part is gone", "x\n");
  MUST(write(p.s, "shown", 5)); await_input(p.m);
  SHOW(ioctl(p.s, TCFLSH, TCOFLUSH)); SHOW(ioctl(p.m, FIONREAD, &n)); printf("%d\n", n);
  SHOW(ioctl(p.m, TCFLSH, TCIFLUSH)); SHOW(ioctl(p.m, FIONREAD, &n)); printf("%d\n", n);
  type(&p, "kept\n"); await_bytes(p.s, 5);
  SHOW(ioctl(p.m, TCFLSH, TCOFLUSH)); show_read("read", p.s, 100);
  SHOW(ioctl(p.s, TCFLSH, 3)); SHOW(ioctl(p.s, TCFLSH, -1));
  struct termios t = modes(p.s);
  type(&p, "a\nb"); await_bytes(p.s, 2);
  SHOW(ioctl(p.s, TCSETSW, &t)); SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  SHOW(ioctl(p.s, TCSETSF, &t)); SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  line(&p, "after TCSETSF", "c\n");
  // From a raw terminal to lines and back, with something typed.
  set_local(p.s, ICANON, 0);
  type(&p, "raw\nbytes"); await_bytes(p.s, 9);
  set_local(p.s, 0, ICANON);
  SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  type(&p, " and a line\n");
  show_read("first", p.s, 100); show_read("second", p.s, 100);
  type(&p, "one\ntwo\nthree"); await_bytes(p.s, 8);
  set_local(p.s, ICANON, 0);
  show_read("all", p.s, 100);
  type_bytes(&p, "zero\0", 5); await_bytes(p.s, 5);
  set_local(p.s, 0, ICANON);
  show_read("a zero at the end", p.s, 100);
  type(&p, "\004\n"); await_input(p.s);
  set_local(p.s, ICANON, 0);
  show_read("an end of file", p.s, 100);
  type(&p, "x"); await_bytes(p.s, 1);
  set_local(p.s, 0, ICANON);
  show_read("a byte", p.s, 100);
  // The literal next is forgotten.
  type(&p, "a\026"); show_screen("sync", &p);
  return 0;
}
