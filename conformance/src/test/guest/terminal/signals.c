// ^C, ^\ and ^Z: which signal, to whom, and what becomes of what was typed and shown.
#include "terminal.h"

static struct pty p;
static volatile sig_atomic_t got;
static void note(int sig) { got = sig; }

/* Types, waits for the signal, and shows what is left. */
static void key(const char *what, const char *text) {
  got = 0;
  sigset_t block, old;
  sigfillset(&block); sigdelset(&block, SIGALRM);
  sigprocmask(SIG_BLOCK, &block, &old);
  type(&p, text);
  while (got == 0) sigsuspend(&old);
  sigprocmask(SIG_SETMASK, &old, NULL);
  printf("%s: %s\n", what, signame(got));
  type(&p, "\n");
  show_read("read", p.s, 100);
  show_screen("screen", &p);
}

int main(void) {
  p = pty_new();
  IN_CHILD("leader",
    MUST(setsid());
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    for (int i = 0; i < 3; i++) signal((int[]){SIGINT, SIGQUIT, SIGTSTP}[i], note);
    key("intr", "abc\003");
    key("quit", "abc\034");
    key("susp", "abc\032");
    set_local(p.s, 0, NOFLSH);
    key("intr without flush", "abc\003");
    set_local(p.s, NOFLSH, 0);
    set_local(p.s, ECHO, 0); key("without echo", "abc\003"); set_local(p.s, 0, ECHO);
    set_local(p.s, ECHOCTL, 0); key("without carets", "abc\003"); set_local(p.s, 0, ECHOCTL);
    set_char(p.s, VINTR, 'i'); key("another character", "abi"); set_char(p.s, VINTR, 3);
    set_local(p.s, ISIG, 0); line(&p, "no signals", "a\003\034\032\n"); set_local(p.s, 0, ISIG);
    set_local(p.s, ICANON, 0); key("raw", "a\003"); set_local(p.s, 0, ICANON);
    // A whole line that was not read is flushed, too.
    key("lines", "one\ntwo\nthree\003");
    // Output that was stopped goes on.
    key("stopped", "\023abc\003");
    set_char(p.s, VINTR, 0); set_char(p.s, VQUIT, 0); set_char(p.s, VSUSP, 0);
    type_bytes(&p, "a\0\003\n", 4); show_read("no characters", p.s, 10); show_screen("screen", &p);
    set_char(p.s, VINTR, 3);
    SHOW(ioctl(p.m, TIOCSIG, SIGTERM)); SHOW(ioctl(p.s, TIOCSIG, SIGINT));
    got = 0; SHOW(ioctl(p.m, TIOCSIG, SIGQUIT)); printf("%s\n", signame(got)));
  // A reader is interrupted, or starts again.
  for (int restart = 0; restart < 2; restart++)
    IN_CHILD("reader",
      MUST(setsid());
      MUST(ioctl(p.s, TIOCSCTTY, 0));
      struct sigaction a = {.sa_handler = note, .sa_flags = restart ? SA_RESTART : 0};
      sigaction(SIGINT, &a, NULL);
      pid_t self = getpid();
      pid_t user = MUST(fork());
      if (user == 0) { setpgid(0, 0); await_sleeping(self); type(&p, "\003"); await_sleeping(self); if (restart) type(&p, "x\n"); _exit(0); }
      show_read("read", p.s, 10);
      waitpid(user, NULL, 0);
      if (!restart) { type(&p, "x\n"); show_read("read", p.s, 10); }
      show_screen("screen", &p));
  // Nobody gets it who is not in the foreground group; the default kills.
  IN_CHILD("default",
    MUST(setsid());
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    signal(SIGTTOU, SIG_IGN);
    struct gate ready = gate_new();
    pid_t other = MUST(fork());
    if (other == 0) { setpgid(0, 0); gate_open(&ready); pause(); _exit(0); }
    gate_wait(&ready);
    MUST(ioctl(p.s, TIOCSPGRP, &other));
    type(&p, "\003");
    int status;
    waitpid(other, &status, 0);
    show_status("foreground", status);
    await_input(p.m);
    show_screen("screen", &p);
    type(&p, "\003\n");
    await_bytes(p.s, 1);
    show_screen("screen", &p);
    show_read("the group is gone", p.s, 10);
    MUST(ioctl(p.s, TCFLSH, TCIFLUSH)));
  // Without a session nothing happens.
  type(&p, "a\003b\n"); show_read("read", p.s, 10); show_screen("screen", &p);
  return 0;
}
