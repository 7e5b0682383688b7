// Sockets that only messages hold: cycles must not pile up, chains must not be too deep.
#include "socket.h"

static int pass(int over, int fd) {
  char control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec vector = {"x", 1};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *m = CMSG_FIRSTHDR(&header);
  m->cmsg_level = SOL_SOCKET;
  m->cmsg_type = SCM_RIGHTS;
  m->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(m), &fd, sizeof fd);
  return sendmsg(over, &header, 0);
}

static int take(int fd) {
  char control[CMSG_SPACE(sizeof(int))] = {0}, c;
  struct iovec vector = {&c, 1};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (recvmsg(fd, &header, 0) != 1 || header.msg_controllen == 0) return -1;
  int got;
  memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&header)), sizeof got);
  return got;
}

int main(void) {
  int s[2], pipes[2];
  // A pair in each other's queues, with the end of a pipe: when it is collected the pipe ends.
  MUST(pipe(pipes));
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(pass(s[0], s[0]));
  MUST(pass(s[0], pipes[1]));
  MUST(pass(s[1], s[1]));
  close(pipes[1]);
  close(s[0]);
  close(s[1]);
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s)); // closing another one starts a collection on Linux
  close(s[0]);
  close(s[1]);
  char c;
  SHOW(read(pipes[0], &c, 1));

  // Ten thousand cycles of one and of two.
  for (int i = 0; i < 10000; i++) {
    MUST(socketpair(AF_UNIX, i & 1 ? SOCK_DGRAM : SOCK_STREAM, 0, s));
    MUST(pass(s[0], s[i & 1]));
    if (i % 3 == 0) MUST(pass(s[1], s[1]));
    close(s[0]);
    close(s[1]);
  }
  puts("cycles");

  // What is in flight and can be reached lives, though its last descriptor is closed.
  int outer[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, outer));
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(write(s[0], "inner", 5));
  MUST(pass(outer[0], s[1]));
  close(s[1]);
  for (int i = 0; i < 100; i++) {
    int t[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, t));
    MUST(pass(t[0], t[0]));
    close(t[0]);
    close(t[1]);
  }
  int inner = take(outer[1]);
  show_receive("inner", inner, 10, 0);

  // A cycle that was in flight, fetched and used.
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(pass(s[0], s[1]));
  int again = take(s[1]);
  close(s[1]);
  MUST(write(s[0], "again", 5));
  show_receive("again", again, 10, 0);

  // A long chain, each in the queue of the next; then the last goes.
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  close(s[0]);
  int last = s[1];
  for (int i = 0; i < 20000; i++) {
    int t[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, t));
    if (pass(t[0], last) != 1) { printf("%d: %s\n", i, errname(errno)); break; }
    close(t[0]);
    close(last);
    last = t[1];
  }
  close(last);
  puts("chain");

  // In the queue of one that waits to be accepted.
  int server = listener(SOCK_STREAM, "@server", 5);
  int client = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(connect_to(client, "@server"));
  MUST(pipe(pipes));
  MUST(pass(client, server));
  MUST(pass(client, pipes[1]));
  close(pipes[1]);
  close(server);
  close(client);
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  close(s[0]);
  close(s[1]);
  SHOW(read(pipes[0], &c, 1));
  return 0;
}
