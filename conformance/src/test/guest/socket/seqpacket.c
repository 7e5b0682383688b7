// Sequenced packets: a connection with messages.
#include "socket.h"

int main(void) {
  int server = listener(SOCK_SEQPACKET, "@packets", 5);
  int client = MUST(socket(AF_UNIX, SOCK_SEQPACKET, 0));
  char c;
  SHOW(recv(client, &c, 1, 0));
  SHOW(send(client, "x", 1, MSG_NOSIGNAL));
  show_poll("new", client);
  SHOW(connect_to(client, "@packets"));
  int peer = MUST(accept(server, NULL, NULL));
  SHOW(send(client, "one", 3, 0));
  SHOW(send(client, "", 0, 0));
  SHOW(send_to(client, "@elsewhere", "three", 0));
  SHOW(send(client, "four", 4, MSG_EOR));
  int n = 0;
  SHOW(ioctl(peer, FIONREAD, &n));
  printf("%d bytes\n", n);
  show_receive("one", peer, 100, 0);
  show_receive("two", peer, 100, 0);
  show_receive("three", peer, 2, 0);
  show_receive("four", peer, 2, MSG_TRUNC | MSG_WAITALL);
  show_receive("none", peer, 2, MSG_DONTWAIT);
  SHOW(shutdown(client, SHUT_WR));
  show_receive("end", peer, 2, MSG_DONTWAIT);
  show_receive("end", peer, 2, 0);
  show_poll("end", peer);
  SHOW(send(client, "x", 1, MSG_NOSIGNAL));
  IN_CHILD("writer", SHOW(send(client, "x", 1, 0)));
  close(client);
  show_poll("closed", peer);
  SHOW(send(peer, "x", 1, MSG_NOSIGNAL));
  IN_CHILD("writer", SHOW(send(peer, "x", 1, 0)));
  int s[2];
  MUST(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, s));
  int sent = 0;
  while (send(s[0], "m", 1, 0) == 1) sent++;
  printf("sent %d, then %s\n", sent, errname(errno));
  show_poll("full", s[0]);
  for (int i = 0; i < 200; i++) MUST(recv(s[1], &c, 1, 0));
  show_poll("some room", s[0]);
  for (int i = 0; i < 20; i++) MUST(recv(s[1], &c, 1, 0));
  show_poll("more room", s[0]);
  close(s[1]);
  SHOW(recv(s[0], &c, 1, 0));
  SHOW(recv(s[0], &c, 1, 0));
  SHOW(send(s[0], "m", 1, MSG_NOSIGNAL));
  // A stream cannot reach it.
  int stream = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(stream, "@packets"));
  server = listener(SOCK_SEQPACKET, "packets", 5);
  SHOW(connect_to(stream, "packets"));
  return 0;
}
