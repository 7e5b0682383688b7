// The master is closed: what the terminal's session hears, and what its descriptors can do then.
#include "terminal.h"
#include <sys/epoll.h>

static volatile sig_atomic_t hups, conts;
static void note(int sig) { if (sig == SIGHUP) hups++; else conts++; }

static void after(int s) {
  char c;
  struct termios t;
  int value;
  struct winsize w;
  pid_t id = getpgrp();
  show_poll("poll", s);
  SHOW(read(s, &c, 1)); SHOW(write(s, "x", 1)); SHOW(write(s, "x", 0));
  SHOW(ioctl(s, TCGETS, &t)); SHOW(ioctl(s, TIOCGWINSZ, &w)); SHOW(ioctl(s, FIONREAD, &value)); SHOW(ioctl(s, TIOCGPGRP, &id)); SHOW(ioctl(s, TIOCSPGRP, &id));
  SHOW(ioctl(s, TIOCSCTTY, 0)); SHOW(ioctl(s, TIOCNOTTY)); SHOW(ioctl(s, TIOCGSID, &id)); SHOW(ioctl(s, 12345, 0)); SHOW(isatty(s));
  struct stat st;
  SHOW(fstat(s, &st));
  SHOW(fcntl(s, F_SETFL, O_RDWR | O_NONBLOCK));
  SHOW(read(s, &c, 1));
}

int main(void) {
  struct pty p = pty_new();
  type(&p, "never read\n");
  close(p.m);
  printf("-- without a session\n");
  after(p.s);
  close(p.s);
  // The leader gets SIGHUP and SIGCONT, the foreground group nothing.
  printf("-- with one\n");
  p = pty_new();
  struct gate ready = gate_new(), go = gate_new(), end = gate_new();
  pid_t leader = MUST(fork());
  if (leader == 0) {
    close(p.m);
    MUST(setsid());
    MUST(ioctl(p.s, TIOCSCTTY, 0));
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    signal(SIGHUP, note); signal(SIGCONT, note); signal(SIGTTOU, SIG_IGN);
    pid_t job = MUST(fork());
    if (job == 0) {
      setpgid(0, 0);
      sigprocmask(SIG_SETMASK, &old, NULL);
      gate_open(&ready);
      gate_wait(&go);
      printf("job: hups %d conts %d\n", hups, conts);
      show_read("job reads", p.s, 10);
      SHOW(open("/dev/tty", O_RDWR));
      gate_open(&ready);
      while (hups == 0 || conts == 0) pause();
      printf("job: hups %d conts %d\n", hups, conts);
      gate_open(&ready);
      _exit(0);
    }
    setpgid(job, job);
    MUST(ioctl(p.s, TIOCSPGRP, &job));
    gate_open(&ready);
    while (hups == 0 || conts == 0) sigsuspend(&old);
    printf("leader: hups %d conts %d\n", hups, conts);
    SHOW(open("/dev/tty", O_RDWR));
    after(p.s);
    gate_open(&ready);
    gate_wait(&end);
    _exit(0); // which the former foreground group hears of
  }
  gate_wait(&ready); gate_wait(&ready);
  close(p.m);
  gate_wait(&ready);
  gate_open(&go); gate_wait(&ready);
  gate_open(&end);
  int status;
  waitpid(leader, &status, 0);
  gate_wait(&ready);
  show_status("leader", status);
  close(p.s);
  // Those who wait are woken.
  printf("-- while others wait\n");
  for (int i = 0; i < 3; i++) {
    p = pty_new();
    pid_t waiter = MUST(fork());
    if (waiter == 0) {
      close(p.m);
      char c;
      struct pollfd in = {.fd = p.s, .events = POLLIN};
      struct epoll_event event = {.events = EPOLLIN | EPOLLET};
      int e = epoll_create1(0);
      epoll_ctl(e, EPOLL_CTL_ADD, p.s, &event);
      if (i == 0) SHOW(read(p.s, &c, 1));
      else if (i == 1) { SHOW(poll(&in, 1, -1)); printf("%x\n", in.revents); }
      else { SHOW(epoll_wait(e, &event, 1, -1)); printf("%x\n", event.events); }
      _exit(0);
    }
    await_sleeping(waiter);
    close(p.m);
    waitpid(waiter, NULL, 0);
    close(p.s);
  }
  // A writer that waits for room.
  p = pty_new();
  pid_t writer = MUST(fork());
  if (writer == 0) {
    close(p.m);
    static char many[100000];
    ssize_t n = write(p.s, many, sizeof many);
    printf("writer: %s\n", n > 0 && n < (ssize_t)sizeof many ? "some" : n < 0 ? errname(errno) : "all");
    _exit(0);
  }
  await_sleeping(writer);
  close(p.m);
  waitpid(writer, NULL, 0);
  return 0;
}
