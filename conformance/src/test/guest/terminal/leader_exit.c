// The session's leader ends: the foreground group hears of it, and the terminal is free.
#include "terminal.h"

static volatile sig_atomic_t hups, conts;
static void note(int sig) { if (sig == SIGHUP) hups++; else conts++; }

int main(void) {
  struct pty p = pty_new();
  struct gate ready = gate_new(), leave = gate_new(), turns[2] = {gate_new(), gate_new()};
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_t leader = MUST(fork());
  if (leader == 0) {
    MUST(setsid());
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    signal(SIGTTOU, SIG_IGN);
    for (int i = 0; i < 2; i++) {
      struct gate *turn = &turns[i];
      pid_t job = MUST(fork());
      if (job == 0) {
        setpgid(0, 0);
        signal(SIGHUP, note); signal(SIGCONT, note);
        gate_open(&ready);
        if (i == 0) while (hups == 0) pause();
        gate_wait(turn);
        printf("%s: hups %d conts %d\n", i == 0 ? "foreground" : "background", hups, conts);
        int fd = open("/dev/tty", O_RDWR);
        printf("%s\n", fd < 0 ? errname(errno) : "opened");
        type(&p, "still\n");
        show_read("the terminal works", p.s, 100);
        SHOW(write(p.s, "x", 1));
        gate_open(&ready);
        _exit(0);
      }
      setpgid(job, job);
      if (i == 0) MUST(ioctl(p.s, TIOCSPGRP, &job));
    }
    gate_wait(&leave);
    _exit(3);
  }
  gate_wait(&ready); gate_wait(&ready);
  gate_open(&leave);
  int status;
  waitpid(leader, &status, 0);
  show_status("leader", status);
  gate_open(&turns[0]); gate_wait(&ready);
  gate_open(&turns[1]); gate_wait(&ready);
  while (waitpid(-1, &status, 0) > 0) show_status("job", status);
  pid_t id;
  SHOW(ioctl(p.m, TIOCGSID, &id));
  SHOW(ioctl(p.m, TIOCGPGRP, &id)); printf("%d\n", id);
  // The same with a job that is stopped: it is orphaned, too.
  leader = MUST(fork());
  if (leader == 0) {
    MUST(setsid());
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    pid_t job = MUST(fork());
    if (job == 0) { setpgid(0, 0); raise(SIGSTOP); _exit(5); }
    setpgid(job, job);
    waitpid(job, NULL, WUNTRACED);
    _exit(0);
  }
  while (waitpid(-1, &status, 0) > 0) show_status("ended", status);
  return 0;
}
