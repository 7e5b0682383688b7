// Descriptors that stand for no file: what they are called, what fstat tells, and the calls that make no sense of them.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static struct stat first;

static void show(const char *kind, int fd) {
  char link[64], name[64] = "";
  struct stat st;
  printf("%s\n", kind);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  SHOW(readlink(link, name, sizeof name - 1));
  printf("%s, flags %o\n", name, MUST(fcntl(fd, F_GETFL)));
  MUST(fstat(fd, &st));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd, 7, SEEK_SET));
  SHOW(lseek(fd, -1, SEEK_END));
  SHOW(lseek(fd, 0, 9));
  /* In Linux since 6.9 it is a file of a file system that there is for them. */
  if (!strcmp(kind, "pidfd")) return;
  if (first.st_ino == 0) first = st;
  printf("mode %o, links %lu, size %ld, one inode %d\n", st.st_mode, st.st_nlink, st.st_size, st.st_ino == first.st_ino);
  char bytes[256];
  SHOW(pread(fd, bytes, 0, 0));
  SHOW(ftruncate(fd, 0));
  SHOW(fsync(fd));
  SHOW(fallocate(fd, 0, 0, 1));
  SHOW(syscall(SYS_getdents64, fd, bytes, sizeof bytes));
  SHOW_OK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0));
  SHOW(ioctl(fd, TCGETS, bytes));
  SHOW(fchdir(fd));
  SHOW(open(link, O_RDWR));
  close(fd);
}

int main(void) {
  sigset_t none;
  sigemptyset(&none);
  show("eventfd", MUST(eventfd(0, EFD_NONBLOCK)));
  show("timerfd", MUST(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)));
  show("epoll", MUST(epoll_create1(0)));
  show("inotify", MUST(inotify_init1(0)));
  show("signalfd", MUST(signalfd(-1, &none, SFD_NONBLOCK)));
  show("pidfd", MUST(pidfd_open(getpid(), 0)));
  return 0;
}
