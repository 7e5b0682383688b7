// Controlling terminals: how a session gets one, who has it, how it is given up and taken away.
#include "terminal.h"

static int tty(void) { int fd = open("/dev/tty", O_RDWR); printf("/dev/tty: %s\n", fd < 0 ? errname(errno) : "opened"); return fd; }

int main(void) {
  struct pty p = pty_new();
  char name[32], other_name[32];
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  struct pty q = pty_new();
  snprintf(other_name, sizeof other_name, "%s", pty_name(q.m));
  IN_CHILD("not a leader", if (getsid(0) == getpid()) { setpgid(0, 0); } SHOW(ioctl(p.s, TIOCSCTTY, 0)));
  IN_CHILD("by opening",
    MUST(setsid());
    tty();
    close(MUST(open(name, O_RDWR | O_NOCTTY))); tty();
    close(MUST(open(name, O_WRONLY))); tty();
    close(MUST(open("/dev/ptmx", O_RDWR))); tty();
    close(MUST(open(name, O_RDONLY)));
    int fd = tty();
    pid_t id = 0;
    SHOW(ioctl(fd, TIOCGSID, &id)); CHECK(id == getpid());
    SHOW(ioctl(fd, TIOCGPGRP, &id)); CHECK(id == getpid());
    struct stat a; struct stat b; fstat(fd, &a); stat("/dev/tty", &b); CHECK(a.st_ino == b.st_ino && a.st_rdev == b.st_rdev);
    SHOW(write(fd, "tty", 3)); show_screen("screen", &p);
    SHOW(ioctl(p.s, TIOCSCTTY, 0)); SHOW(ioctl(q.s, TIOCSCTTY, 0)); SHOW(ioctl(q.s, TIOCSCTTY, 1));
    close(MUST(open(other_name, O_RDWR)));
    SHOW(ioctl(q.s, TIOCGSID, &id));
    // Children have it, and may give it up for themselves.
    IN_CHILD("child", close(tty()); SHOW(ioctl(p.s, TIOCNOTTY)); tty(); SHOW(ioctl(p.s, TIOCNOTTY)); SHOW(ioctl(p.s, TIOCGPGRP, &id)); IN_CHILD("grandchild", tty()));
    close(tty());
    IN_CHILD("child with a session", setsid(); tty(); SHOW(ioctl(p.s, TIOCSCTTY, 0)));
    IN_CHILD("group leader", setpgid(0, 0); SHOW(ioctl(p.s, TIOCSCTTY, 0)));
    // The leader gives it up for all.
    signal(SIGHUP, SIG_IGN);
    struct gate go = gate_new(); struct gate done = gate_new();
    if (fork() == 0) { gate_wait(&go); tty(); gate_open(&done); _exit(0); }
    SHOW(ioctl(q.s, TIOCNOTTY));
    SHOW(ioctl(p.m, TIOCNOTTY));
    SHOW(ioctl(p.s, TIOCNOTTY));
    tty(); gate_open(&go); gate_wait(&done);
    wait(NULL);
    SHOW(ioctl(fd, TIOCGSID, &id));
    // Again, by request: who was there before does not get it.
    struct gate go2 = gate_new(); struct gate done2 = gate_new();
    if (fork() == 0) { gate_wait(&go2); tty(); gate_open(&done2); _exit(0); }
    SHOW(ioctl(p.s, TIOCSCTTY, 0));
    close(tty()); gate_open(&go2); gate_wait(&done2); wait(NULL);
    IN_CHILD("born later", tty());
    // Another session takes it away.
    IN_CHILD("thief", setsid(); SHOW(ioctl(p.s, TIOCSCTTY, 0)); SHOW(ioctl(p.s, TIOCSCTTY, 1)); close(tty()); SHOW(ioctl(p.s, TIOCGSID, &id)); CHECK(id == getpid()));
    tty());
  int wronly = MUST(open(name, O_WRONLY | O_NOCTTY));
  IN_CHILD("through a descriptor for writing", setsid(); SHOW(ioctl(wronly, TIOCSCTTY, 0)));
  IN_CHILD("through the master", setsid(); SHOW(ioctl(p.m, TIOCSCTTY, 0)); close(tty()); pid_t id; SHOW(ioctl(p.s, TIOCGSID, &id)));
  IN_CHILD("by TIOCGPTPEER", setsid(); SHOW(ioctl(p.m, TIOCGPTPEER, O_RDWR | O_NOCTTY) >= 0); tty(); SHOW(ioctl(p.m, TIOCGPTPEER, O_RDWR) >= 0); tty());
  IN_CHILD("no tty at all", setsid(); tty(); SHOW(access("/dev/tty", R_OK | W_OK)));
  // The leader's end frees the terminal.
  IN_CHILD("next", setsid(); SHOW(ioctl(p.s, TIOCSCTTY, 0)));
  return 0;
}
