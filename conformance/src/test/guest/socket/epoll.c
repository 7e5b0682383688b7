// poll and epoll: level and edge, hang-ups of each half, listeners, room to write.
#include "socket.h"

static int queue;

static void show(const char *what) {
  struct epoll_event events[8];
  int n = epoll_wait(queue, events, 8, 0);
  printf("%s:", what);
  for (int c = 'a'; c <= 'z'; c++)
    for (int i = 0; i < n; i++)
      if ((int)events[i].data.u32 == c) printf(" %c=%x", c, events[i].events);
  printf("\n");
}

static void watch(int fd, char name, unsigned events) {
  struct epoll_event event = {events, {.u32 = name}};
  MUST(epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event));
}

static void *writer(void *argument) {
  await_sleeping(getpid());
  MUST(write(*(int *)argument, "x", 1));
  return NULL;
}

int main(void) {
  int s[2];
  char text[100];
  static char big[4096];
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  for (int t = 0; t < 3; t++) {
    printf("type %d\n", types[t]);
    queue = MUST(epoll_create1(0));
    MUST(socketpair(AF_UNIX, types[t] | SOCK_NONBLOCK, 0, s));
    watch(s[0], 'l', EPOLLIN | EPOLLRDHUP);
    int copy = MUST(dup(s[0]));
    watch(copy, 'e', EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    show("new");
    show("again");
    MUST(write(s[1], "a", 1));
    show("data");
    show("again");
    MUST(write(s[1], "b", 1));
    show("more");
    MUST(read(s[0], text, 1));
    show("one read");
    while (read(s[0], text, sizeof text) > 0) {}
    show("all read");
    while (write(s[0], big, sizeof big) > 0) {}
    printf("full: %s\n", errname(errno));
    show("full");
    read(s[1], big, sizeof big);
    show("a little room");
    while (read(s[1], big, sizeof big) > 0) {}
    show("room");
    show("again");
    shutdown(s[1], SHUT_WR);
    show("other half closed");
    close(s[1]);
    show("closed");
    close(copy);
    close(s[0]);
    show("none left");
    close(queue);
  }
  queue = MUST(epoll_create1(0));
  int server = listener(SOCK_STREAM, "@server", 5);
  watch(server, 's', EPOLLIN | EPOLLOUT | EPOLLET);
  show("listening");
  int client = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  watch(client, 'c', EPOLLIN | EPOLLOUT | EPOLLRDHUP);
  show("not connected");
  MUST(connect_to(client, "@server"));
  show("connected");
  int peer = MUST(accept(server, NULL, NULL));
  show("accepted");
  close(server);
  show("listener closed");
  close(peer);
  show("peer closed");

  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  pthread_t thread;
  pthread_create(&thread, NULL, writer, &s[1]);
  struct pollfd p = {s[0], POLLIN, 0};
  SHOW(poll(&p, 1, -1));
  printf("%x\n", p.revents);
  pthread_join(thread, NULL);
  fd_set reads, writes;
  FD_ZERO(&reads);
  FD_ZERO(&writes);
  FD_SET(s[0], &reads);
  FD_SET(s[1], &reads);
  FD_SET(s[0], &writes);
  SHOW(select(s[1] + 1, &reads, &writes, NULL, NULL));
  printf("%d %d %d\n", !!FD_ISSET(s[0], &reads), !!FD_ISSET(s[1], &reads), !!FD_ISSET(s[0], &writes));
  // O_NONBLOCK by fcntl and by ioctl.
  read(s[0], text, 10);
  MUST(fcntl(s[0], F_SETFL, O_NONBLOCK));
  SHOW(read(s[0], text, 10));
  int off = 0, on = 1;
  MUST(ioctl(s[0], FIONBIO, &off));
  printf("%x\n", fcntl(s[0], F_GETFL));
  MUST(ioctl(s[0], FIONBIO, &on));
  printf("%x\n", fcntl(s[0], F_GETFL));
  return 0;
}
