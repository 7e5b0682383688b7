// Canonical mode: lines, ends of file, other ends of line, and reads that take less than a line.
#include "terminal.h"

int main(void) {
  struct pty p = pty_new();
  int n;
  line(&p, "a line", "hello\n");
  line(&p, "carriage return", "hello\r");
  line(&p, "an empty line", "\n");
  type(&p, "one\ntwo\nthree");
  show_read("first", p.s, 100);
  SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  show_read("second", p.s, 100);
  SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  show_poll("half a line", p.s);
  type(&p, "\n");
  show_read("third", p.s, 100);
  show_screen("screen", &p);
  // Short reads.
  type(&p, "abcdefgh\n");
  show_read("3", p.s, 3); show_read("3", p.s, 3); show_read("1", p.s, 1); show_read("0", p.s, 0); show_read("9", p.s, 9);
  // Ends of file.
  show_screen("screen", &p);
  type(&p, "\004"); show_read("nothing", p.s, 100);
  type(&p, "abc\004"); show_read("without a newline", p.s, 100);
  type(&p, "abcd\004"); show_read("just as much", p.s, 4);
  type(&p, "x\n"); show_read("next", p.s, 100);
  type(&p, "abcd\004\004"); show_read("just as much", p.s, 4); show_read("and the end", p.s, 4);
  type(&p, "abcdef\004"); show_read("less", p.s, 4); show_read("the rest", p.s, 4);
  type(&p, "\004\004\nx\004");
  await_input(p.s);
  SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d\n", n);
  for (int i = 0; i < 4; i++) show_read("ends", p.s, 100);
  show_screen("screen", &p);
  // Other ends of line.
  set_char(p.s, VEOL, 'e'); set_char(p.s, VEOL2, 'f');
  type(&p, "onetwof\n"); for (int i = 0; i < 3; i++) show_read("eol", p.s, 100);
  show_screen("screen", &p);
  set_local(p.s, IEXTEN, 0);
  type(&p, "onetwof\n"); for (int i = 0; i < 2; i++) show_read("eol", p.s, 100);
  set_local(p.s, 0, IEXTEN);
  set_char(p.s, VEOL, 0); set_char(p.s, VEOL2, 0); set_char(p.s, VEOF, 0);
  type_bytes(&p, "a\0b\004\n", 5); show_read("a zero, and no end of file", p.s, 100);
  show_screen("screen", &p);
  // Bytes of eight bits.
  line(&p, "eight bits", "\x80\xff\xc3\xa4\n");
  // Without blocking.
  fcntl(p.s, F_SETFL, O_RDWR | O_NONBLOCK);
  show_read("none", p.s, 100);
  type(&p, "half");
  show_read("half", p.s, 100);
  type(&p, "\n");
  await_input(p.s);
  show_read("whole", p.s, 100);
  // Scattered.
  char a[4], b[100];
  struct iovec v[2] = {{a, 3}, {b, 100}};
  type(&p, "scatter\n");
  await_input(p.s);
  SHOW(readv(p.s, v, 2)); show_bytes("a", a, 3); show_bytes("b", b, 5);
  type(&p, "fault\n");
  await_input(p.s);
  SHOW(read(p.s, (void *)8, 10));
  return 0;
}
