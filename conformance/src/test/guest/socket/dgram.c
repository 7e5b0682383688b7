// Datagrams: bounds, senders' names, connect as a filter, queues that are full.
#include "socket.h"

int main(void) {
  int a = MUST(socket(AF_UNIX, SOCK_DGRAM, 0)), b = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  int c = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  MUST(bind_to(a, "a"));
  MUST(bind_to(b, "@b"));
  show_poll("new", a);
  SHOW(send_to(b, "a", "first", 0));
  SHOW(send_to(c, "a", "from nobody", 0));
  SHOW(send_to(b, "a", "", 0));
  SHOW(send_to(b, "a", "a long one", 0));
  int n = 0;
  SHOW(ioctl(a, FIONREAD, &n));
  printf("%d bytes\n", n);
  show_receive("peek", a, 2, MSG_PEEK);
  show_receive("first", a, 100, 0);
  show_receive("second", a, 100, 0);
  show_receive("empty", a, 100, 0);
  show_receive("cut", a, 3, MSG_TRUNC);
  show_receive("none", a, 3, MSG_DONTWAIT);
  SHOW(send(c, "x", 1, 0));
  SHOW(send_to(c, "missing", "x", 0));
  SHOW(send_to(c, "@missing", "x", 0));
  SHOW(connect_to(c, "a"));
  show_names("c", c);
  SHOW(send(c, "hello", 5, 0));
  show_receive("connected", a, 100, 0);
  SHOW(send_to(c, "@b", "elsewhere", 0));
  show_receive("elsewhere", b, 100, 0);
  // A socket with a peer takes nothing from others.
  SHOW(connect_to(a, "@b"));
  SHOW(send(c, "hello", 5, 0));
  SHOW(connect_to(c, "a"));
  SHOW(send(b, "x", 1, 0));
  SHOW(connect_to(b, "a"));
  SHOW(send(b, "x", 1, 0));
  show_receive("peers", a, 100, 0);
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  SHOW(connect(a, &none, sizeof none));
  show_names("a", a);
  SHOW(send(a, "x", 1, 0));
  SHOW(connect(a, &none, 1));
  SHOW(send(c, "hello", 5, 0));

  // Others than the peer may leave eleven messages.
  int d = MUST(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
  int sent = 0;
  while (send_to(d, "a", "m", 0) == 1) sent++;
  printf("sent %d, then %s\n", sent, errname(errno));
  SHOW(connect_to(d, "a"));
  show_poll("full", d);
  char x;
  MUST(recv(a, &x, 1, 0));
  show_poll("room", d);
  SHOW(send(d, "m", 1, 0));
  SHOW(send(d, "m", 1, 0));
  struct timeval soon = {0, 20000};
  MUST(fcntl(d, F_SETFL, 0));
  MUST(setsockopt(d, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
  SHOW(send(d, "m", 1, 0));
  int queue = epoll_create1(0);
  struct epoll_event event = {EPOLLOUT, {0}};
  MUST(epoll_ctl(queue, EPOLL_CTL_ADD, d, &event));
  SHOW(epoll_wait(queue, &event, 1, 0));
  pid_t child = MUST(fork());
  if (child == 0) {
    struct timeval never = {0, 0};
    setsockopt(d, SOL_SOCKET, SO_SNDTIMEO, &never, sizeof never);
    _exit(send(d, "m", 1, 0));
  }
  await_sleeping(child);
  MUST(recv(a, &x, 1, 0));
  int status;
  waitpid(child, &status, 0);
  show_status("who waited", status);
  MUST(recv(a, &x, 1, 0));
  SHOW(epoll_wait(queue, &event, 1, 1000));

  // The receiver goes.
  close(a);
  show_poll("gone", d);
  SHOW(send(d, "m", 1, 0));
  SHOW(send(d, "m", 1, 0));
  SHOW(send_to(d, "a", "m", 0));
  show_names("d", d);

  int s[2];
  MUST(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  for (sent = 0; send(s[0], "m", 1, 0) == 1; sent++) {}
  printf("pair: sent %d, then %s\n", sent, errname(errno));
  show_poll("pair full", s[0]);
  SHOW(shutdown(s[1], SHUT_RD));
  SHOW(send(s[0], "m", 1, MSG_NOSIGNAL));
  show_receive("shut", s[1], 1, 0);
  close(s[1]);
  SHOW(send(s[0], "m", 1, MSG_NOSIGNAL));
  SHOW(send(s[0], "m", 1, MSG_NOSIGNAL));
  static char big[300000];
  MUST(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  SHOW(send(s[0], big, 212960, 0));
  SHOW(send(s[0], big, 212961, 0));
  SHOW(read(s[1], big, sizeof big));
  SHOW(write(s[0], big, 0));
  SHOW(read(s[1], big, 0));
  SHOW(readv(s[1], NULL, 0));
  SHOW(read(s[1], big, 1));
  SHOW(read(s[1], big, 1));
  // A new peer: what the old one sent is lost, and it is told.
  MUST(bind_to(s[0], "s0"));
  MUST(send(s[0], "x", 1, 0));
  SHOW(connect_to(s[1], "@b"));
  SHOW(connect(s[1], &none, sizeof none));
  show_receive("lost", s[1], 1, 0);
  SHOW(option(s[0], SO_ERROR));
  return 0;
}
