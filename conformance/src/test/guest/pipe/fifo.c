// Named pipes: open waits for the other side, O_NONBLOCK does not, and errors.
#include "guest.h"

int main(void) {
  char buffer[16];
  umask(022);
  SHOW(mkfifo("f", 0666));
  SHOW(mkfifo("f", 0600));
  struct stat st;
  MUST(stat("f", &st));
  printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
  SHOW(open("f", O_WRONLY | O_NONBLOCK));
  int r = (int)SHOW(open("f", O_RDONLY | O_NONBLOCK));
  SHOW(read(r, buffer, 4)); // no writer ever: end of file
  int w = (int)SHOW(open("f", O_WRONLY | O_NONBLOCK));
  SHOW(read(r, buffer, 4));
  SHOW(write(w, "ab", 2));
  SHOW(read(r, buffer, 4));
  close(w);
  SHOW(read(r, buffer, 4));
  close(r);
  pid_t pid = MUST(fork());
  if (pid == 0) {
    int fd = MUST(open("f", O_WRONLY));
    MUST(write(fd, "from child", 10));
    _exit(0);
  }
  await_sleeping(pid);
  r = MUST(open("f", O_RDONLY));
  SHOW(read(r, buffer, 10));
  SHOW(read(r, buffer, 10));
  waitpid(pid, NULL, 0);
  int rw = (int)SHOW(open("f", O_RDWR));
  SHOW(write(rw, "self", 4));
  SHOW(read(rw, buffer, 10));
  SHOW(lseek(rw, 0, SEEK_CUR));
  SHOW(unlink("f"));
  SHOW(write(rw, "gone", 4));
  SHOW(read(r, buffer, 10));
  SHOW(mknod("g", S_IFIFO | 0600, 0));
  SHOW(mknod("reg", S_IFREG | 0600, 0));
  SHOW(mknod("dir", S_IFDIR | 0600, 0));
  SHOW(mknod("sock", S_IFSOCK | 0600, 0));
  SHOW(open("sock", O_RDONLY));
  return 0;
}
