// socketpair(2): types, flags, errors, and what the two ends are.
#include "socket.h"

int main(void) {
  int s[2];
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW};
  for (int i = 0; i < 4; i++) {
    printf("type %d\n", types[i]);
    SHOW(socketpair(AF_UNIX, types[i], 0, s));
    CHECK(s[1] == s[0] + 1);
    SHOW(write(s[0], "hello", 5));
    show_receive("read", s[1], 100, 0);
    SHOW(write(s[1], "world", 5));
    char text[8] = "";
    SHOW(read(s[0], text, 8));
    puts(text);
    SHOW(option(s[0], SO_TYPE));
    SHOW(option(s[0], SO_DOMAIN));
    SHOW(option(s[0], SO_PROTOCOL));
    SHOW(option(s[0], SO_ACCEPTCONN));
    SHOW(option(s[0], SO_ERROR));
    show_names("pair", s[0]);
    struct ucred peer;
    socklen_t length = sizeof peer;
    SHOW(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &peer, &length));
    CHECK(peer.pid == getpid() && peer.uid == getuid() && peer.gid == getgid());
    SHOW(lseek(s[0], 0, SEEK_CUR));
    SHOW(pread(s[0], text, 1, 0));
    SHOW(ftruncate(s[0], 0));
    SHOW(fsync(s[0]));
    CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, s[0], 0) == MAP_FAILED);
    SHOW(fcntl(s[0], F_GETFL));
    SHOW(fcntl(s[0], F_GETFD));
    close(s[0]);
    close(s[1]);
  }
  SHOW(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, s));
  SHOW(fcntl(s[0], F_GETFL));
  SHOW(fcntl(s[1], F_GETFD));
  char c;
  SHOW(read(s[0], &c, 1));
  close(s[0]);
  SHOW(read(s[1], &c, 1));
  close(s[1]);
  SHOW(socketpair(AF_UNIX, SOCK_STREAM | 0x100, 0, s));
  SHOW(socketpair(AF_UNIX, 4, 0, s));
  SHOW(socketpair(AF_UNIX, 11, 0, s));
  SHOW(socketpair(AF_UNIX, SOCK_STREAM, 3, s));
  SHOW_OK(socketpair(AF_UNIX, SOCK_STREAM, AF_UNIX, s));
  SHOW(socketpair(AF_APPLETALK, SOCK_STREAM, 0, s));
  SHOW(socketpair(1000, SOCK_STREAM, 0, s));
  SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, NULL));
  SHOW(socketpair(1000, SOCK_STREAM, 0, NULL));
  struct rlimit none = {4, 4};
  for (int fd = 3; fd < 20; fd++) close(fd);
  setrlimit(RLIMIT_NOFILE, &none);
  SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  SHOW(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(socket(AF_UNIX, SOCK_STREAM, 0));
  return 0;
}
