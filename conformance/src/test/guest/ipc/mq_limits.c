// RLIMIT_MSGQUEUE, sizes beyond what may be asked for, permissions, the sticky directory.
// flags: -lrt
#include "mq.h"

static const char *name;

static void try(long messages, long size) {
  struct mq_attr attr = {.mq_maxmsg = messages, .mq_msgsize = size};
  mq_unlink(name);
  mqd_t q = mq_open(name, O_CREAT | O_RDWR, 0600, &attr);
  printf("%ld of %ld: %s\n", messages, size, q < 0 ? errname(errno) : "ok");
  if (q >= 0) mq_close(q);
  mq_unlink(name);
}

/* The hard limit stays: a user cannot raise it. */
static void limit(rlim_t bytes) {
  struct rlimit limit;
  MUST(getrlimit(RLIMIT_MSGQUEUE, &limit));
  MUST(setrlimit(RLIMIT_MSGQUEUE, &(struct rlimit){bytes, limit.rlim_max}));
}

static void check(void) {
  SHOW_OK(mq_open(name, O_RDONLY));
  SHOW_OK(mq_open(name, O_WRONLY));
  SHOW_OK(mq_open(name, O_RDWR));
  SHOW_OK(mq_open(name, O_RDWR | O_CREAT, 0600, NULL));
  SHOW(mq_unlink(name));
}

int main(void) {
  if (geteuid() != 0) { printf("not root\n"); return 0; }
  name = own_name("limits");
  IN_CHILD("user", {
    become(3000, 3000);
    try(10, 8192);
    try(11, 8192);
    try(10, 8193);
    try(1, 1);
    /* The account: messages, their heads, and a node for each priority that there can be. */
    limit(10 * 8192 + 10 * 48 + 10 * 48);
    try(10, 8192);
    limit(10 * 8192 + 10 * 48 + 10 * 48 - 1);
    try(10, 8192);
    try(9, 8192);
    limit(2 * (1000 + 96));
    mqd_t a = SHOW_OK(mq_open("/jvisor-limit-a", O_CREAT | O_RDWR, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 1000}));
    mqd_t b = SHOW_OK(mq_open("/jvisor-limit-b", O_CREAT | O_RDWR, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 1000}));
    SHOW(mq_open("/jvisor-limit-c", O_CREAT | O_RDWR, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 1}));
    SHOW(mq_unlink("/jvisor-limit-a"));
    SHOW(mq_open("/jvisor-limit-c", O_CREAT | O_RDWR, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 1}));
    SHOW(mq_close(a));
    mqd_t c = SHOW_OK(mq_open("/jvisor-limit-c", O_CREAT | O_RDWR, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 1}));
    mq_close(b);
    mq_close(c);
    SHOW(mq_unlink("/jvisor-limit-b"));
    SHOW(mq_unlink("/jvisor-limit-c"));
  });
  int modes[] = {0600, 0060, 0006, 0444, 0222, 0666};
  for (int i = 0; i < 6; i++) {
    mq_unlink(name);
    umask(0);
    mqd_t q = MUST(mq_open(name, O_CREAT | O_RDWR, modes[i], NULL));
    MUST(fchown(q, 1001, 1002));
    struct stat st;
    MUST(fstat(q, &st));
    printf("mode %o uid %u gid %u\n", st.st_mode, st.st_uid, st.st_gid);
    check_as("group", 3000, 1002, check);
    check_as("other", 3000, 3000, check);
    check_as("owner", 1001, 3000, check);
    mq_close(q);
  }
  mq_unlink(name);
  umask(027);
  mqd_t q = MUST(mq_open(name, O_CREAT | O_RDWR, 07777, NULL));
  struct stat st;
  MUST(fstat(q, &st));
  printf("mode %o\n", st.st_mode);
  SHOW(fchmod(q, 0123));
  MUST(fstat(q, &st));
  printf("mode %o\n", st.st_mode);
  show_file("/proc/sys/fs/mqueue/msg_max");
  show_file("/proc/sys/fs/mqueue/msgsize_max");
  show_file("/proc/sys/fs/mqueue/queues_max");
  show_file("/proc/sys/fs/mqueue/msg_default");
  show_file("/proc/sys/fs/mqueue/msgsize_default");
  return 0;
}
