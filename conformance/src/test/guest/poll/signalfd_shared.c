// A signal descriptor that two processes have tells each of its own signals.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/signalfd.h>

static int readable(int fd) {
  struct pollfd p = {fd, POLLIN, 0};
  return MUST(poll(&p, 1, 0));
}

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int fd = MUST(signalfd(-1, &set, SFD_NONBLOCK));
  struct gate sent = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    struct signalfd_siginfo info;
    printf("child before: %d\n", readable(fd));
    int e = MUST(epoll_create1(0));
    struct epoll_event event = {.events = EPOLLIN};
    MUST(epoll_ctl(e, EPOLL_CTL_ADD, fd, &event));
    SHOW(epoll_wait(e, &event, 1, 0));
    gate_open(&sent);
    SHOW(epoll_wait(e, &event, 1, -1));
    printf("child: %d\n", readable(fd));
    fcntl(fd, F_SETFL, 0);
    SHOW(read(fd, &info, sizeof info));
    printf("%s from its parent: %d\n", signame(info.ssi_signo), (int)info.ssi_pid == getppid());
    _exit(0);
  }
  gate_wait(&sent);
  MUST(kill(child, SIGUSR1));
  MUST(waitpid(child, NULL, 0));
  printf("parent: %d\n", readable(fd));
  raise(SIGUSR1);
  printf("parent: %d\n", readable(fd));
  IN_CHILD("another child", printf("its own: %d\n", readable(fd)));
  return 0;
}
