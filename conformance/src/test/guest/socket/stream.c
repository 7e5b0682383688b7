// Streams: listen, connect, accept, bytes without bounds, peeking, waiting for all, the end.
#include "socket.h"

static void *late(void *argument) {
  int fd = *(int *)argument;
  MUST(write(fd, "abc", 3));
  MUST(write(fd, "def", 3));
  shutdown(fd, SHUT_WR);
  return NULL;
}

int main(void) {
  int server = listener(SOCK_STREAM, "stream", 2);
  SHOW(option(server, SO_ACCEPTCONN));
  int client = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  show_poll("new", client);
  show_poll("listening", server);
  SHOW(connect_to(client, "stream"));
  show_poll("connected", client);
  show_poll("one waits", server);
  SHOW(connect_to(client, "stream"));
  SHOW(write(client, "early", 5));
  struct sockaddr_un from;
  socklen_t length = sizeof from;
  int peer = accept(server, (struct sockaddr *)&from, &length);
  show_address("accepted from", &from, length);
  SHOW(option(peer, SO_ACCEPTCONN));
  show_names("client", client);
  show_names("peer", peer);
  show_names("server", server);
  show_receive("early", peer, 100, 0);
  SHOW(send(client, "one", 3, 0));
  SHOW(send(client, "two", 3, MSG_MORE));
  SHOW(send(client, "", 0, 0));
  show_receive("peek", peer, 4, MSG_PEEK);
  show_receive("peek trunc", peer, 2, MSG_PEEK | MSG_TRUNC);
  show_receive("all", peer, 100, 0);
  show_receive("none", peer, 100, MSG_DONTWAIT);
  SHOW(send(client, "0123456789", 10, 0));
  show_receive("part", peer, 3, 0);
  show_receive("part", peer, 3, MSG_WAITALL);
  int n = 0;
  SHOW(ioctl(peer, FIONREAD, &n));
  printf("%d bytes\n", n);
  SHOW(ioctl(server, FIONREAD, &n));
  show_receive("zero", peer, 0, 0);
  show_receive("rest", peer, 100, 0);
  struct iovec parts[3] = {{"a", 1}, {"", 0}, {"bc", 2}};
  SHOW(writev(client, parts, 3));
  char x[2], y[4] = "";
  struct iovec rooms[2] = {{x, 1}, {y, 3}};
  SHOW(readv(peer, rooms, 2));
  printf("%c %s\n", x[0], y);
  pthread_t thread;
  pthread_create(&thread, NULL, late, &client);
  show_receive("wait for all", peer, 6, MSG_WAITALL);
  pthread_join(thread, NULL);
  show_receive("end", peer, 10, MSG_WAITALL);
  show_receive("end", peer, 10, 0);
  show_poll("half closed", peer);
  show_poll("other half", client);
  SHOW(send(peer, "still", 5, 0));
  show_receive("still", client, 10, 0);
  SHOW(send(client, "no", 2, MSG_NOSIGNAL));
  close(peer);
  show_poll("closed", client);
  show_receive("closed", client, 10, 0);
  SHOW(send(client, "no", 2, MSG_NOSIGNAL));
  IN_CHILD("writer", write(client, "x", 1));
  close(client);

  int s[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(write(s[0], "unread", 6));
  close(s[1]);
  show_poll("reset", s[0]);
  SHOW(option(s[0], SO_ERROR));
  show_poll("told", s[0]);
  SHOW(send(s[0], "x", 1, MSG_NOSIGNAL));
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(write(s[0], "unread", 6));
  MUST(write(s[1], "answer", 6));
  close(s[1]);
  show_receive("answer", s[0], 10, 0);
  show_receive("reset", s[0], 10, 0);
  show_receive("end", s[0], 10, 0);

  // More than fits at a time, through both ends.
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  pid_t child = MUST(fork());
  if (child == 0) {
    static char data[1 << 20];
    for (int i = 0; i < 1 << 20; i++) data[i] = i * 7 + (i >> 9);
    close(s[1]);
    SHOW(write(s[0], data, sizeof data));
    _exit(0);
  }
  close(s[0]);
  unsigned sum = 0, total = 0;
  static unsigned char data[50000];
  for (ssize_t got; (got = read(s[1], data, sizeof data)) > 0; total += got)
    for (ssize_t i = 0; i < got; i++) sum = sum * 31 + data[i];
  waitpid(child, NULL, 0);
  printf("%u bytes, sum %u\n", total, sum);
  return 0;
}
