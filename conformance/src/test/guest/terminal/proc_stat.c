// /proc/PID/stat shows the terminal and its foreground group; /proc/PID/fd shows its name.
#include "terminal.h"
#include <sys/sysmacros.h>

static void show(const char *what, int s) {
  char text[1024];
  int fd = MUST(open("/proc/self/stat", O_RDONLY)), group, session, tty, foreground;
  text[MUST(read(fd, text, sizeof text - 1))] = 0;
  close(fd);
  sscanf(strrchr(text, ')') + 2, "%*c %*d %d %d %d %d", &group, &session, &tty, &foreground);
  struct stat st;
  MUST(fstat(s, &st));
  printf("%s: terminal %s, foreground %s\n", what, tty == 0 ? "none" : tty == (int)st.st_rdev ? "this" : "other", foreground == -1 ? "none" : foreground == group ? "own" : "other");
}

int main(void) {
  struct pty p = pty_new();
  IN_CHILD("child",
    setsid();
    show("without", p.s);
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    show("leader", p.s);
    IN_CHILD("job", setpgid(0, 0); show("background", p.s); signal(SIGTTOU, SIG_IGN); pid_t self = getpid(); MUST(ioctl(p.s, TIOCSPGRP, &self)); show("foreground", p.s));
    show("the group is gone", p.s);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTTOU, SIG_IGN);
    SHOW(ioctl(p.s, TIOCNOTTY));
    show("given up", p.s));
  return 0;
}
