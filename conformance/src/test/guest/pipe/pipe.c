// pipe and pipe2: order, end of file, EPIPE, O_NONBLOCK, short reads, sizes, flags.
#include "guest.h"

static void on_pipe(int sig) { printf("got %s\n", signame(sig)); }

int main(void) {
  int p[2];
  char buffer[70000];
  SHOW(pipe((int *)8));
  SHOW(pipe2(p, 0x1));
  SHOW(pipe2(p, O_APPEND));
  SHOW(pipe2(p, O_CLOEXEC | O_NONBLOCK));
  SHOW(fcntl(p[0], F_GETFD));
  SHOW(fcntl(p[0], F_GETFL));
  SHOW(fcntl(p[1], F_GETFL));
  SHOW(read(p[0], buffer, 10));
  SHOW(write(p[1], "hello world", 11));
  SHOW(read(p[0], buffer, 5));
  int pending = 0;
  SHOW(ioctl(p[0], FIONREAD, &pending));
  printf("pending %d\n", pending);
  SHOW(read(p[0], buffer, sizeof buffer));
  SHOW(read(p[1], buffer, 1));
  SHOW(write(p[0], buffer, 1));
  SHOW(write(p[1], "", 0));
  SHOW(read(p[0], buffer, 0));
  SHOW(write(p[1], (void *)8, 4));
  SHOW(write(p[1], "abc", 3));
  SHOW(read(p[0], (void *)8, 3));
  SHOW(lseek(p[0], 0, SEEK_SET));
  SHOW(pread(p[0], buffer, 1, 0));
  SHOW(pwrite(p[1], buffer, 1, 0));
  SHOW(ftruncate(p[1], 0));
  SHOW(fsync(p[0]));
  SHOW(fcntl(p[0], F_GETPIPE_SZ));
  SHOW(fcntl(p[1], F_SETPIPE_SZ, 5000));
  SHOW(fcntl(p[1], F_SETPIPE_SZ, 1 << 17));
  SHOW(fcntl(p[1], F_SETPIPE_SZ, 0));
  SHOW(fcntl(p[1], F_SETPIPE_SZ, 65536));
  read(p[0], buffer, sizeof buffer);
  SHOW(write(p[1], buffer, 70000)); // fills it
  SHOW(write(p[1], buffer, 1));
  SHOW(read(p[0], buffer, 100));
  SHOW(write(p[1], buffer, 4096)); // PIPE_BUF or less: whole or not at all
  SHOW(read(p[0], buffer, sizeof buffer));
  struct stat st;
  SHOW(fstat(p[0], &st));
  printf("mode %o nlink %ld size %ld\n", st.st_mode, (long)st.st_nlink, (long)st.st_size);
  SHOW(close(p[1]));
  SHOW(read(p[0], buffer, 1)); // end of file
  SHOW(close(p[0]));
  SHOW(close(p[0]));

  MUST(pipe(p));
  close(p[0]);
  IN_CHILD("writes without a reader", write(p[1], "x", 1));
  signal(SIGPIPE, on_pipe);
  SHOW(write(p[1], "x", 1));
  signal(SIGPIPE, SIG_IGN);
  SHOW(write(p[1], "x", 1));
  SHOW(write(p[1], "x", 0));
  close(p[1]);

  // A blocked reader is woken by data, and by the last writer going away.
  MUST(pipe(p));
  IN_CHILD("reader",
    if (fork() == 0) { await_sleeping(getppid()); write(p[1], "late", 4); await_sleeping(getppid()); _exit(0); }
    close(p[1]);
    SHOW(read(p[0], buffer, 10));
    wait(NULL));
  IN_CHILD("reader to the end",
    if (fork() == 0) { write(p[1], "x", 1); await_sleeping(getppid()); _exit(0); }
    close(p[1]);
    SHOW(read(p[0], buffer, 10)));
  close(p[1]);
  SHOW(read(p[0], buffer, 10));
  // Opened anew through /proc, a pipe does not wait for the other side as a FIFO does.
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", p[0]);
  int again = MUST(open(path, O_RDONLY));
  SHOW(read(again, buffer, 10));
  int writer = MUST(open(path, O_WRONLY));
  SHOW(write(writer, "anew", 4));
  SHOW(read(again, buffer, 10));
  return 0;
}
