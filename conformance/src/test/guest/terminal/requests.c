// The other requests: exclusive use, typing for the user, line disciplines, breaks, and what there is not.
#include "terminal.h"
#include <sys/sysmacros.h>
#include <linux/capability.h>

static void drop_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {{0}};
  MUST(syscall(SYS_capset, &header, data));
}

int main(void) {
  struct pty p = pty_new();
  char name[32], c = 't';
  int value = -1, ntty = 0, bad = 29;
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  SHOW(ioctl(p.s, TIOCGEXCL, &value)); printf("%d\n", value);
  SHOW(ioctl(p.s, TIOCEXCL)); SHOW(ioctl(p.s, TIOCGEXCL, &value)); printf("%d\n", value);
  SHOW(ioctl(p.m, TIOCGEXCL, &value)); printf("%d\n", value);
  SHOW(open(name, O_RDWR | O_NOCTTY) >= 0);
  IN_CHILD("without capabilities", MUST(chmod(name, 0666)); drop_capabilities(); SHOW(open(name, O_RDWR | O_NOCTTY)); SHOW(ioctl(p.m, TIOCGPTPEER, O_RDWR | O_NOCTTY)));
  SHOW(ioctl(p.s, TIOCNXCL)); SHOW(ioctl(p.s, TIOCGEXCL, &value)); printf("%d\n", value);
  // Typing for somebody.
  SHOW(ioctl(p.s, TIOCSTI, &c)); c = '\n'; SHOW(ioctl(p.s, TIOCSTI, &c)); SHOW(ioctl(p.s, TIOCSTI, (void *)8));
  show_read("typed", p.s, 100); show_screen("screen", &p);
  IN_CHILD("not one's own", drop_capabilities(); SHOW(ioctl(p.s, TIOCSTI, &c)); SHOW(ioctl(p.s, TIOCVHANGUP)); SHOW(ioctl(p.s, TIOCCONS)); SHOW(vhangup()));
  SHOW(ioctl(p.s, TIOCGETD, &value)); printf("%d\n", value);
  SHOW(ioctl(p.s, TIOCSETD, &ntty)); SHOW(ioctl(p.s, TIOCSETD, &bad)); bad = -1; SHOW(ioctl(p.s, TIOCSETD, &bad));
  value = -1;
  SHOW(ioctl(p.s, TIOCOUTQ, &value)); printf("%d\n", value);
  MUST(write(p.s, "abc", 3)); SHOW(ioctl(p.s, TIOCOUTQ, &value)); printf("%d\n", value);
  await_input(p.m);
  SHOW(ioctl(p.m, FIONREAD, &value)); printf("%d\n", value); SHOW(ioctl(p.m, TIOCOUTQ, &value)); printf("%d\n", value);
  SHOW(ioctl(p.s, TCSBRK, 0)); SHOW(ioctl(p.s, TCSBRK, 1)); SHOW(ioctl(p.s, TCSBRKP, 0)); SHOW(ioctl(p.s, TIOCSBRK)); SHOW(ioctl(p.s, TIOCCBRK)); SHOW(ioctl(p.m, TCSBRK, 0));
  struct stat st;
  MUST(fstat(p.s, &st));
  SHOW(ioctl(p.s, TIOCGDEV, &value)); CHECK(value == (int)st.st_rdev);
  SHOW(ioctl(p.m, TIOCGDEV, &value)); CHECK(value == (int)st.st_rdev);
  SHOW(ioctl(p.s, TIOCMGET, &value)); SHOW(ioctl(p.s, 0x12345678, 0)); SHOW(ioctl(p.m, 0x12345678, 0)); SHOW(ioctl(p.s, 0, 0));
  SHOW(ioctl(p.m, TIOCCONS)); SHOW(ioctl(p.s, FIOQSIZE, &value));
  int on = 1;
  SHOW(ioctl(p.s, FIONBIO, &on)); printf("%x\n", fcntl(p.s, F_GETFL) & (O_NONBLOCK | O_ACCMODE));
  SHOW(ioctl(p.m, TIOCSPTLCK, &on)); SHOW(open(name, O_RDWR | O_NOCTTY));
  SHOW(ioctl(p.m, TIOCSPTLCK, (void *)8));
  return 0;
}
