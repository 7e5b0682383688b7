// SCM_CREDENTIALS and SO_PEERCRED: who sent it, who may say to be whom.
#include "socket.h"

static const char *whose(pid_t pid) {
  return pid == 0 ? "nobody's" : pid == getpid() ? "mine" : pid == getppid() ? "my parent's" : "another's";
}

static void receive(const char *who, int fd, size_t room, size_t control_room) {
  char data[64] = "", control[256];
  struct iovec vector = {data, room};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = control_room};
  ssize_t n = recvmsg(fd, &header, MSG_DONTWAIT);
  if (n < 0) { printf("%s: %s\n", who, errname(errno)); return; }
  printf("%s: %zd \"%s\" flags %x", who, n, data, header.msg_flags);
  for (struct cmsghdr *m = CMSG_FIRSTHDR(&header); m != NULL; m = CMSG_NXTHDR(&header, m)) {
    struct ucred c;
    memcpy(&c, CMSG_DATA(m), sizeof c);
    if (m->cmsg_type == SCM_CREDENTIALS && m->cmsg_len == CMSG_LEN(sizeof c))
      printf(" [%s, user %d, group %d]", whose(c.pid), c.uid, c.gid);
    else printf(" [type %d length %zu]", m->cmsg_type, m->cmsg_len);
  }
  printf("\n");
}

static ssize_t send_as(int fd, const char *data, pid_t pid, uid_t uid, gid_t gid, size_t length) {
  char control[CMSG_SPACE(64)];
  memset(control, 0, sizeof control);
  struct iovec vector = {(void *)data, strlen(data)};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(length)};
  struct cmsghdr *m = CMSG_FIRSTHDR(&header);
  m->cmsg_level = SOL_SOCKET;
  m->cmsg_type = SCM_CREDENTIALS;
  m->cmsg_len = CMSG_LEN(length);
  struct ucred c = {pid, uid, gid};
  memcpy(CMSG_DATA(m), &c, sizeof c);
  return sendmsg(fd, &header, 0);
}

static void show_peer(const char *who, int fd) {
  struct ucred c;
  socklen_t length = sizeof c;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &length) != 0) { printf("%s: %s\n", who, errname(errno)); return; }
  printf("%s: %s, user %d, group %d\n", who, whose(c.pid), (int)c.uid, (int)c.gid);
}

static int test(void) {
  int s[2], one = 1;
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  for (int i = 0; i < 3; i++) {
    printf("type %d\n", types[i]);
    MUST(socketpair(AF_UNIX, types[i], 0, s));
    MUST(send(s[0], "before", 6, 0));
    SHOW(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
    SHOW(option(s[1], SO_PASSCRED));
    receive("nobody asked", s[1], 60, 200);
    MUST(send(s[0], "asked", 5, 0));
    receive("asked", s[1], 60, 200);
    MUST(send(s[0], "no room", 7, 0));
    receive("no room", s[1], 60, 0);
    MUST(send(s[0], "little room", 11, 0));
    receive("little room", s[1], 60, 20);
    SHOW(send_as(s[0], "parent", getppid(), 0, 0, sizeof(struct ucred)));
    receive("parent", s[1], 60, 200);
    SHOW(send_as(s[0], "other", getpid(), 1000, 1001, sizeof(struct ucred)));
    receive("other", s[1], 60, 200);
    SHOW(send_as(s[0], "none such", 4000000, 0, 0, sizeof(struct ucred)));
    SHOW(send_as(s[0], "no user", getpid(), -1, 0, sizeof(struct ucred)));
    SHOW(send_as(s[0], "short", getpid(), 0, 0, 8));
    SHOW(send_as(s[0], "long", getpid(), 0, 0, 16));
    close(s[0]);
    receive("end", s[1], 60, 200);
    close(s[1]);
  }
  // A stream does not mix what different senders wrote.
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
  MUST(send(s[0], "a", 1, 0));
  MUST(send(s[0], "b", 1, 0));
  MUST(send_as(s[0], "c", getpid(), 1000, 1000, sizeof(struct ucred)));
  MUST(send(s[0], "d", 1, 0));
  receive("same", s[1], 60, 200);
  receive("different", s[1], 60, 200);
  receive("same again", s[1], 60, 200);
  IN_CHILD("user", {
    MUST(setgid(1001));
    MUST(setuid(1000));
    MUST(send(s[0], "as user", 7, 0));
    receive("user", s[1], 60, 200);
    SHOW(send_as(s[0], "x", getpid(), 0, 1001, sizeof(struct ucred)));
    SHOW(send_as(s[0], "x", getpid(), 1000, 0, sizeof(struct ucred)));
    SHOW(send_as(s[0], "x", getppid(), 1000, 1001, sizeof(struct ucred)));
    SHOW(send_as(s[0], "ok", getpid(), 1000, 1001, sizeof(struct ucred)));
    receive("own", s[1], 60, 200);
    show_peer("pair", s[0]);
  });
  // The sender asks.
  MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
  MUST(setsockopt(s[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
  MUST(send(s[0], "sender", 6, 0));
  receive("receiver does not ask", s[1], 60, 200);
  MUST(send(s[0], "sender", 6, 0));
  MUST(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
  receive("receiver asks later", s[1], 60, 200);
  // Connections.
  int lone = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  show_peer("lone", lone);
  int server = listener(SOCK_STREAM, "@server", 5);
  show_peer("listener", server);
  MUST(setsockopt(server, SOL_SOCKET, SO_PASSCRED, &one, sizeof one));
  struct gate gate = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    MUST(setgid(1001));
    MUST(setuid(1000));
    MUST(connect_to(lone, "@server"));
    show_peer("in child", lone);
    MUST(send(lone, "hello", 5, 0));
    gate_open(&gate);
    _exit(0);
  }
  gate_wait(&gate);
  int peer = MUST(accept(server, NULL, NULL));
  struct ucred c;
  socklen_t length = sizeof c;
  MUST(getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &c, &length));
  printf("accepted: %s, user %d, group %d\n", c.pid == child ? "the child's" : "?", c.uid, c.gid);
  SHOW(option(peer, SO_PASSCRED));
  waitpid(child, NULL, 0);
  receive("from child", peer, 60, 200);
  gid_t groups[10];
  length = sizeof groups;
  SHOW(getsockopt(lone, SOL_SOCKET, SO_PEERGROUPS, groups, &length));
  SHOW(getsockopt(server, SOL_SOCKET, SO_PEERCRED, &c, &(socklen_t){4}));
  return 0;
}

/* In a child: the first process of a sandbox has no parent. */
int main(void) {
  pid_t pid = MUST(fork());
  if (pid == 0) return test();
  int status;
  MUST(waitpid(pid, &status, 0));
  return status != 0;
}
