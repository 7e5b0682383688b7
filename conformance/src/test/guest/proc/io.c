// /proc/PID/io: what each call counts as read and written; threads that have ended, children, other processes.
#include "guest.h"
#include <sys/sendfile.h>
#include <sys/socket.h>

struct counts { long rchar, wchar, syscr, syscw; };

/* How long the text was that the last look read; it is counted after it was shown. */
static long length;

static struct counts look(const char *path) {
  char text[512];
  int fd = MUST(open(path, O_RDONLY));
  length = MUST(read(fd, text, sizeof text - 1));
  text[length] = 0;
  close(fd);
  struct counts c;
  if (sscanf(text, "rchar: %ld\nwchar: %ld\nsyscr: %ld\nsyscw: %ld\n", &c.rchar, &c.wchar, &c.syscr, &c.syscw) != 4) exit(98);
  return c;
}

static struct counts last;

static void begin(void) {
  last = look("/proc/self/io");
  last.rchar += length;
  last.syscr++;
}

static void show(const char *what) {
  struct counts c = look("/proc/self/io");
  printf("%s: read %ld in %ld, written %ld in %ld\n", what, c.rchar - last.rchar, c.syscr - last.syscr, c.wchar - last.wchar, c.syscw - last.syscw);
}

#define COUNT(call) (begin(), (void)!(call), show(#call))

static int fd, pipes[2];
static char buffer[65536], *bad;

static void *thread(void *unused) {
  (void)unused;
  MUST(pwrite(fd, buffer, 12345, 0));
  struct counts own = look("/proc/thread-self/io");
  printf("thread: written %ld in %ld\n", own.wchar, own.syscw);
  return NULL;
}

int main(void) {
  bad = MUST(mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  fd = MUST(open("file", O_RDWR | O_CREAT | O_TRUNC, 0600));
  MUST(pipe2(pipes, O_NONBLOCK));
  struct iovec two[] = {{buffer, 100}, {buffer + 100, 23}};
  int copy = MUST(open("copy", O_RDWR | O_CREAT | O_TRUNC, 0600));
  int null = MUST(open("/dev/null", O_RDWR));
  COUNT(getpid());
  COUNT(write(fd, buffer, 1000));
  COUNT(pwrite(fd, buffer, 500, 1000));
  COUNT(writev(fd, two, 2));
  COUNT(pwritev(fd, two, 2, 0));
  COUNT(pwritev2(fd, two, 1, -1, 0));
  COUNT(lseek(fd, 0, SEEK_SET));
  COUNT(read(fd, buffer, 600));
  COUNT(read(fd, buffer, 0));
  COUNT(pread(fd, buffer, sizeof buffer, 1000));
  COUNT(pread(fd, buffer, 10, 1 << 20));
  COUNT(readv(fd, two, 2));
  COUNT(preadv(fd, two, 2, 0));
  COUNT(preadv2(fd, two, 1, 0, 0));
  COUNT(sendfile(copy, fd, &(off_t){0}, 700));
  COUNT(copy_file_range(fd, &(off_t){0}, copy, &(off_t){0}, 300, 0));
  COUNT(read(pipes[0], buffer, 10));
  COUNT(write(pipes[1], buffer, 10));
  COUNT(read(pipes[0], buffer, 100));
  COUNT(write(null, buffer, sizeof buffer));
  COUNT(read(null, buffer, sizeof buffer));
  COUNT(read(99, buffer, 10));
  COUNT(write(99, buffer, 10));
  COUNT(write(pipes[0], buffer, 10));
  COUNT(pread(fd, buffer, 10, -1));
  COUNT(write(fd, bad, 10));
  COUNT(read(copy, bad, 10));
  int sockets[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
  COUNT(write(sockets[0], buffer, 50));
  COUNT(read(sockets[1], buffer, 50));
  COUNT(send(sockets[0], buffer, 50, 0));
  COUNT(recv(sockets[1], buffer, 50, 0));

  begin();
  pthread_t other;
  pthread_create(&other, NULL, thread, NULL);
  pthread_join(other, NULL);
  struct counts sum = look("/proc/self/io");
  CHECK(sum.wchar - last.wchar >= 12345);
  struct counts alone = look("/proc/thread-self/io");
  CHECK(alone.wchar < sum.wchar);

  struct gate ready = gate_new(), go = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    MUST(pwrite(fd, buffer, 40000, 0));
    gate_open(&ready);
    gate_wait(&go);
    _exit(0);
  }
  gate_wait(&ready);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/io", child);
  struct counts c = look(path);
  printf("child: read %ld, written %ld in %ld\n", c.rchar, c.wchar, c.syscw);
  if (geteuid() == 0) IN_CHILD("another user", MUST(setresuid(3000, 3000, 3000)); SHOW(open(path, O_RDONLY)); SHOW(open("/proc/self/io", O_RDONLY)));
  begin();
  gate_open(&go);
  MUST(waitpid(child, NULL, 0));
  show("when the child was waited for");
  return 0;
}
