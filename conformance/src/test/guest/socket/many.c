// sendmmsg(2) and recvmmsg(2).
#include "socket.h"

static struct mmsghdr headers[8];
static struct iovec vectors[8];
static char data[8][16];

static void prepare(size_t room) {
  memset(headers, 0, sizeof headers);
  for (int i = 0; i < 8; i++) {
    vectors[i] = (struct iovec){data[i], room};
    headers[i].msg_hdr.msg_iov = &vectors[i];
    headers[i].msg_hdr.msg_iovlen = 1;
    headers[i].msg_len = 99;
  }
}

static void show(int n) {
  for (int i = 0; i < 8; i++) printf(" %u", headers[i].msg_len);
  printf(" flags %x\n", n > 0 ? headers[0].msg_hdr.msg_flags : 0);
}

int main(void) {
  int s[2];
  MUST(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
  prepare(3);
  vectors[2].iov_len = 5;
  show(SHOW(sendmmsg(s[0], headers, 4, 0)));
  prepare(4);
  show(SHOW(recvmmsg(s[1], headers, 2, 0, NULL)));
  show(SHOW(recvmmsg(s[1], headers, 8, 0, NULL)));
  show(SHOW(recvmmsg(s[1], headers, 8, 0, NULL)));
  prepare(1);
  vectors[2].iov_base = (void *)8;
  show(SHOW(sendmmsg(s[0], headers, 4, 0)));
  show(SHOW(sendmmsg(s[0], headers + 2, 4, 0)));
  prepare(1);
  fcntl(s[1], F_SETFL, 0);
  show(SHOW(recvmmsg(s[1], headers, 8, MSG_WAITFORONE, NULL)));
  struct timespec soon = {0, 1000000};
  struct timeval limit = {0, 10000};
  MUST(setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
  MUST(send(s[0], "a", 1, 0));
  show(SHOW(recvmmsg(s[1], headers, 8, 0, &soon)));
  soon.tv_nsec = -1;
  SHOW(recvmmsg(s[1], headers, 8, 0, &soon));
  SHOW(recvmmsg(s[1], headers, 0, 0, NULL));
  SHOW(sendmmsg(s[0], headers, 0, 0));
  MUST(send(s[0], "a", 1, 0));
  prepare(1);
  vectors[1].iov_base = (void *)8;
  MUST(send(s[0], "b", 1, 0));
  show(SHOW(recvmmsg(s[1], headers, 2, 0, NULL)));
  SHOW(recv(s[1], data, 1, 0));
  SHOW(recv(s[1], data, 1, 0));
  return 0;
}
