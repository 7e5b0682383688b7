// Abstract names, and names that the kernel chooses.
#include "socket.h"

int main(void) {
  int server = listener(SOCK_STREAM, "@name", 5);
  show_names("server", server);
  int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind_to(fd, "@name"));
  SHOW(connect_to(fd, "@nam"));
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, "@name");
  SHOW(connect(fd, (struct sockaddr *)&address, length + 1)); // one NUL more is another name
  SHOW(connect(fd, (struct sockaddr *)&address, length));
  int other = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  SHOW(bind_to(other, "@name")); // of another type
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  close(server);
  SHOW(connect_to(fd, "@name"));
  SHOW(bind_to(fd, "@name"));
  // The empty name, and one with NULs in it.
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  SHOW(bind(fd, (struct sockaddr *)&address, 3));
  show_names("empty", fd);
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind(fd, (struct sockaddr *)&address, sizeof address));
  struct sockaddr_un found;
  socklen_t found_length = sizeof found;
  MUST(getsockname(fd, (struct sockaddr *)&found, &found_length));
  printf("length %d\n", found_length);
  // Chosen by the kernel.
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind(fd, (struct sockaddr *)&address, 2));
  found_length = sizeof found;
  MUST(getsockname(fd, (struct sockaddr *)&found, &found_length));
  printf("length %d, first %d\n", found_length, found.sun_path[0]);
  CHECK(strspn(found.sun_path + 1, "0123456789abcdef") >= 5);
  SHOW(bind(fd, (struct sockaddr *)&address, 2));
  SHOW(bind_to(fd, "@again"));
  SHOW(listen(fd, 1));
  // Who wants credentials gets a name to be answered at.
  int one = 1;
  fd = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  MUST(setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
  SHOW(send_to(fd, "@name", "x", 0));
  found_length = sizeof found;
  MUST(getsockname(fd, (struct sockaddr *)&found, &found_length));
  printf("length %d\n", found_length);
  found_length = sizeof found;
  char c;
  SHOW(recvfrom(other, &c, 1, 0, (struct sockaddr *)&found, &found_length));
  printf("length %d\n", found_length);
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind_to(fd, "@free when closed"));
  close(fd);
  fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(bind_to(fd, "@free when closed"));
  return 0;
}
