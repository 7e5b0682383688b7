// Processes at the other side of a socket, as descriptors: SO_PEERPIDFD, SO_PASSPIDFD, SCM_PIDFD.
#include "socket.h"

enum { PASSPIDFD = 76, PEERPIDFD = 77, PIDFD_MESSAGE = 4 };

/* Which process a pidfd stands for. */
static pid_t process_of(int fd) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  file_text(path, text, sizeof text);
  const char *line = strstr(text, "\nPid:");
  return line == NULL ? -2 : atoi(line + 5);
}

static const char *who(pid_t pid) { return pid == getpid() ? "us" : pid == getppid() ? "the parent" : pid == -1 ? "who is gone" : pid == -2 ? "no process" : "another"; }

static int peer(int fd) {
  int process = -5;
  socklen_t length = sizeof process;
  long result = getsockopt(fd, SOL_SOCKET, PEERPIDFD, &process, &length);
  if (result < 0) { printf("SO_PEERPIDFD: %s, %d\n", errname(errno), process); return -1; }
  printf("SO_PEERPIDFD: %d bytes, %s, flags %x\n", length, who(process_of(process)), fcntl(process, F_GETFD));
  return process;
}

/* Receives a byte with so much room for control messages. */
static void take(int fd, size_t room, int flags) {
  char control[256] = {0}, byte;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room == 0 ? NULL : control, .msg_controllen = room};
  long got = recvmsg(fd, &message, flags | MSG_DONTWAIT);
  printf("room %zu: %ld %s, flags %x, length %zu:", room, got, got < 0 ? errname(errno) : "", message.msg_flags, (size_t)message.msg_controllen);
  for (struct cmsghdr *each = CMSG_FIRSTHDR(&message); each != NULL; each = CMSG_NXTHDR(&message, each)) {
    printf(" type %d of %zu", each->cmsg_type, (size_t)each->cmsg_len);
    int value;
    memcpy(&value, CMSG_DATA(each), sizeof value);
    if (each->cmsg_type == PIDFD_MESSAGE) {
      if (value < 0) printf(" (%s)", errname(-value));
      else printf(" (%s, flags %x)", who(process_of(value)), fcntl(value, F_GETFD));
    }
    if ((each->cmsg_type == PIDFD_MESSAGE || each->cmsg_type == SCM_RIGHTS) && each->cmsg_len >= CMSG_LEN(4) && value >= 0) close(value);
  }
  printf("\n");
}

static void give(int fd, int passed) {
  union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; } control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
  memcpy(CMSG_DATA(&control.header), &passed, sizeof passed);
  struct iovec data = {"x", 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = passed < 0 ? NULL : &control, .msg_controllen = passed < 0 ? 0 : sizeof control};
  MUST(sendmsg(fd, &message, 0));
}

