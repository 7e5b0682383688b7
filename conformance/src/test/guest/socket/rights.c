// SCM_RIGHTS: descriptors in messages, where they stop a receive, what is cut, and the limits.
#include "socket.h"

static ssize_t send_files(int fd, const char *data, int count, const int *files) {
  char control[CMSG_SPACE(300 * sizeof(int))];
  memset(control, 0, sizeof control);
  struct iovec vector = {(void *)data, strlen(data)};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(count * sizeof(int))};
  struct cmsghdr *message = CMSG_FIRSTHDR(&header);
  message->cmsg_level = SOL_SOCKET;
  message->cmsg_type = SCM_RIGHTS;
  message->cmsg_len = CMSG_LEN(count * sizeof(int));
  memcpy(CMSG_DATA(message), files, count * sizeof(int));
  return sendmsg(fd, &header, MSG_NOSIGNAL);
}

/* Receives, prints, and leaves the descriptors in files. */
static int receive_files(const char *who, int fd, size_t room, size_t control_room, int flags, int *files) {
  char data[64] = "", control[2048];
  memset(control, 0, sizeof control);
  struct iovec vector = {data, room};
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control_room ? control : NULL, .msg_controllen = control_room};
  ssize_t n = recvmsg(fd, &header, flags);
  if (n < 0) { printf("%s: %s\n", who, errname(errno)); return 0; }
  int count = 0;
  printf("%s: %zd \"%s\" flags %x control %zu", who, n, data, header.msg_flags, header.msg_controllen);
  for (struct cmsghdr *m = CMSG_FIRSTHDR(&header); m != NULL; m = CMSG_NXTHDR(&header, m)) {
    count = (m->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    printf(" [level %d type %d length %zu]", m->cmsg_level, m->cmsg_type, m->cmsg_len);
    memcpy(files, CMSG_DATA(m), count * sizeof(int));
  }
  printf("\n");
  return count;
}

static void close_all(int count, const int *files) { for (int i = 0; i < count; i++) close(files[i]); }

