// Descriptors of queues: closed by exec, inherited by fork, shared flags, passed over a socket, opened again by /proc.
// flags: -lrt
#include "mq.h"
#include <sys/socket.h>

static void show(mqd_t q) {
  struct mq_attr a;
  if (mq_getattr(q, &a) < 0) printf("%s\n", errname(errno));
  else printf("flags %lx curmsgs %ld\n", a.mq_flags, a.mq_curmsgs);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    show(atoi(argv[1]));
    show(atoi(argv[2]));
    return 0;
  }
  mqd_t q = new_mq(own_name("inherit"), O_RDWR, 4, 16);
  IN_CHILD("exec", {
    char one[16], other[16];
    snprintf(one, sizeof one, "%d", q);
    snprintf(other, sizeof other, "%d", dup(q));
    execl("/proc/self/exe", "mq_inherit", one, other, NULL);
    _exit(1);
  });
  /* Flags are the description's, which fork shares. */
  IN_CHILD("fork", {
    MUST(mq_setattr(q, &(struct mq_attr){.mq_flags = O_NONBLOCK}, NULL));
    SHOW(mq_send(q, "child", 5, 1));
  });
  show(q);
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  IN_CHILD("socket", {
    char byte = 'x', control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec vector = {&byte, 1};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &q, sizeof(int));
    SHOW(sendmsg(pair[0], &message, 0));
  });
  char byte, control[CMSG_SPACE(sizeof(int))], text[16];
  struct iovec vector = {&byte, 1};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  MUST(recvmsg(pair[1], &message, 0));
  int passed;
  memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof passed);
  show(passed);
  SHOW(mq_receive(passed, text, sizeof text, NULL));
  SHOW(mq_receive(q, text, sizeof text, NULL));
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", q);
  int again = SHOW_OK(open(path, O_RDWR));
  show(again);
  SHOW(mq_send(again, "again", 5, 0));
  show(q);
  SHOW(mq_close(q));
  SHOW(mq_receive(passed, text, sizeof text, NULL));
  return 0;
}
