// eventfd and signalfd: counters, semaphores, blocking, overflow; signals read as records.
#include "guest.h"
#include <sys/eventfd.h>
#include <sys/signalfd.h>

int main(void) {
  uint64_t v = 0;
  SHOW(eventfd(0, 0x1000));
  int fd = (int)SHOW(eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC));
  SHOW(fcntl(fd, F_GETFL));
  SHOW(read(fd, &v, 8));
  printf("value %lu\n", v);
  SHOW(read(fd, &v, 8));
  SHOW(read(fd, &v, 7));
  v = 5;
  SHOW(write(fd, &v, 8));
  SHOW(write(fd, &v, 8));
  SHOW(write(fd, &v, 7));
  SHOW(read(fd, &v, 100 < sizeof v ? 100 : 8));
  printf("value %lu\n", v);
  v = UINT64_MAX;
  SHOW(write(fd, &v, 8));
  v = UINT64_MAX - 1;
  SHOW(write(fd, &v, 8));
  v = 1;
  SHOW(write(fd, &v, 8));
  v = 0;
  SHOW(write(fd, &v, 8));
  struct pollfd p = {fd, POLLIN | POLLOUT, 0};
  SHOW(poll(&p, 1, 0));
  printf("full: revents %x\n", p.revents);
  SHOW(read(fd, &v, 8));
  SHOW(poll(&p, 1, 0));
  printf("empty: revents %x\n", p.revents);
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(pread(fd, &v, 8, 0));
  int semaphore = (int)SHOW(eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK));
  SHOW(read(semaphore, &v, 8));
  printf("value %lu\n", v);
  SHOW(read(semaphore, &v, 8));
  SHOW(read(semaphore, &v, 8));
  int blocking = (int)SHOW(eventfd(0, 0));
  pid_t parent = getpid();
  if (MUST(fork()) == 0) { await_sleeping(parent); v = 9; write(blocking, &v, 8); _exit(0); }
  SHOW(read(blocking, &v, 8));
  printf("value %lu\n", v);
  wait(NULL);
  // signalfd
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int sfd = (int)SHOW(signalfd(-1, &set, SFD_NONBLOCK));
  struct signalfd_siginfo info[4];
  SHOW(read(sfd, info, sizeof info));
  raise(SIGUSR1);
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 31});
  p = (struct pollfd){sfd, POLLIN, 0};
  SHOW(poll(&p, 1, 0));
  SHOW(read(sfd, info, 10));
  SHOW(read(sfd, info, sizeof info));
  printf("%d code %d pid %d; %d value %d\n", info[0].ssi_signo, info[0].ssi_code, info[0].ssi_pid == (unsigned)getpid(), info[1].ssi_signo == (unsigned)SIGRTMIN, info[1].ssi_int);
  SHOW(read(sfd, info, sizeof info));
  SHOW(signalfd(0, &set, 0));
  SHOW(signalfd(99, &set, 0));
  SHOW(signalfd(-1, &set, 0x1000));
  return 0;
}
