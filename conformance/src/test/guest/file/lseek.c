// lseek, holes, sparse files, truncate, ftruncate, fallocate.
#include "guest.h"

static void show_size(int fd) {
  struct stat st;
  MUST(fstat(fd, &st));
  printf("size %ld blocks %s\n", (long)st.st_size, st.st_blocks == 0 ? "none" : "some");
}

int main(void) {
  char buffer[16];
  int fd = MUST(open("f", O_RDWR | O_CREAT, 0644));
  SHOW(write(fd, "0123456789", 10));
  SHOW(lseek(fd, 3, SEEK_SET));
  SHOW(lseek(fd, 3, SEEK_CUR));
  SHOW(lseek(fd, -7, SEEK_CUR));
  SHOW(lseek(fd, -2, SEEK_END));
  SHOW(lseek(fd, -1, SEEK_SET));
  SHOW(lseek(fd, 0, 9));
  SHOW(lseek(fd, LONG_MAX, SEEK_SET));
  SHOW(lseek(fd, LONG_MAX, SEEK_END));
  SHOW(lseek(99, 0, SEEK_SET));
  SHOW(lseek(fd, 1 << 20, SEEK_SET));
  SHOW(read(fd, buffer, 4));
  SHOW(write(fd, "end", 3));
  show_size(fd);
  SHOW(pread(fd, buffer, 4, 500000));
  printf("a hole reads as %d %d\n", buffer[0], buffer[3]);
  SHOW(lseek(fd, 0, SEEK_DATA));
  SHOW(lseek(fd, 0, SEEK_HOLE));
  SHOW(lseek(fd, 8192, SEEK_DATA));
  SHOW(lseek(fd, 1 << 20, SEEK_HOLE));
  SHOW(lseek(fd, 2 << 20, SEEK_DATA));
  SHOW(lseek(fd, 2 << 20, SEEK_HOLE));
  SHOW(ftruncate(fd, 5));
  show_size(fd);
  SHOW(ftruncate(fd, 8));
  SHOW(pread(fd, buffer, 16, 0));
  printf("%.5s then %d %d %d\n", buffer, buffer[5], buffer[6], buffer[7]);
  SHOW(ftruncate(fd, -1));
  SHOW(truncate("f", 3));
  show_size(fd);
  SHOW(truncate("f", -1));
  SHOW(truncate("none", 1));
  SHOW(truncate(".", 1));
  SHOW(truncate("", 1));
  int ro = MUST(open("f", O_RDONLY));
  SHOW(ftruncate(ro, 1));
  SHOW(ftruncate(99, 1));
  SHOW(fallocate(fd, 0, 0, 10000));
  show_size(fd);
  SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 50000));
  show_size(fd);
  SHOW(pwrite(fd, "xxxx", 4, 4096));
  SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4097, 2));
  SHOW(pread(fd, buffer, 4, 4096));
  printf("punched: %d %d %d %d\n", buffer[0], buffer[1], buffer[2], buffer[3]);
  SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 10));
  SHOW(fallocate(fd, 0, -1, 10));
  SHOW(fallocate(fd, 0, 0, 0));
  SHOW(fallocate(ro, 0, 0, 10));
  int p[2];
  MUST(pipe(p));
  SHOW(fallocate(p[1], 0, 0, 10));
  SHOW(posix_fallocate(fd, 0, 20000));
  show_size(fd);
  // The file size limit: SIGXFSZ, then EFBIG.
  IN_CHILD("limit", setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, 100}); ftruncate(fd, 1 << 20));
  IN_CHILD("limit with the signal ignored",
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, 100});
    SHOW(ftruncate(fd, 1 << 20));
    SHOW(pwrite(fd, buffer, 8, 96));
    SHOW(pwrite(fd, buffer, 8, 100)));
  return 0;
}