int main(void) {
  int s[2], got[300], pipes[2], n;
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(pipe(pipes));
  SHOW(send_files(s[0], "pipe", 2, pipes));
  n = receive_files("pipe", s[1], 60, 100, 0, got);
  printf("cloexec %d\n", fcntl(got[0], F_GETFD));
  MUST(write(got[1], "through", 7));
  char text[10] = "";
  MUST(read(pipes[0], text, 9));
  puts(text);
  close_all(n, got);
  SHOW(send_files(s[0], "cloexec", 1, pipes));
  n = receive_files("cloexec", s[1], 60, 100, MSG_CMSG_CLOEXEC, got);
  printf("cloexec %d\n", fcntl(got[0], F_GETFD));
  close_all(n, got);
  // A receive ends with the message that has descriptors, and with one before that has none.
  MUST(send(s[0], "before", 6, 0));
  MUST(send_files(s[0], "with", 1, pipes));
  MUST(send(s[0], "after", 5, 0));
  n = receive_files("one", s[1], 60, 100, 0, got);
  close_all(n, got);
  n = receive_files("two", s[1], 60, 100, 0, got);
  close_all(n, got);
  // In pieces: the descriptors come with the first.
  MUST(send_files(s[0], "pieces", 1, pipes));
  n = receive_files("first", s[1], 2, 100, 0, got);
  close_all(n, got);
  n = receive_files("second", s[1], 60, 100, 0, got);
  // Peeking gives them, too, and leaves them.
  MUST(send_files(s[0], "peek", 2, pipes));
  n = receive_files("peek", s[1], 60, 100, MSG_PEEK, got);
  close_all(n, got);
  n = receive_files("peeked", s[1], 60, 100, 0, got);
  close_all(n, got);
  // Too little room.
  for (size_t room = 0; room <= 32; room += 4) {
    MUST(send_files(s[0], "cut", 3, (int[]){pipes[0], pipes[1], s[0]}));
    n = receive_files("cut", s[1], 60, room, 0, got);
    close_all(n, got);
  }
  MUST(send_files(s[0], "read", 1, pipes));
  SHOW(read(s[1], text, 9));
  // What is open only in a message stays open.
  int lone[2];
  MUST(pipe(lone));
  MUST(send_files(s[0], "lone", 1, &lone[1]));
  close(lone[1]);
  MUST(fcntl(lone[0], F_SETFL, O_NONBLOCK));
  SHOW(read(lone[0], text, 1));
  SHOW(read(s[1], text, 9));
  SHOW(read(lone[0], text, 1));
  // Errors.
  SHOW(send_files(s[0], "bad", 1, (int[]){-1}));
  SHOW(send_files(s[0], "bad", 2, (int[]){0, 99}));
  SHOW(send_files(s[0], "none", 0, NULL));
  SHOW(read(s[1], text, 9));
  int many[300];
  for (int i = 0; i < 300; i++) many[i] = pipes[0];
  SHOW(send_files(s[0], "many", 253, many));
  n = receive_files("many", s[1], 60, 2000, 0, got);
  printf("%d\n", n);
  close_all(n, got);
  SHOW(send_files(s[0], "too many", 254, many));
  SHOW(send_files(s[0], "", 1, pipes));
  show_receive("nothing sent", s[1], 10, MSG_DONTWAIT);
  struct iovec vector = {"x", 1};
  char control[64];
  memset(control, 0, sizeof control);
  struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = 24};
  struct cmsghdr *m = (struct cmsghdr *)control;
  m->cmsg_len = 8;
  SHOW(sendmsg(s[0], &header, 0));
  m->cmsg_len = 25;
  SHOW(sendmsg(s[0], &header, 0));
  m->cmsg_len = 20;
  m->cmsg_level = SOL_SOCKET;
  m->cmsg_type = 77;
  SHOW(sendmsg(s[0], &header, 0));
  m->cmsg_level = 77;
  SHOW(sendmsg(s[0], &header, 0));
  header.msg_controllen = 15;
  SHOW(sendmsg(s[0], &header, 0));
  header.msg_control = NULL;
  SHOW(sendmsg(s[0], &header, 0));
  header.msg_control = (void *)8;
  SHOW(sendmsg(s[0], &header, 0));
  header.msg_control = control;
  header.msg_controllen = 1 << 20;
  SHOW(sendmsg(s[0], &header, 0));
  SHOW(recv(s[1], text, 9, 0));
  // Two messages of control data in one.
  char both[2 * CMSG_SPACE(sizeof(int))];
  memset(both, 0, sizeof both);
  header.msg_control = both;
  header.msg_controllen = sizeof both;
  m = CMSG_FIRSTHDR(&header);
  for (int i = 0; i < 2; i++, m = CMSG_NXTHDR(&header, m)) {
    m->cmsg_level = SOL_SOCKET;
    m->cmsg_type = SCM_RIGHTS;
    m->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(m), &pipes[i], sizeof(int));
  }
  SHOW(sendmsg(s[0], &header, 0));
  n = receive_files("both", s[1], 60, 100, 0, got);
  close_all(n, got);
  // Datagrams.
  int d[2];
  MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, d));
  SHOW(send_files(d[0], "", 1, pipes));
  n = receive_files("datagram", d[1], 60, 100, 0, got);
  close_all(n, got);
  MUST(send_files(d[0], "cut", 1, pipes));
  n = receive_files("datagram", d[1], 1, 100, 0, got);
  close_all(n, got);
  // No number left for them.
  MUST(send_files(s[0], "limit", 2, pipes));
  struct rlimit limit = {got[0] + 1, 1000};
  MUST(setrlimit(RLIMIT_NOFILE, &limit));
  n = receive_files("limit", s[1], 60, 100, 0, got);
  limit.rlim_cur = 1000;
  MUST(setrlimit(RLIMIT_NOFILE, &limit));
  close_all(n, got);
  // A path-only descriptor goes, too.
  int path = MUST(open("/", O_PATH));
  MUST(send_files(s[0], "path", 1, &path));
  n = receive_files("path", s[1], 60, 100, 0, got);
  printf("%x\n", fcntl(got[0], F_GETFL) & O_PATH);
  close_all(n, got);
  // The limit of what a user may have in flight.
  IN_CHILD("limited", {
    MUST(setuid(12345));
    limit = (struct rlimit){40, 40};
    MUST(setrlimit(RLIMIT_NOFILE, &limit));
    int done = 0;
    while (send_files(s[0], "m", 10, many) == 1) done++;
    printf("%d messages, then %s\n", done, errname(errno));
  });
  return 0;
}
