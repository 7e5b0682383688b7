// mq_open, mq_send, mq_receive, mq_getattr, mq_unlink without anybody waiting.
// flags: -lrt
#include "mq.h"

static char text[9000];

static void receive(mqd_t q) {
  unsigned priority = 999;
  memset(text, 0, sizeof text);
  errno = 0;
  ssize_t n = mq_receive(q, text, sizeof text, &priority);
  if (n < 0) printf("nothing: %s\n", errname(errno));
  else printf("%zd bytes, priority %u: %s\n", n, priority, text);
}

static void show_attr(mqd_t q) {
  struct mq_attr a;
  MUST(mq_getattr(q, &a));
  printf("flags %lx maxmsg %ld msgsize %ld curmsgs %ld\n", a.mq_flags, a.mq_maxmsg, a.mq_msgsize, a.mq_curmsgs);
}

static void show_text(mqd_t q) {
  char line[128] = "";
  long n = pread(q, line, sizeof line - 1, 0);
  printf("%ld %s", n, n < 0 ? errname(errno) : line);
}

int main(void) {
  umask(022);
  const char *name = own_name("basic");
  SHOW(mq_open(name, O_RDWR));
  mqd_t q = SHOW_OK(mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, 0666, NULL));
  show_attr(q);
  SHOW(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL));
  struct stat st;
  MUST(fstat(q, &st));
  printf("mode %o size %ld links %lu blksize %ld\n", st.st_mode, (long)st.st_size, st.st_nlink, (long)st.st_blksize);
  SHOW(fcntl(q, F_GETFD));
  printf("flags %x\n", fcntl(q, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
  char link[64], path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", q);
  ssize_t n = MUST(readlink(path, link, sizeof link));
  CHECK(strncmp(link, name, n) == 0);

  receive(q);
  const struct { unsigned priority; const char *text; } list[] = {{5, "five"}, {0, "zero"}, {5, "five again"}, {32767, "highest"}, {7, "seven"}};
  for (int i = 0; i < 5; i++) SHOW(mq_send(q, list[i].text, strlen(list[i].text), list[i].priority));
  SHOW(mq_send(q, "x", 1, 32768));
  SHOW(mq_send(q, "", 0, 1));
  show_attr(q);
  show_text(q);
  for (int i = 0; i < 7; i++) receive(q);
  SHOW(mq_send(q, text, 8192, 0));
  SHOW(mq_send(q, text, 8193, 0));
  SHOW(mq_receive(q, text, 8191, NULL));
  SHOW(mq_receive(q, text, 8192, NULL));
  for (int i = 0; i < 10; i++) MUST(mq_send(q, "x", 1, i));
  SHOW(mq_send(q, "x", 1, 0));
  struct pollfd one = {.fd = q, .events = POLLIN | POLLOUT};
  SHOW(poll(&one, 1, 0));
  printf("%x\n", one.revents);
  receive(q);
  SHOW(poll(&one, 1, 0));
  printf("%x\n", one.revents);
  while (mq_receive(q, text, sizeof text, NULL) >= 0) {}
  SHOW(poll(&one, 1, 0));
  printf("%x\n", one.revents);

  struct mq_attr change = {.mq_flags = 0, .mq_maxmsg = 3}, old;
  SHOW(mq_setattr(q, &change, &old));
  printf("old flags %lx\n", old.mq_flags);
  show_attr(q);
  change.mq_flags = O_APPEND;
  SHOW(mq_setattr(q, &change, NULL));
  change.mq_flags = O_NONBLOCK;
  SHOW(mq_setattr(q, &change, NULL));
  show_attr(q);
  SHOW(write(q, "x", 1));
  SHOW(lseek(q, 10, SEEK_SET));
  SHOW(read(q, text, 5));
  SHOW(read(q, text, 500));
  SHOW(read(q, text, 500));

  /* Access. */
  mqd_t reader = SHOW_OK(mq_open(name, O_RDONLY | O_NONBLOCK));
  mqd_t writer = SHOW_OK(mq_open(name, O_WRONLY | O_NONBLOCK));
  SHOW(mq_send(reader, "x", 1, 0));
  SHOW(mq_receive(writer, text, 8192, NULL));
  show_text(writer);
  SHOW(mq_send(writer, "through", 8, 0));
  receive(reader);
  int zero = MUST(open("/dev/zero", O_RDWR));
  SHOW(mq_send(zero, "x", 1, 0));
  SHOW(mq_receive(999, text, 8192, NULL));
  SHOW(mq_getattr(zero, &old));
  SHOW(mq_notify(zero, NULL));
  SHOW(mq_send(q, (void *)8, 1, 0));
  MUST(mq_send(q, "lost", 4, 0));
  SHOW(mq_receive(q, (void *)8, 8192, NULL));
  receive(q);
  /* A duplicate is the same. */
  int copy = MUST(dup(q));
  SHOW(mq_send(copy, "dup", 4, 0));
  receive(q);
  SHOW(close(copy));

  /* Names. */
  SHOW(mq_open("no-slash", O_RDWR));
  SHOW(mq_open("/", O_RDWR));
  SHOW(mq_open("/a/b", O_RDWR | O_CREAT, 0600, NULL));
  SHOW(syscall(SYS_mq_open, "", O_RDWR));
  SHOW(syscall(SYS_mq_open, "/x", O_RDWR));
  SHOW(syscall(SYS_mq_open, "..", O_RDWR));
  SHOW(syscall(SYS_mq_open, (void *)8, O_RDWR));
  SHOW(syscall(SYS_mq_open, "nothing", O_RDWR, 0, (void *)8));
  SHOW(syscall(SYS_mq_open, name + 1, O_ACCMODE));
  char long_name[300] = "/";
  memset(long_name + 1, 'n', 256);
  SHOW(mq_open(long_name, O_RDWR));
  SHOW(mq_unlink(long_name));
  SHOW(mq_unlink("/nothing"));

  /* Gone by name, there until it is closed. */
  SHOW(mq_unlink(name));
  SHOW(mq_unlink(name));
  SHOW(mq_open(name, O_RDWR));
  MUST(fstat(q, &st));
  printf("links %lu\n", st.st_nlink);
  SHOW(mq_send(writer, "still", 6, 0));
  receive(q);
  mqd_t other = MUST(mq_open(name, O_RDWR | O_CREAT | O_NONBLOCK, 0600, NULL));
  SHOW(mq_send(writer, "the old one", 12, 0));
  receive(other);
  receive(reader);
  SHOW(mq_close(q));
  SHOW(mq_close(q));

  /* Sizes. */
  const long sizes[][2] = {{1, 1}, {0, 10}, {10, 0}, {-1, 10}, {10, -1}, {10, 8192}, {3, 100}};
  for (int i = 0; i < 7; i++) {
    struct mq_attr attr = {.mq_maxmsg = sizes[i][0], .mq_msgsize = sizes[i][1]};
    mq_unlink(name);
    mqd_t sized = mq_open(name, O_CREAT | O_RDWR, 0600, &attr);
    printf("%ld of %ld: %s\n", sizes[i][0], sizes[i][1], sized < 0 ? errname(errno) : "ok");
    if (sized >= 0) { show_attr(sized); mq_close(sized); }
  }
  return 0;
}
