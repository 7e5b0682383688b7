// Signals read from a descriptor: signalfd(2).
#include "guest.h"
#include <poll.h>
#include <sys/signalfd.h>

static void show(const struct signalfd_siginfo *info) {
  printf("%s code %d pid %s value %d status %d\n", signame(info->ssi_signo), info->ssi_code,
         info->ssi_pid == (uint32_t)getpid() ? "self" : info->ssi_pid == 0 ? "none" : "child", info->ssi_int, info->ssi_status);
}

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGRTMIN);
  MUST(sigprocmask(SIG_BLOCK, &set, NULL));
  int fd = MUST(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  struct signalfd_siginfo info[4];
  SHOW(read(fd, info, sizeof info));
  SHOW(read(fd, info, 16));
  struct pollfd poller = {fd, POLLIN, 0};
  SHOW(poll(&poller, 1, 0));
  MUST(raise(SIGUSR1));
  MUST(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1}));
  MUST(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 2}));
  SHOW(poll(&poller, 1, -1));
  ssize_t got = MUST(read(fd, info, sizeof info));
  printf("%zd records\n", got / (ssize_t)sizeof *info);
  for (size_t i = 0; i < got / sizeof *info; i++) show(&info[i]);
  SHOW(poll(&poller, 1, 0));

  // A blocking reader is woken by a child's end.
  int blocking = MUST(signalfd(-1, &set, 0));
  pid_t pid = MUST(fork());
  if (pid == 0) _exit(3);
  CHECK(read(blocking, info, sizeof *info) == sizeof *info);
  show(&info[0]);
  MUST(waitpid(pid, NULL, 0));

  // The set can be changed; other descriptors cannot be made into one.
  sigemptyset(&set);
  CHECK(signalfd(fd, &set, 0) == fd);
  MUST(raise(SIGUSR1));
  SHOW(read(fd, info, sizeof info));
  SHOW(signalfd(0, &set, 0));
  SHOW(signalfd(99, &set, 0));
  SHOW(signalfd(-1, &set, 1));
  SHOW(write(fd, info, sizeof info));
  return 0;
}
