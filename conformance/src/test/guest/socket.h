// What the programs about sockets share.
#ifndef SOCKET_H
#define SOCKET_H

#include "guest.h"
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>

/* An address with a path, or an abstract one where the text begins with '@'. */
static inline socklen_t unix_address(struct sockaddr_un *address, const char *text) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  strcpy(address->sun_path, text);
  if (text[0] != '@') return sizeof *address;
  address->sun_path[0] = 0;
  return offsetof(struct sockaddr_un, sun_path) + strlen(text);
}

static inline int bind_to(int fd, const char *text) {
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, text);
  return bind(fd, (struct sockaddr *)&address, length);
}

static inline int connect_to(int fd, const char *text) {
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, text);
  return connect(fd, (struct sockaddr *)&address, length);
}

static inline ssize_t send_to(int fd, const char *text, const char *data, int flags) {
  struct sockaddr_un address;
  socklen_t length = unix_address(&address, text);
  return sendto(fd, data, strlen(data), flags, (struct sockaddr *)&address, length);
}

/* A socket that listens at an address. */
static inline int listener(int type, const char *text, int backlog) {
  int fd = MUST(socket(AF_UNIX, type, 0));
  MUST(bind_to(fd, text));
  MUST(listen(fd, backlog));
  return fd;
}

static inline void show_address(const char *what, const struct sockaddr_un *address, socklen_t length) {
  printf("%s: family %d, length %d, \"", what, length >= 2 ? address->sun_family : -1, length);
  for (unsigned i = 0; i + 2 < length && i < sizeof address->sun_path; i++) {
    char c = address->sun_path[i];
    if (c >= ' ' && c < 127) putchar(c);
    else printf("\\%d", c);
  }
  printf("\"\n");
}

static inline void show_names(const char *who, int fd) {
  struct sockaddr_un address;
  socklen_t length = sizeof address;
  char text[64];
  snprintf(text, sizeof text, "%s here", who);
  if (getsockname(fd, (struct sockaddr *)&address, &length) == 0) show_address(text, &address, length);
  else printf("%s: %s\n", text, errname(errno));
  length = sizeof address;
  snprintf(text, sizeof text, "%s there", who);
  if (getpeername(fd, (struct sockaddr *)&address, &length) == 0) show_address(text, &address, length);
  else printf("%s: %s\n", text, errname(errno));
}

/* Receives once and prints what came. */
static inline ssize_t show_receive(const char *who, int fd, size_t room, int flags) {
  char data[4096];
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  memset(data, 0, sizeof data);
  struct iovec vector = {data, room};
  struct msghdr header = {.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &vector, .msg_iovlen = 1};
  ssize_t n = recvmsg(fd, &header, flags);
  if (n < 0) { printf("%s: %s\n", who, errname(errno)); return n; }
  printf("%s: %zd \"%.*s\" flags %x", who, n, (int)((size_t)n < room ? (size_t)n : room), data, header.msg_flags);
  if (header.msg_namelen > 2) printf(" from %s", address.sun_path[0] ? address.sun_path : address.sun_path + 1);
  printf("\n");
  return n;
}

static inline int option(int fd, int name) {
  int value = -12345;
  socklen_t length = sizeof value;
  return getsockopt(fd, SOL_SOCKET, name, &value, &length) == 0 ? value : -errno;
}

static inline void show_poll(const char *who, int fd) {
  struct pollfd p = {fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0};
  poll(&p, 1, 0);
  printf("%s:%s%s%s%s%s%s\n", who, p.revents & POLLIN ? " IN" : "", p.revents & POLLOUT ? " OUT" : "",
         p.revents & POLLPRI ? " PRI" : "", p.revents & POLLERR ? " ERR" : "",
         p.revents & POLLHUP ? " HUP" : "", p.revents & POLLRDHUP ? " RDHUP" : "");
}

#endif
