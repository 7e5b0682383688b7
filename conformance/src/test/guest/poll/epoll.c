// epoll: level and edge triggered, one-shot, nesting, what is refused, what close removes.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int ep;

static void show_wait(const char *what, int timeout) {
  struct epoll_event events[8];
  int n = epoll_wait(ep, events, 8, timeout);
  printf("%s: %d", what, n);
  unsigned all = 0;
  for (int i = 0; i < n; i++) all += events[i].data.u32;
  if (n == 1) printf(" events %x", events[0].events);
  if (n > 0) printf(" data %u", all);
  printf("\n");
}

#define CTL(op, fd, ev, value) SHOW(epoll_ctl(ep, op, fd, &(struct epoll_event){.events = (ev), .data.u32 = (value)}))

int main(void) {
  int p[2], q[2];
  char buffer[70000];
  SHOW(epoll_create(0));
  SHOW(epoll_create1(7));
  ep = (int)SHOW(epoll_create1(EPOLL_CLOEXEC));
  MUST(pipe2(p, O_NONBLOCK));
  MUST(pipe2(q, O_NONBLOCK));
  CTL(EPOLL_CTL_ADD, p[0], EPOLLIN, 1);
  CTL(EPOLL_CTL_ADD, p[0], EPOLLIN, 1);
  CTL(EPOLL_CTL_MOD, q[0], EPOLLIN, 1);
  CTL(EPOLL_CTL_DEL, q[0], EPOLLIN, 1);
  CTL(9, q[0], EPOLLIN, 1);
  CTL(EPOLL_CTL_ADD, 99, EPOLLIN, 1);
  CTL(EPOLL_CTL_ADD, ep, EPOLLIN, 1);
  SHOW(epoll_ctl(p[0], EPOLL_CTL_ADD, p[1], &(struct epoll_event){0}));
  SHOW(epoll_ctl(99, EPOLL_CTL_ADD, p[1], &(struct epoll_event){0}));
  SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, q[0], (struct epoll_event *)8));
  int file = MUST(open("f", O_RDWR | O_CREAT, 0644));
  CTL(EPOLL_CTL_ADD, file, EPOLLIN, 1);
  SHOW(epoll_wait(ep, (struct epoll_event *)buffer, 0, 0));
  SHOW(epoll_wait(ep, (struct epoll_event *)buffer, -1, 0));
  SHOW(epoll_wait(p[0], (struct epoll_event *)buffer, 1, 0));
  show_wait("nothing", 0);
  show_wait("nothing", 2);
  write(p[1], "ab", 2);
  show_wait("level", 0);
  show_wait("level again", 0);
  read(p[0], buffer, 1);
  show_wait("still one byte", 0);
  read(p[0], buffer, 1);
  show_wait("drained", 0);
  CTL(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 2);
  write(p[1], "ab", 2);
  show_wait("edge", 0);
  show_wait("edge again", 0);
  read(p[0], buffer, 1);
  show_wait("after a read", 0);
  write(p[1], "c", 1);
  show_wait("after a write", 0);
  CTL(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 3);
  show_wait("armed anew", 0);
  CTL(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 4);
  show_wait("one-shot", 0);
  write(p[1], "d", 1);
  show_wait("spent", 0);
  CTL(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 5);
  show_wait("armed anew", 0);
  CTL(EPOLL_CTL_DEL, p[0], 0, 0);
  show_wait("deleted", 0);
  CTL(EPOLL_CTL_ADD, p[0], EPOLLIN, 1);
  CTL(EPOLL_CTL_ADD, p[1], EPOLLOUT, 10);
  show_wait("both ends", 0);
  CTL(EPOLL_CTL_MOD, p[1], 0, 10);
  close(p[1]);
  show_wait("closing removes", 0);
  read(p[0], buffer, sizeof buffer);
  show_wait("hang-up", 0);
  // A descriptor that was duplicated stays until the last is closed.
  int copy = MUST(dup(p[0]));
  close(p[0]);
  show_wait("a copy is left", 0);
  close(copy);
  show_wait("gone", 0);
  // More ready than asked for: the rest comes next time.
  int events[4];
  for (int i = 0; i < 4; i++) { events[i] = MUST(eventfd(1, EFD_NONBLOCK)); CTL(EPOLL_CTL_ADD, events[i], EPOLLIN, 1 << i); }
  struct epoll_event two[2];
  unsigned seen = 0;
  for (int i = 0; i < 2; i++) { int n = epoll_wait(ep, two, 2, 0); for (int k = 0; k < n; k++) seen |= two[k].data.u32; }
  printf("round robin: %x\n", seen);
  for (int i = 0; i < 4; i++) close(events[i]);
  // Nested.
  int inner = MUST(epoll_create1(0));
  MUST(epoll_ctl(inner, EPOLL_CTL_ADD, q[0], &(struct epoll_event){.events = EPOLLIN, .data.u32 = 7}));
  CTL(EPOLL_CTL_ADD, inner, EPOLLIN, 20);
  show_wait("nested, nothing", 0);
  write(q[1], "x", 1);
  show_wait("nested", 0);
  struct pollfd pfd = {ep, POLLIN, 0};
  SHOW(poll(&pfd, 1, 0));
  SHOW(epoll_ctl(inner, EPOLL_CTL_ADD, ep, &(struct epoll_event){.events = EPOLLIN})); // a loop
  read(q[0], buffer, 1);
  // Woken by another process.
  pid_t parent = getpid();
  if (MUST(fork()) == 0) { await_sleeping(parent); write(q[1], "y", 1); _exit(0); }
  show_wait("woken", 10000);
  wait(NULL);
  SHOW(read(ep, buffer, 8));
  SHOW(lseek(ep, 0, SEEK_SET));
  return 0;
}
