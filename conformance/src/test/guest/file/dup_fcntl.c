// dup, dup2, dup3, fcntl, close_range: numbers, flags and what is shared.
#include "guest.h"
#include <linux/close_range.h>

int main(void) {
  write_file("f", "abcdefgh");
  int fd = (int)SHOW(open("f", O_RDWR | O_CLOEXEC));
  int copy = (int)SHOW(dup(fd));
  SHOW(fcntl(fd, F_GETFD));
  SHOW(fcntl(copy, F_GETFD));
  char c;
  read(fd, &c, 1); read(copy, &c, 1);
  printf("the position is shared: %c %ld\n", c, (long)lseek(fd, 0, SEEK_CUR));
  SHOW(fcntl(copy, F_SETFL, O_APPEND));
  SHOW(fcntl(fd, F_GETFL)); // so are the status flags
  SHOW(dup2(fd, 10));
  SHOW(dup2(fd, fd));
  SHOW(dup2(99, 10));
  SHOW(dup2(99, 99));
  SHOW(dup2(fd, -1));
  SHOW(dup2(fd, 1 << 30));
  SHOW(dup3(fd, fd, 0));
  SHOW(dup3(fd, 11, O_CLOEXEC));
  SHOW(fcntl(11, F_GETFD));
  SHOW(dup3(fd, 12, O_NONBLOCK));
  SHOW(fcntl(fd, F_DUPFD, 20));
  SHOW(fcntl(fd, F_DUPFD, 20));
  SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 5));
  SHOW(fcntl(fd, F_DUPFD, -1));
  SHOW(fcntl(fd, F_DUPFD, 1 << 30));
  SHOW(fcntl(99, F_GETFD));
  SHOW(fcntl(fd, F_SETFD, 0));
  SHOW(fcntl(fd, F_GETFD));
  SHOW(fcntl(fd, F_SETFD, 0xffff));
  SHOW(fcntl(fd, F_GETFD));
  SHOW(fcntl(fd, 9999));
  SHOW(dup(-1));
  SHOW(close(-1));
  SHOW(close(10));
  SHOW(close(10));
  SHOW(dup(fd)); // the lowest free number
  // close_range
  SHOW(close_range(20, 21, 0));
  SHOW(fcntl(20, F_GETFD));
  SHOW(close_range(30, 20, 0));
  SHOW(close_range(3, 5, 0x100));
  SHOW(close_range(4, 5, CLOSE_RANGE_CLOEXEC));
  SHOW(fcntl(4, F_GETFD));
  IN_CHILD("unshares and closes", SHOW(close_range(4, ~0U, CLOSE_RANGE_UNSHARE)); SHOW(fcntl(4, F_GETFD)); SHOW(fcntl(3, F_GETFD)));
  SHOW(close_range(3, ~0U, 0));
  SHOW(dup(0));
  // The limit on descriptors.
  MUST(setrlimit(RLIMIT_NOFILE, &(struct rlimit){8, 8}));
  SHOW(dup(0)); SHOW(dup(0)); SHOW(dup(0)); SHOW(dup(0)); SHOW(dup(0));
  SHOW(open("f", O_RDONLY));
  SHOW(pipe((int[2]){0}));
  SHOW(dup2(0, 8));
  SHOW(dup2(0, 7));
  SHOW(fcntl(0, F_DUPFD, 8));
  return 0;
}
