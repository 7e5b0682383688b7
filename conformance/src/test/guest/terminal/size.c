// The window's size, and who hears that it changed.
#include "terminal.h"

static volatile sig_atomic_t changes;
static void note(int sig) { (void)sig; changes++; }
static void show(const char *what, int fd) { struct winsize w; MUST(ioctl(fd, TIOCGWINSZ, &w)); printf("%s: %d %d %d %d\n", what, w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel); }

int main(void) {
  struct pty p = pty_new();
  show("fresh", p.s);
  IN_CHILD("leader",
    MUST(setsid()); MUST(ioctl(p.s, TIOCSCTTY, 0));
    signal(SIGWINCH, note);
    struct winsize w = {24, 80, 640, 480};
    SHOW(ioctl(p.m, TIOCSWINSZ, &w)); show("by the master", p.s); printf("changes %d\n", changes);
    SHOW(ioctl(p.m, TIOCSWINSZ, &w)); printf("changes %d\n", changes);
    w.ws_ypixel++; SHOW(ioctl(p.s, TIOCSWINSZ, &w)); show("by the terminal", p.m); printf("changes %d\n", changes);
    signal(SIGTTOU, SIG_IGN);
    struct gate ready = gate_new();
    pid_t job = MUST(fork());
    if (job == 0) { setpgid(0, 0); changes = 0; gate_open(&ready); while (changes == 0) pause(); _exit(changes); }
    gate_wait(&ready);
    MUST(ioctl(p.s, TIOCSPGRP, &job));
    changes = 0;
    w.ws_row = 65535; SHOW(ioctl(p.m, TIOCSWINSZ, &w)); show("of another", p.s);
    int status; waitpid(job, &status, 0); show_status("job", status); printf("changes %d\n", changes);
    SHOW(ioctl(p.s, TIOCSWINSZ, (void *)8)); SHOW(ioctl(p.s, TIOCGWINSZ, (void *)8)));
  show("afterwards", p.m);
  return 0;
}
