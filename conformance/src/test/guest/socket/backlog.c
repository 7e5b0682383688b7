// listen(2): how many may wait, who is refused, and what a listener's end does to those who wait.
#include "socket.h"

int main(void) {
  int server = listener(SOCK_STREAM, "@backlog", 1);
  int clients[5];
  for (int i = 0; i < 4; i++) {
    clients[i] = MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
    SHOW(connect_to(clients[i], "@backlog"));
  }
  int peer = SHOW_OK(accept4(server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) > 0 ? 0 : -1;
  (void)peer;
  SHOW(connect_to(clients[2], "@backlog"));
  SHOW(connect_to(clients[3], "@backlog"));
  SHOW(listen(server, 3));
  SHOW(connect_to(clients[3], "@backlog"));
  SHOW(accept4(server, NULL, NULL, 12345));
  struct timeval soon = {0, 20000};
  int blocking = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(setsockopt(blocking, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
  SHOW(listen(server, 1));
  SHOW(connect_to(blocking, "@backlog"));
  struct timeval never = {0, 0};
  MUST(setsockopt(blocking, SOL_SOCKET, SO_SNDTIMEO, &never, sizeof never));
  pid_t child = MUST(fork());
  if (child == 0) {
    _exit(connect_to(blocking, "@backlog") == 0 ? 0 : errno);
  }
  await_sleeping(child);
  MUST(setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
  CHECK(accept(server, NULL, NULL) > 0);
  CHECK(accept(server, NULL, NULL) > 0);
  int status;
  waitpid(child, &status, 0);
  show_status("who waited", status);
  CHECK(accept(server, NULL, NULL) > 0);
  CHECK(accept(server, NULL, NULL) > 0);
  SHOW(accept(server, NULL, NULL));
  MUST(fcntl(server, F_SETFL, O_NONBLOCK));
  SHOW(accept(server, NULL, NULL));
  clients[4] = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(clients[4], "@backlog"));
  SHOW(shutdown(server, SHUT_RD));
  int again = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(again, "@backlog"));
  CHECK(accept(server, NULL, NULL) > 0);
  SHOW(accept(server, NULL, NULL));
  close(server);

  server = listener(SOCK_STREAM, "@backlog2", 5);
  int client = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(connect_to(client, "@backlog2"));
  MUST(write(client, "lost", 4));
  close(server);
  show_poll("refused later", client);
  char c;
  SHOW(read(client, &c, 1));
  SHOW(read(client, &c, 1));
  SHOW(connect_to(client, "@backlog2"));
  SHOW(connect_to(again, "@backlog2"));

  int lone = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(listen(lone, 5));
  SHOW(accept(lone, NULL, NULL));
  int datagram = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  SHOW(listen(datagram, 5));
  SHOW(accept(datagram, NULL, NULL));
  SHOW(listen(client, 5));

  // What an accepted socket has from the one that listens.
  server = listener(SOCK_STREAM, "@backlog4", 5);
  int one = 1, size = 50000;
  struct timeval seconds = {5, 0};
  MUST(setsockopt(server, SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
  MUST(setsockopt(server, SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
  MUST(setsockopt(server, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one));
  MUST(setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &seconds, sizeof seconds));
  client = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(connect_to(client, "@backlog4"));
  peer = MUST(accept(server, NULL, NULL));
  SHOW(option(peer, SO_PASSCRED));
  SHOW(option(peer, SO_SNDBUF));
  SHOW(option(peer, SO_KEEPALIVE));
  socklen_t length = sizeof seconds;
  MUST(getsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &seconds, &length));
  printf("%ld\n", (long)seconds.tv_sec);

  // One that listens takes part in nothing else.
  server = listener(SOCK_STREAM, "@backlog3", -1);
  SHOW(connect_to(server, "@backlog3"));
  SHOW(send(server, "x", 1, MSG_NOSIGNAL));
  SHOW(recv(server, &c, 1, 0));
  show_names("listener", server);
  return 0;
}
