// bind(2) and connect(2) with paths: the file that is made, permissions, links, lengths.
#include "socket.h"

int main(void) {
  umask(027);
  int server = listener(SOCK_STREAM, "server", 5);
  struct stat status;
  MUST(stat("server", &status));
  printf("mode %o size %ld links %ld\n", status.st_mode, (long)status.st_size, (long)status.st_nlink);
  SHOW(open("server", O_RDWR));
  SHOW_OK(open("server", O_PATH));
  SHOW(bind_to(server, "server"));
  SHOW(bind_to(server, "other"));
  SHOW(access("other", F_OK));
  int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind_to(fd, "server"));
  SHOW(bind_to(fd, "no/such"));
  SHOW(bind_to(fd, "server/under"));
  write_file("plain", "x");
  SHOW(bind_to(fd, "plain"));
  SHOW(connect_to(fd, "plain"));
  SHOW(connect_to(fd, "missing"));
  SHOW(connect_to(fd, "server/under"));
  MUST(symlink("server", "link"));
  MUST(symlink("target", "dangling"));
  SHOW(bind_to(fd, "dangling"));
  SHOW(connect_to(fd, "link"));
  show_names("client", fd);
  show_names("accepted", MUST(accept(server, NULL, NULL)));
  // The name may move; the socket stays where it is.
  MUST(rename("server", "moved"));
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(fd, "server"));
  SHOW(connect_to(fd, "moved"));
  show_names("client", fd);
  MUST(link("moved", "second"));
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(fd, "second"));
  MUST(unlink("moved"));
  MUST(unlink("second"));
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(fd, "moved"));
  server = listener(SOCK_STREAM, "server", 5);
  close(server);
  SHOW(connect_to(fd, "server"));
  SHOW(access("server", F_OK));
  // Only who may write to it may connect.
  server = listener(SOCK_STREAM, "guarded", 5);
  MUST(chmod("guarded", 0700));
  MUST(chmod(".", 0755));
  IN_CHILD("nobody", {
    MUST(setgid(65534));
    MUST(setuid(65534));
    SHOW(connect_to(fd, "guarded"));
    SHOW(bind_to(fd, "mine"));
  });
  MUST(chmod("guarded", 0702));
  IN_CHILD("nobody", {
    MUST(setgid(65534));
    MUST(setuid(65534));
    SHOW(connect_to(fd, "guarded"));
  });
  // Types.
  int datagram = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  SHOW(connect_to(datagram, "guarded"));
  SHOW(send_to(datagram, "guarded", "x", 0));
  MUST(bind_to(datagram, "datagram"));
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(connect_to(fd, "datagram"));
  // mknod makes a name without a socket.
  MUST(mknod("node", S_IFSOCK | 0777, 0));
  SHOW(connect_to(fd, "node"));
  SHOW(bind_to(fd, "node"));
  // Lengths.
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memset(address.sun_path, 'p', sizeof address.sun_path);
  SHOW(bind(fd, (struct sockaddr *)&address, sizeof address));
  char room[200];
  socklen_t length = sizeof room;
  SHOW(getsockname(fd, (struct sockaddr *)room, &length));
  printf("length %d\n", length);
  length = 10;
  memset(room, 'x', sizeof room);
  SHOW(getsockname(fd, (struct sockaddr *)room, &length));
  printf("length %d, %.12s\n", length, room + 2);
  length = -1;
  SHOW(getsockname(fd, (struct sockaddr *)room, &length));
  length = sizeof room;
  SHOW(getsockname(fd, NULL, &length));
  SHOW(getsockname(fd, (struct sockaddr *)room, NULL));
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind(fd, (struct sockaddr *)&address, sizeof address + 1));
  SHOW(bind(fd, (struct sockaddr *)&address, 1));
  SHOW(bind(fd, (struct sockaddr *)&address, -1));
  SHOW(bind(fd, (struct sockaddr *)&address, 129));
  SHOW(bind(fd, NULL, sizeof address));
  strcpy(address.sun_path, "short");
  SHOW(bind(fd, (struct sockaddr *)&address, 2 + 3));
  show_names("short", fd);
  SHOW(access("sho", F_OK));
  address.sun_family = AF_INET;
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind(fd, (struct sockaddr *)&address, sizeof address));
  SHOW(connect(fd, (struct sockaddr *)&address, sizeof address));
  address.sun_family = AF_UNSPEC;
  SHOW(connect(fd, (struct sockaddr *)&address, sizeof address));
  MUST(mkdir("dir", 0755));
  SHOW(bind_to(fd, "dir"));
  SHOW(bind_to(fd, "dir/"));
  SHOW(bind_to(fd, "new/"));
  return 0;
}
