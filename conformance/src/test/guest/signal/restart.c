// Which calls restart after a handler with SA_RESTART, and which say EINTR in any case.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

static volatile int hits;
static int feed = -1;
static void on_signal(int sig) { (void)sig; hits++; if (feed >= 0) write(feed, "x", 1); }

/* A child sends SIGUSR1 once this process sleeps. */
static pid_t shoot(void) {
  pid_t parent = getpid(), pid = MUST(fork());
  if (pid == 0) { await_sleeping(parent); kill(parent, SIGUSR1); _exit(0); }
  return pid;
}

#define INTERRUPTED(call)                                             \
  do {                                                                \
    hits = 0;                                                         \
    pid_t pid_ = shoot();                                             \
    errno = 0;                                                        \
    long value_ = (long)(call);                                       \
    int error_ = errno;                                               \
    waitpid(pid_, NULL, 0);                                           \
    printf("%s = %ld %s, %d hit\n", #call, value_, value_ < 0 ? errname(error_) : "", hits); \
  } while (0)

int main(void) {
  int p[2];
  char c;
  MUST(pipe(p));
  for (int restart = 0; restart < 2; restart++) {
    printf("%s\n", restart ? "SA_RESTART" : "no SA_RESTART");
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = restart ? SA_RESTART : 0};
    sigaction(SIGUSR1, &act, NULL);
    feed = restart ? p[1] : -1; // the handler gives a restarted call its data
    INTERRUPTED(read(p[0], &c, 1));
    feed = -1;
    pid_t child = MUST(fork());
    if (child == 0) { pause(); _exit(0); }
    if (!restart) INTERRUPTED(waitpid(child, NULL, 0));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    struct timespec hour = {3600, 0}, left = {0, 0};
    INTERRUPTED(nanosleep(&hour, &left));
    CHECK(left.tv_sec >= 3500 && left.tv_sec <= 3600);
    INTERRUPTED(-clock_nanosleep(CLOCK_MONOTONIC, 0, &hour, &left));
    INTERRUPTED(pause());
    struct pollfd pfd = {p[0], POLLIN, 0};
    INTERRUPTED(poll(&pfd, 1, 100000));
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p[0], &set);
    INTERRUPTED(select(p[0] + 1, &set, NULL, NULL, &(struct timeval){100, 0}));
    int ep = MUST(epoll_create1(0));
    MUST(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &(struct epoll_event){.events = EPOLLIN}));
    INTERRUPTED(epoll_wait(ep, &(struct epoll_event){0}, 1, 100000));
    close(ep);
    sigset_t empty;
    sigemptyset(&empty);
    INTERRUPTED(sigsuspend(&empty));
    INTERRUPTED(sigtimedwait(&empty, NULL, &hour));
    int word = 0;
    if (!restart) INTERRUPTED(syscall(SYS_futex, &word, 128, 0, NULL));
    INTERRUPTED(syscall(SYS_futex, &word, 128, 0, &hour));
  }
  // A stop and a continue interrupt neither.
  pid_t sleeper = MUST(fork());
  if (sleeper == 0) { alarm(30); _exit(read(p[0], &c, 1) == 1 ? 0 : errno); }
  await_sleeping(sleeper);
  kill(sleeper, SIGSTOP);
  waitpid(sleeper, NULL, WUNTRACED);
  kill(sleeper, SIGCONT);
  waitpid(sleeper, NULL, WCONTINUED);
  await_sleeping(sleeper);
  write(p[1], "x", 1);
  int status;
  waitpid(sleeper, &status, 0);
  show_status("stopped reader", status);
  // A partial write is reported as such.
  hits = 0;
  static char big[1 << 20];
  INTERRUPTED(write(p[1], big, sizeof big));
  return 0;
}
