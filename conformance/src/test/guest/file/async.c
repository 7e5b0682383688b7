// F_SETOWN, F_SETSIG and O_ASYNC: signals that tell of input and output.
#include "guest.h"
#include <sys/inotify.h>

static void take(sigset_t *set) {
  siginfo_t info;
  struct timespec limit = {10, 0};
  int sig = sigtimedwait(set, &info, &limit);
  if (sig < 0) printf("no signal: %s\n", errname(errno));
  else if (info.si_code == SI_KERNEL) printf("%s from the kernel\n", signame(sig));
  else printf("%s code %d band %lx fd %d\n", signame(sig), info.si_code, info.si_band, info.si_fd);
}

static void owners(int fd) {
  struct f_owner_ex ex = {9, 9};
  SHOW(fcntl(fd, F_GETSIG));
  SHOW(syscall(SYS_fcntl, fd, F_GETOWN));
  SHOW(fcntl(fd, F_GETOWN_EX, &ex));
  printf("type %d pid %d\n", ex.type, ex.pid);
  SHOW(fcntl(fd, F_SETOWN, getpid()));
  CHECK(fcntl(fd, F_GETOWN) == getpid());
  MUST(fcntl(fd, F_GETOWN_EX, &ex));
  CHECK(ex.type == F_OWNER_PID && ex.pid == getpid());
  SHOW(fcntl(fd, F_SETOWN, -getpgrp()));
  CHECK(syscall(SYS_fcntl, fd, F_GETOWN) == -getpgrp() || errno == getpgrp());
  SHOW(fcntl(fd, F_SETOWN, 999999));
  SHOW(fcntl(fd, F_SETOWN, INT_MIN));
  ex = (struct f_owner_ex){F_OWNER_TID, gettid()};
  SHOW(fcntl(fd, F_SETOWN_EX, &ex));
  ex.type = 3;
  SHOW(fcntl(fd, F_SETOWN_EX, &ex));
  ex.type = -1;
  SHOW(fcntl(fd, F_SETOWN_EX, &ex));
  ex = (struct f_owner_ex){F_OWNER_PGRP, 999999};
  SHOW(fcntl(fd, F_SETOWN_EX, &ex));
  SHOW(fcntl(fd, F_SETOWN_EX, (void *)8));
  SHOW(fcntl(fd, F_GETOWN_EX, (void *)8));
  uid_t uids[2] = {9, 9};
  SHOW(fcntl(fd, 17 /* F_GETOWNER_UIDS */, uids));
  printf("%d %d\n", uids[0], uids[1]);
  SHOW(fcntl(fd, F_SETSIG, 65));
  SHOW(fcntl(fd, F_SETSIG, -1));
  SHOW(fcntl(fd, F_SETSIG, SIGRTMIN));
  SHOW(fcntl(fd, F_GETSIG) == SIGRTMIN);
  SHOW(fcntl(fd, F_SETSIG, 0));
  SHOW(fcntl(99, F_SETOWN, 0));
}

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGIO);
  sigaddset(&set, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int p[2];
  MUST(pipe(p));
  owners(p[0]);
  MUST(fcntl(p[0], F_SETOWN, getpid()));
  MUST(write(p[1], "x", 1)); // nothing is told without O_ASYNC
  SHOW(fcntl(p[0], F_SETFL, O_ASYNC));
  CHECK((fcntl(p[0], F_GETFL) & O_ASYNC) != 0);
  MUST(write(p[1], "x", 1));
  take(&set);
  SHOW(fcntl(p[0], F_SETSIG, SIGRTMIN));
  MUST(write(p[1], "x", 1));
  take(&set);
  int other = MUST(dup(p[0]));
  MUST(write(p[1], "x", 1));
  take(&set);
  close(other);
  // the writing side
  MUST(fcntl(p[1], F_SETOWN, getpid()));
  MUST(fcntl(p[1], F_SETSIG, SIGRTMIN));
  MUST(fcntl(p[0], F_SETFL, 0));
  SHOW(fcntl(p[1], F_SETFL, O_ASYNC | O_NONBLOCK));
  char page[65536];
  while (write(p[1], page, sizeof page) > 0) {}
  MUST(read(p[0], page, sizeof page));
  take(&set);
  SHOW(fcntl(p[1], F_SETFL, 0));
  int on = 1;
  SHOW(ioctl(p[0], FIOASYNC, &on));
  MUST(write(p[1], "x", 1));
  take(&set);
  on = 0;
  SHOW(ioctl(p[0], FIOASYNC, &on));
  CHECK((fcntl(p[0], F_GETFL) & O_ASYNC) == 0);
  // files that tell nothing do not keep the flag
  int f = MUST(open("f", O_CREAT | O_RDWR, 0600));
  SHOW(fcntl(f, F_SETFL, O_ASYNC));
  CHECK((fcntl(f, F_GETFL) & O_ASYNC) == 0);
  on = 1;
  SHOW(ioctl(f, FIOASYNC, &on));
  // inotify does
  int i = MUST(inotify_init());
  MUST(inotify_add_watch(i, ".", IN_CREATE));
  MUST(fcntl(i, F_SETOWN, getpid()));
  MUST(fcntl(i, F_SETFL, O_ASYNC));
  MUST(mkdir("d", 0755));
  take(&set);
  return 0;
}
