// What the requests of a terminal do to a master: typing for who reads it, and a hang-up of its own, which the terminal outlives.
#include "terminal.h"

static void both(struct pty *p) {
  struct termios t;
  struct stat st;
  char c;
  int n = -1;
  show_poll("master", p->m);
  show_poll("slave", p->s);
  fcntl(p->m, F_SETFL, O_NONBLOCK);
  fcntl(p->s, F_SETFL, O_NONBLOCK);
  SHOW(read(p->m, &c, 1)); SHOW(read(p->m, &c, 0)); SHOW(write(p->m, "x", 1)); SHOW(write(p->m, &c, 0));
  SHOW(ioctl(p->m, TCGETS, &t)); SHOW(ioctl(p->m, TIOCSPGRP, &n)); SHOW(ioctl(p->m, TIOCGPGRP, &n)); SHOW(ioctl(p->m, FIONREAD, &n));
  SHOW(ioctl(p->m, TIOCVHANGUP)); SHOW(ioctl(p->m, TIOCGPTPEER, O_RDWR)); SHOW(ioctl(p->m, FIONBIO, &n)); SHOW(fstat(p->m, &st));
  SHOW(read(p->s, &c, 1)); SHOW(write(p->s, "yy", 2)); SHOW(ioctl(p->s, TCGETS, &t));
}

static void *reader(void *argument) {
  struct pty *p = argument;
  char c;
  return (void *)read(p->m, &c, 1);
}

static void hang_up(void) {
  struct pty p = pty_new();
  char name[32];
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  MUST(write(p.s, "abc\n", 4));
  type(&p, "def\n");
  await_input(p.s);
  await_input(p.m);
  SHOW(ioctl(p.m, TIOCVHANGUP));
  both(&p);
  SHOW(open(name, O_RDWR | O_NOCTTY) >= 0);
  show_read("slave", p.s, 10);
  IN_CHILD("a session's", setsid(); SHOW(ioctl(p.s, TIOCSCTTY, 0)); SHOW(ioctl(p.m, TIOCGSID, &(int){0})));
  // nobody reads what it puts out
  static char page[70000];
  ssize_t n;
  while ((n = write(p.s, page, sizeof page)) > 0) {}
  printf("full: %s\n", errname(errno));
  show_poll("slave", p.s);
  close(p.m);
  show_poll("without the master", p.s);
  show_read("slave", p.s, 10);
  // who waits to read gets an end
  struct pty q = pty_new();
  pthread_t thread;
  pthread_create(&thread, NULL, reader, &q);
  usleep(20000);
  SHOW(ioctl(q.m, TIOCVHANGUP));
  void *result;
  pthread_join(thread, &result);
  printf("reader: %zd\n", (ssize_t)result);
  pty_close(&q);
}

static void typing(void) {
  struct pty p = pty_new();
  char c[] = "s\n\x03\x11\xff\x00";
  int on = 1, off = 0, n = -1;
  for (int i = 0; i < 6; i++) SHOW(ioctl(p.m, TIOCSTI, &c[i]));
  show_poll("master", p.m);
  show_poll("slave", p.s);
  SHOW(ioctl(p.m, FIONREAD, &n));
  printf("%d\n", n);
  show_read("master", p.m, 100);
  SHOW(ioctl(p.m, TIOCPKT, &on));
  SHOW(ioctl(p.m, TIOCSTI, c));
  show_read("packet", p.m, 100);
  SHOW(ioctl(p.m, TIOCPKT, &off));
  MUST(write(p.s, "abc", 3));
  await_bytes(p.m, 3);
  SHOW(ioctl(p.m, TIOCSTI, c));
  show_read("behind", p.m, 100);
  // what does not fit is lost
  fcntl(p.m, F_SETFL, O_NONBLOCK);
  for (n = 0; n < 6000 && ioctl(p.m, TIOCSTI, c) == 0;) n++;
  printf("%d typed\n", n);
  static char page[10000];
  SHOW(read(p.m, page, sizeof page));
  show_read("no more", p.m, 100);
  // neither side's stop holds it
  SHOW(ioctl(p.m, TCXONC, TCOOFF)); SHOW(ioctl(p.m, TIOCSTI, c)); show_read("held", p.m, 100); SHOW(ioctl(p.m, TCXONC, TCOON));
  SHOW(ioctl(p.s, TCXONC, TCOOFF)); SHOW(ioctl(p.m, TIOCSTI, c)); show_read("held", p.m, 100);
  close(p.s);
  SHOW(ioctl(p.m, TIOCSTI, c));
  show_read("left", p.m, 100);
  show_read("left", p.m, 100);
}

/* TIOCGPTPEER takes flags that open(2) would refuse. */
static void peers(void) {
  int m = pty_master();
  int flags[] = {O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE, O_APPEND, O_NONBLOCK, O_DSYNC, O_SYNC, O_DIRECT, O_LARGEFILE, O_DIRECTORY, O_NOFOLLOW, O_NOATIME, O_TRUNC, O_CREAT | O_EXCL, O_PATH, O_PATH | O_DIRECT};
  struct termios t;
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    printf("flags %o\n", flags[i]);
    int s = SHOW_OK(ioctl(m, TIOCGPTPEER, flags[i] | O_NOCTTY));
    if (s < 0) continue;
    printf("%o\n", fcntl(s, F_GETFL) & ~(O_NOCTTY | O_DIRECT));
    SHOW(ioctl(s, TCGETS, &t));
    close(s);
  }
  int s = MUST(ioctl(m, TIOCGPTPEER, O_RDWR | O_CLOEXEC));
  SHOW(fcntl(s, F_GETFD));
  int on = 1;
  MUST(ioctl(m, TIOCSPTLCK, &on));
  SHOW(ioctl(m, TIOCGPTPEER, O_RDWR | O_DIRECT));
  SHOW(ioctl(m, TIOCGPTPEER, O_PATH) >= 0);
}

int main(void) {
  signal(SIGHUP, SIG_IGN);
  hang_up();
  typing();
  peers();
  return 0;
}
