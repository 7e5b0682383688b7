// getsockopt(2) and setsockopt(2) of level SOL_SOCKET.
#include "socket.h"

static int set(int fd, int name, int value) { return setsockopt(fd, SOL_SOCKET, name, &value, sizeof value); }

int main(void) {
  int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  static const int names[] = {SO_DEBUG, SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE,
    SO_OOBINLINE, SO_NO_CHECK, SO_PRIORITY, SO_REUSEPORT, SO_PASSCRED, SO_RCVLOWAT, SO_SNDLOWAT, SO_TIMESTAMP, SO_ACCEPTCONN,
    SO_TIMESTAMPNS, SO_MARK, SO_PROTOCOL, SO_DOMAIN, SO_RXQ_OVFL, SO_PEEK_OFF, SO_PASSSEC, SO_PEERSEC, 9999};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
    printf("option %d: %d", names[i], option(fd, names[i]));
    if (names[i] != SO_RCVBUF && names[i] != SO_SNDBUF) {
      int result = set(fd, names[i], 1);
      printf(", set: %s", result == 0 ? "ok" : errname(errno));
    }
    printf(", then %d\n", option(fd, names[i]));
  }
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  static const int sizes[] = {0, 1, 2000, 2304, 5000, 100000, 106496};
  for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    SHOW(set(fd, SO_SNDBUF, sizes[i]));
    SHOW(option(fd, SO_SNDBUF));
    SHOW(set(fd, SO_RCVBUF, sizes[i]));
    SHOW(option(fd, SO_RCVBUF));
  }
  SHOW(set(fd, SO_RCVLOWAT, 0));
  SHOW(option(fd, SO_RCVLOWAT));
  SHOW(set(fd, SO_RCVLOWAT, -1));
  SHOW(option(fd, SO_RCVLOWAT));
  SHOW(set(fd, SO_PRIORITY, 7));
  SHOW(set(fd, SO_TIMESTAMP, 1));
  SHOW(set(fd, SO_TIMESTAMPNS, 1));
  SHOW(option(fd, SO_TIMESTAMP));
  struct timeval time = {1, 500000}, bad = {0, 1000000}, negative = {-1, 0};
  socklen_t length = sizeof time;
  SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
  memset(&time, 0, sizeof time);
  SHOW(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &length));
  printf("%ld %ld, length %d\n", (long)time.tv_sec, (long)time.tv_usec, length);
  SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bad, sizeof bad));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &negative, sizeof negative));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, 8));
  struct linger linger = {1, 5};
  SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, 4));
  memset(&linger, 0, sizeof linger);
  length = sizeof linger;
  SHOW(getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length));
  printf("%d %d\n", linger.l_onoff, linger.l_linger);
  // Lengths and addresses.
  int value = 1;
  SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, 3));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, -1));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, NULL, 4));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, 100));
  for (int room = 0; room <= 5; room++) {
    length = room;
    value = 0x55555555;
    SHOW(getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &value, &length));
    printf("%x, length %d\n", value, length);
  }
  length = -1;
  SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &length));
  length = 4;
  SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, NULL, &length));
  SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, NULL));
  SHOW(getsockopt(fd, 6, 1, &value, &length));
  SHOW(setsockopt(fd, 6, 1, &value, length));
  SHOW(getsockopt(99, SOL_SOCKET, SO_TYPE, &value, &length));
  SHOW(getsockopt(0, SOL_SOCKET, SO_TYPE, &value, &length));
  SHOW(setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &value, sizeof value));

  IN_CHILD("user", {
    MUST(setuid(1000));
    SHOW(set(fd, SO_DEBUG, 1));
    SHOW(set(fd, SO_DEBUG, 0));
    SHOW(set(fd, SO_PRIORITY, 6));
    SHOW(set(fd, SO_PRIORITY, 7));
    SHOW(set(fd, SO_MARK, 1));
    SHOW(set(fd, SO_SNDBUFFORCE, 100000));
  });

  // SO_SNDBUF is what may be under way.
  int s[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  MUST(set(s[0], SO_SNDBUF, 5000));
  static char data[20000];
  SHOW(write(s[0], data, 100));
  SHOW(write(s[0], data, sizeof data));
  int n;
  SHOW(ioctl(s[0], TIOCOUTQ, &n));
  printf("%d out\n", n);
  SHOW(ioctl(s[1], FIONREAD, &n));
  printf("%d in\n", n);
  SHOW(write(s[0], data, 1));
  show_poll("full", s[0]);
  MUST(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  MUST(set(s[0], SO_SNDBUF, 5000));
  SHOW(write(s[0], data, 9968));
  SHOW(write(s[0], data, 9969));
  SHOW(read(s[1], data, sizeof data));

  // SO_PEEK_OFF.
  MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
  MUST(write(s[0], "abcd", 4));
  MUST(write(s[0], "efgh", 4));
  SHOW(set(s[1], SO_PEEK_OFF, 0));
  show_receive("peek", s[1], 3, MSG_PEEK);
  SHOW(option(s[1], SO_PEEK_OFF));
  show_receive("peek", s[1], 3, MSG_PEEK);
  show_receive("read", s[1], 2, 0);
  SHOW(option(s[1], SO_PEEK_OFF));
  show_receive("peek", s[1], 3, MSG_PEEK);
  show_receive("peek", s[1], 3, MSG_PEEK);
  show_receive("peek", s[1], 3, MSG_PEEK);
  SHOW(set(s[1], SO_PEEK_OFF, -1));
  show_receive("peek", s[1], 9, MSG_PEEK);
  MUST(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  MUST(write(s[0], "abcd", 4));
  MUST(write(s[0], "efgh", 4));
  SHOW(set(s[1], SO_PEEK_OFF, 1));
  show_receive("peek", s[1], 2, MSG_PEEK);
  show_receive("peek", s[1], 9, MSG_PEEK);
  show_receive("peek", s[1], 9, MSG_PEEK);
  show_receive("peek", s[1], 9, MSG_PEEK);
  show_receive("read", s[1], 9, 0);
  SHOW(option(s[1], SO_PEEK_OFF));
  show_receive("peek", s[1], 9, MSG_PEEK);
  return 0;
}
