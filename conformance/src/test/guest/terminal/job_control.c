// Processes in the background that read from the terminal, write to it or change it.
#include "terminal.h"

static struct pty p;

/* Runs a statement in a process of a group of its own, which is not in the foreground, and continues it once after it was stopped. */
#define IN_BACKGROUND(what, ...)                                         \
  do {                                                                   \
    struct gate go_ = gate_new();                                        \
    pid_t job_ = MUST(fork());                                           \
    if (job_ == 0) { gate_wait(&go_); __VA_ARGS__; _exit(0); }           \
    MUST(setpgid(job_, job_));                                           \
    gate_open(&go_);                                                     \
    int st_;                                                             \
    MUST(waitpid(job_, &st_, WUNTRACED));                                \
    show_status(what, st_);                                              \
    if (WIFSTOPPED(st_)) {                                               \
      MUST(ioctl(p.s, TIOCSPGRP, &job_));                                \
      MUST(kill(-job_, SIGCONT));                                        \
      MUST(waitpid(job_, &st_, WUNTRACED));                              \
      show_status(what, st_);                                            \
      pid_t own_ = getpgrp();                                            \
      MUST(ioctl(p.s, TIOCSPGRP, &own_));                                \
    }                                                                    \
    close(go_.fd[0]); close(go_.fd[1]);                                  \
  } while (0)

static void nothing(int sig) { (void)sig; }

int main(void) {
  p = pty_new();
  IN_CHILD("leader",
    MUST(setsid());
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    signal(SIGTTOU, SIG_IGN);
    struct termios t = modes(p.s);
    pid_t own = getpgrp();
    type(&p, "hello\n");
    IN_BACKGROUND("read", show_read("read", p.s, 10));
    IN_BACKGROUND("read ignoring", signal(SIGTTIN, SIG_IGN); show_read("read", p.s, 10));
    IN_BACKGROUND("read blocking", sigset_t s; sigemptyset(&s); sigaddset(&s, SIGTTIN); sigprocmask(SIG_BLOCK, &s, NULL); show_read("read", p.s, 10));
    IN_BACKGROUND("read with a handler", signal(SIGTTOU, SIG_DFL); struct sigaction a = {.sa_handler = nothing}; sigaction(SIGTTIN, &a, NULL); show_read("read", p.s, 10));
    IN_BACKGROUND("read nothing", SHOW(read(p.s, &t, 0)));
    IN_BACKGROUND("write", signal(SIGTTOU, SIG_DFL); SHOW(write(p.s, "x", 1)));
    set_local(p.s, 0, TOSTOP);
    IN_BACKGROUND("write with TOSTOP", signal(SIGTTOU, SIG_DFL); SHOW(write(p.s, "x", 1)));
    IN_BACKGROUND("write ignoring", SHOW(write(p.s, "x", 1)));
    IN_BACKGROUND("write blocking", signal(SIGTTOU, SIG_DFL); sigset_t s; sigemptyset(&s); sigaddset(&s, SIGTTOU); sigprocmask(SIG_BLOCK, &s, NULL); SHOW(write(p.s, "x", 1)));
    IN_BACKGROUND("write with a handler", struct sigaction a = {.sa_handler = nothing}; sigaction(SIGTTOU, &a, NULL); SHOW(write(p.s, "x", 1)));
    set_local(p.s, TOSTOP, 0);
    IN_BACKGROUND("change modes", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.s, TCSETS, &t)));
    IN_BACKGROUND("change modes through the master", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.m, TCSETS, &t)));
    IN_BACKGROUND("ask modes", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.s, TCGETS, &t)));
    IN_BACKGROUND("flush", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.s, TCFLSH, TCIFLUSH)));
    IN_BACKGROUND("flush the master", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.m, TCFLSH, TCIFLUSH)));
    IN_BACKGROUND("drain", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.s, TCSBRK, 1)));
    IN_BACKGROUND("flow", signal(SIGTTOU, SIG_DFL); SHOW(ioctl(p.s, TCXONC, TCOON)));
    IN_BACKGROUND("size", signal(SIGTTOU, SIG_DFL); struct winsize w = {1, 2, 3, 4}; SHOW(ioctl(p.s, TIOCSWINSZ, &w)));
    IN_BACKGROUND("foreground", signal(SIGTTOU, SIG_DFL); pid_t self = getpgrp(); SHOW(ioctl(p.s, TIOCSPGRP, &self)));
    IN_BACKGROUND("foreground ignoring", pid_t self = getpgrp(); SHOW(ioctl(p.s, TIOCSPGRP, &self)));
    MUST(ioctl(p.s, TIOCSPGRP, &own));
    // Who may be put there.
    pid_t bad = -1; SHOW(ioctl(p.s, TIOCSPGRP, &bad));
    bad = 999999; SHOW(ioctl(p.s, TIOCSPGRP, &bad));
    bad = 0; SHOW(ioctl(p.s, TIOCSPGRP, &bad));
    bad = getppid(); CHECK(ioctl(p.s, TIOCSPGRP, &bad) == -1 && (errno == EPERM || errno == ESRCH));
    SHOW(ioctl(p.s, TIOCSPGRP, (void *)8));
    SHOW(ioctl(p.m, TIOCSPGRP, &own));
    pid_t group = 0;
    SHOW(ioctl(p.s, TIOCGPGRP, &group)); CHECK(group == own);
    SHOW(ioctl(p.m, TIOCGPGRP, &group)); CHECK(group == own);
    SHOW(ioctl(p.s, TIOCGSID, &group)); CHECK(group == own);
    SHOW(ioctl(p.m, TIOCGSID, &group)); CHECK(group == own);
    // An orphaned group is not stopped.
    struct gate go = gate_new();
    struct gate done = gate_new();
    pid_t middle = MUST(fork());
    if (middle == 0) {
      if (fork() == 0) {
        setpgid(0, 0);
        signal(SIGTTOU, SIG_DFL);
        gate_wait(&go);
        show_read("orphan reads", p.s, 10);
        SHOW(write(p.s, "x", 1));
        set_local(p.s, 0, 0) ;
        gate_open(&done);
        _exit(0);
      }
      _exit(0);
    }
    waitpid(middle, NULL, 0);
    set_local(p.s, 0, TOSTOP);
    gate_open(&go); // set_local fails, and the program ends there
    char c;
    close(done.fd[1]);
    SHOW(read(done.fd[0], &c, 1)));
  // A terminal that is not one's own does not stop anybody.
  type(&p, "x\n");
  show_read("no session", p.s, 10);
  pid_t group = getpgrp();
  SHOW(ioctl(p.s, TIOCGPGRP, &group)); SHOW(ioctl(p.s, TIOCSPGRP, &group)); SHOW(ioctl(p.s, TIOCGSID, &group)); SHOW(ioctl(p.s, TIOCNOTTY));
  SHOW(ioctl(p.m, TIOCGPGRP, &group)); printf("%d\n", group);
  SHOW(ioctl(p.m, TIOCGSID, &group)); SHOW(ioctl(p.m, TIOCNOTTY));
  return 0;
}
