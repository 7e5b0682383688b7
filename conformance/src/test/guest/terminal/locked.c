// TIOCSLCKTRMIOS: what is locked of a terminal's modes stays as it is, whichever request sets them and from whichever side.
#include "terminal.h"
#include <linux/capability.h>

static void show(const char *what, int fd, unsigned request) {
  struct termios t;
  memset(&t, 0xee, sizeof t);
  if (ioctl(fd, request, &t) != 0) { printf("%s: %s\n", what, errname(errno)); return; }
  printf("%s: i %o o %o c %o l %o line %d:", what, t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, t.c_line);
  for (int i = 0; i < 19; i++) printf(" %d", t.c_cc[i]);
  printf("\n");
}

#define LOCKS(fd) show("locks", fd, TIOCGLCKTRMIOS)
#define MODES(fd) show("modes", fd, TCGETS)

static void keep_capability(int bit) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {{0}};
  if (bit >= 0) data[bit / 32].effective = data[bit / 32].permitted = 1u << bit % 32;
  MUST(syscall(SYS_capset, &header, data));
}

static void lock(int fd, int input, int output, int control, int local, int line, int character) {
  struct termios t = {input, output, control, local, line, {0}};
  if (character >= 0) t.c_cc[character] = 9;
  SHOW(ioctl(fd, TIOCSLCKTRMIOS, &t));
  LOCKS(fd);
}

static void set_all(int fd, int octet) {
  struct termios t;
  memset(&t, octet, sizeof t);
  t.c_lflag &= ~EXTPROC;
  t.c_line = 0;
  SHOW(ioctl(fd, TCSETS, &t));
  MODES(fd);
}

int main(void) {
  struct pty p = pty_new();
  char name[32];
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  LOCKS(p.s);
  LOCKS(p.m);
  // one bit, one character
  lock(p.s, ICRNL, 0, 0, ECHO, 0, VINTR);
  set_all(p.s, 0);
  set_all(p.s, 0xff);
  lock(p.s, 0, 0, 0, 0, 0, -1);
  set_all(p.s, 0);
  lock(p.s, ICRNL, OPOST, CLOCAL, ECHO, 0, VEOF);
  set_all(p.s, 0xff); // what is not set stays so, too
  // everything, from the master
  lock(p.m, -1, -1, -1, -1, 1, -1);
  set_all(p.m, 0);
  set_all(p.s, 0xff);
  struct termios t = modes(p.s);
  for (int i = 0; i < 19; i++) t.c_cc[i] = i + 1;
  SHOW(ioctl(p.s, TCSETSW, &t));
  MODES(p.s);
  // the other structures
  lock(p.s, 0xff, 0xff, CBAUD, ICANON, 0, VTIME);
  struct termio o = {.c_cc = {7, 7, 7, 7, 7, 7, 7, 7}};
  SHOW(ioctl(p.s, TCSETA, &o));
  MODES(p.s);
  SHOW(ioctl(p.s, TCSETAF, &o));
  struct termios2 t2;
  memset(&t2, 0, sizeof t2);
  t2.c_cflag = B9600;
  SHOW(ioctl(p.s, TCSETSF2, &t2));
  MODES(p.s);
  SHOW(ioctl(p.s, TCGETS2, &t2));
  printf("speeds %d %d\n", t2.c_ispeed, t2.c_ospeed); // these no lock keeps
  memset(&t2, 0, sizeof t2);
  t2.c_cflag = BOTHER;
  t2.c_ispeed = t2.c_ospeed = 321;
  SHOW(ioctl(p.s, TCSETS2, &t2));
  SHOW(ioctl(p.s, TCGETS2, &t2));
  printf("%o speeds %d %d\n", t2.c_cflag, t2.c_ispeed, t2.c_ospeed);
  // what no terminal can be without stays, locked or not
  lock(p.s, 0, 0, CSIZE | CREAD | PARENB, 0, 0, -1);
  set_all(p.s, 0);
  int on = 1;
  lock(p.s, 0, 0, CLOCAL, 0, 0, -1);
  SHOW(ioctl(p.s, TIOCSSOFTCAR, &on)); // not asked
  MODES(p.s);
  // who may, and what comes first
  IN_CHILD("none", keep_capability(-1); lock(p.s, 1, 1, 1, 1, 1, 1); SHOW(ioctl(p.s, TIOCSLCKTRMIOS, (void *)8)); LOCKS(p.s); set_all(p.s, 0));
  IN_CHILD("SYS_ADMIN", keep_capability(CAP_SYS_ADMIN); lock(p.s, 1, 1, 1, 1, 0, 1); SHOW(ioctl(p.s, TIOCSLCKTRMIOS, (void *)8)));
  IN_CHILD("SYS_TTY_CONFIG", keep_capability(CAP_SYS_TTY_CONFIG); lock(p.s, 2, 1, 1, 1, 0, 1));
  IN_CHILD("CHECKPOINT_RESTORE", keep_capability(40); lock(p.s, 2, 1, 1, 1, 0, 1));
  SHOW(ioctl(p.s, TIOCGLCKTRMIOS, (void *)8));
  // they outlive the descriptor, and a hang-up
  close(p.s);
  p.s = MUST(open(name, O_RDWR | O_NOCTTY));
  LOCKS(p.s);
  SHOW(ioctl(p.s, TIOCVHANGUP));
  LOCKS(p.s);
  p.s = MUST(open(name, O_RDWR | O_NOCTTY));
  LOCKS(p.s);
  MODES(p.s);
  // a new one has none
  struct pty q = pty_new();
  LOCKS(q.s);
  // canonical mode that is locked goes on
  lock(q.s, 0, 0, 0, ICANON, 0, -1);
  set_raw(q.s, 1, 0);
  type(&q, "ab");
  show_poll("half a line", q.s);
  type(&q, "\n");
  show_read("line", q.s, 10);
  int p0[2];
  MUST(pipe(p0));
  LOCKS(p0[0]);
  SHOW(ioctl(p0[0], TIOCSLCKTRMIOS, &t));
  return 0;
}