int main(void) {
  int pair[2], on = 1, value = -5;
  socklen_t length = 4;
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  close(peer(pair[0]));
  for (int size = -1; size < 9; size++) {
    value = -1;
    length = size;
    SHOW(getsockopt(pair[0], SOL_SOCKET, PEERPIDFD, &value, &length));
    printf("  %d bytes of %d told, %s\n", length, size, value == -1 ? "nothing" : "something");
    if (size >= 4) close(value);
  }
  int next = dup(0);
  close(next);
  length = 4;
  SHOW(getsockopt(pair[0], SOL_SOCKET, PEERPIDFD, (void *)8, &length));
  int again = dup(0);
  printf("%s\n", again <= next + 4 ? "none was left" : "some were left");
  close(again);
  SHOW(setsockopt(pair[0], SOL_SOCKET, PEERPIDFD, &on, 4));
  int single = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  peer(single);

  /* Who is told. */
  length = 4;
  SHOW(getsockopt(pair[0], SOL_SOCKET, PASSPIDFD, &value, &length));
  printf("%d\n", value);
  give(pair[1], -1);
  SHOW(setsockopt(pair[0], SOL_SOCKET, PASSPIDFD, &on, 3));
  on = 5;
  SHOW(setsockopt(pair[0], SOL_SOCKET, PASSPIDFD, &on, 4));
  SHOW(getsockopt(pair[0], SOL_SOCKET, PASSPIDFD, &value, &length));
  printf("%d\n", value);
  take(pair[0], 200, 0); /* was sent before anybody asked */
  give(pair[1], -1);
  take(pair[0], 200, MSG_PEEK);
  take(pair[0], 200, 0);
  for (size_t room = 0; room < 28; room += 4) {
    give(pair[1], -1);
    take(pair[0], room, 0);
  }
  MUST(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, 4));
  for (size_t room = 0; room < 100; room += 4) {
    give(pair[1], single);
    take(pair[0], room, 0);
  }
  IN_CHILD("child", give(pair[1], -1));
  take(pair[0], 200, 0);
  struct rlimit limit, none;
  MUST(getrlimit(RLIMIT_NOFILE, &limit));
  give(pair[1], -1);
  none = (struct rlimit){0, limit.rlim_max};
  MUST(setrlimit(RLIMIT_NOFILE, &none));
  take(pair[0], 200, 0);
  peer(pair[0]);
  MUST(setrlimit(RLIMIT_NOFILE, &limit));
  IN_CHILD("the other side of our pair", peer(pair[0]); give(pair[1], -1); take(pair[0], 200, 0));

  /* A message that names another kind of control message. */
  union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; } control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, PIDFD_MESSAGE}};
  struct iovec data = {"x", 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  SHOW(sendmsg(pair[1], &message, 0));

  /* Who wants to know gets a name; datagrams tell as well. */
  struct sockaddr_un name;
  MUST(setsockopt(single, SOL_SOCKET, PASSPIDFD, &on, 4));
  int datagrams[2];
  MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, datagrams));
  MUST(setsockopt(datagrams[0], SOL_SOCKET, PASSPIDFD, &on, 4));
  give(datagrams[1], -1);
  take(datagrams[0], 200, 0);
  MUST(bind(single, (struct sockaddr *)&(struct sockaddr_un){.sun_family = AF_UNIX}, sizeof(sa_family_t)));
  int caller = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  MUST(setsockopt(caller, SOL_SOCKET, PASSPIDFD, &on, 4));
  length = sizeof name;
  MUST(getsockname(single, (struct sockaddr *)&name, &length));
  MUST(connect(caller, (struct sockaddr *)&name, length));
  length = sizeof name;
  MUST(getsockname(caller, (struct sockaddr *)&name, &length));
  printf("the caller's name has %d bytes\n", length);

  /* A peer that is gone: of a listening socket and of one that called it. */
  int listener = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(bind(listener, (struct sockaddr *)&(struct sockaddr_un){.sun_family = AF_UNIX}, sizeof(sa_family_t)));
  MUST(listen(listener, 5));
  peer(listener);
  length = sizeof name;
  MUST(getsockname(listener, (struct sockaddr *)&name, &length));
  IN_CHILD("caller", {
    int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
    MUST(connect(fd, (struct sockaddr *)&name, length));
    peer(fd);
    give(fd, -1);
    _exit(9);
  });
  int fd = MUST(accept(listener, NULL, NULL));
  int gone = peer(fd);
  struct pollfd ready = {.fd = gone, .events = POLLIN};
  MUST(poll(&ready, 1, 0));
  printf("poll %x\n", ready.revents);
  SHOW(syscall(SYS_pidfd_send_signal, gone, 0, NULL, 0));
  SHOW(syscall(SYS_pidfd_getfd, gone, 0, 0));
  siginfo_t info;
  SHOW(waitid((idtype_t)3, gone, &info, WEXITED));
  uint64_t told[16] = {8};
  SHOW(ioctl(gone, 0xc040ff0b, told));
  printf("mask %lx, exit code %x\n", (long)(told[0] & ~4), ((int *)told)[15]);
  return 0;
}
