// termios: what a new terminal has, and what becomes of what is set, in each of the three structures.
#include "terminal.h"

static void show(const char *what, int fd) {
  struct termios2 t;
  if (ioctl(fd, TCGETS2, &t) != 0) { printf("%s: %s\n", what, errname(errno)); return; }
  printf("%s: i %o o %o c %o l %o line %d speeds %u %u:", what, t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, t.c_line, t.c_ispeed, t.c_ospeed);
  for (int i = 0; i < 19; i++) printf(" %d", t.c_cc[i]);
  printf("\n");
}

int main(void) {
  struct pty p = pty_new();
  show("fresh", p.s);
  show("master", p.m);
  struct termios t;
  memset(&t, 0xff, sizeof t);
  SHOW(ioctl(p.s, TCGETS, &t));
  printf("%o %o %o %o %d %d\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, t.c_line, t.c_cc[18]);
  struct termio o;
  SHOW(ioctl(p.s, TCGETA, &o));
  printf("%o %o %o %o %d:", o.c_iflag, o.c_oflag, o.c_cflag, o.c_lflag, o.c_line);
  for (int i = 0; i < 8; i++) printf(" %d", o.c_cc[i]);
  printf("\n");
  // All bits.
  memset(&t, 0xff, sizeof t); t.c_lflag &= ~EXTPROC; t.c_line = 0;
  SHOW(ioctl(p.s, TCSETS, &t)); show("ones", p.s);
  memset(&t, 0, sizeof t);
  SHOW(ioctl(p.s, TCSETSW, &t)); show("zeros", p.s);
  // The old structure changes the lower halves and eight characters.
  memset(&t, 0, sizeof t); t.c_iflag = 0x12345; t.c_lflag = 0x20008; for (int i = 0; i < 19; i++) t.c_cc[i] = i + 1;
  SHOW(ioctl(p.s, TCSETSF, &t)); show("some", p.s);
  memset(&o, 0, sizeof o); o.c_iflag = ICRNL; o.c_cflag = B9600 | CS7 | PARENB; o.c_lflag = ICANON; for (int i = 0; i < 8; i++) o.c_cc[i] = 100 + i;
  SHOW(ioctl(p.s, TCSETA, &o)); show("old", p.s);
  SHOW(ioctl(p.s, TCSETAW, &o)); SHOW(ioctl(p.s, TCSETAF, &o));
  // Speeds.
  unsigned speeds[] = {B0, B50, B134, B38400, B57600, B115200, B4000000};
  for (unsigned i = 0; i < sizeof speeds / sizeof speeds[0]; i++) { t = modes(p.s); t.c_cflag = CS8 | CREAD | speeds[i]; set_modes(p.s, t); show("speed", p.s); }
  struct termios2 t2;
  MUST(ioctl(p.s, TCGETS2, &t2));
  t2.c_cflag = BOTHER | CREAD | CLOCAL | HUPCL; t2.c_ospeed = 12345; t2.c_ispeed = 777;
  SHOW(ioctl(p.s, TCSETS2, &t2)); show("other", p.s);
  t2.c_cflag |= BOTHER << IBSHIFT;
  SHOW(ioctl(p.s, TCSETSW2, &t2)); show("both", p.s);
  t2.c_cflag = B9600 | (B1200 << IBSHIFT);
  SHOW(ioctl(p.s, TCSETSF2, &t2)); show("split", p.s);
  // Through the master they are the terminal's.
  t = modes(p.m); t.c_lflag = ISIG; t.c_iflag = IXON;
  SHOW(ioctl(p.m, TCSETS, &t)); show("from the master", p.s);
  int on = 1, value = -1;
  SHOW(ioctl(p.s, TIOCSSOFTCAR, &on)); SHOW(ioctl(p.s, TIOCGSOFTCAR, &value)); printf("%d\n", value); show("soft carrier", p.s);
  SHOW(ioctl(p.s, TCGETS, (void *)8)); SHOW(ioctl(p.s, TCSETS, (void *)8)); SHOW(ioctl(p.s, TCGETS2, (void *)8)); SHOW(ioctl(p.s, TCSETA, (void *)8));
  // They stay while the master is there.
  char name[32];
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  close(p.s);
  p.s = MUST(open(name, O_RDWR | O_NOCTTY));
  show("opened again", p.s);
  return 0;
}
