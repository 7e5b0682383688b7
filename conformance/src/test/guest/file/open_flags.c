// open and openat: flags, modes, and the errno of each way to fail.
#include "guest.h"

static void show_mode(const char *path) {
  struct stat st;
  if (lstat(path, &st) != 0) printf("%s: %s\n", path, errname(errno));
  else printf("%s: mode %o size %ld\n", path, st.st_mode, (long)st.st_size);
}

int main(void) {
  umask(027);
  SHOW(open("none", O_RDONLY));
  SHOW(open("none", O_WRONLY | O_TRUNC));
  SHOW(open("none/below", O_WRONLY | O_CREAT, 0644));
  int fd = (int)SHOW(open("a", O_RDWR | O_CREAT, 0666));
  show_mode("a");
  SHOW(write(fd, "12345", 5));
  SHOW(open("a", O_RDWR | O_CREAT | O_EXCL, 0666));
  SHOW(open("b", O_WRONLY | O_CREAT | O_EXCL, 07777));
  show_mode("b");
  SHOW(open("c", O_RDONLY | O_CREAT, 0));
  show_mode("c");
  SHOW(fcntl(fd, F_GETFL));
  SHOW(close(3)); SHOW(close(4)); SHOW(close(5));
  fd = (int)SHOW(open("a", O_WRONLY | O_APPEND));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(write(fd, "678", 3));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(pwrite(fd, "9", 1, 0)); // O_APPEND wins over the offset on Linux
  show_file("a");
  SHOW(read(fd, &(char){0}, 1));
  SHOW(fcntl(fd, F_GETFL));
  SHOW(fcntl(fd, F_SETFL, O_NONBLOCK));
  SHOW(fcntl(fd, F_GETFL));
  close(fd);
  fd = MUST(open("a", O_RDONLY | O_TRUNC));
  show_mode("a");
  SHOW(write(fd, "x", 1));
  close(fd);
  SHOW(mkdir("d", 0755));
  SHOW(open("d", O_WRONLY));
  SHOW(open("d", O_RDWR));
  SHOW(open("d", O_RDONLY | O_CREAT, 0644));
  SHOW(open("d", O_RDONLY | O_TRUNC));
  fd = (int)SHOW(open("d", O_RDONLY | O_DIRECTORY));
  SHOW(read(fd, &(char){0}, 1));
  SHOW(write(fd, "x", 1));
  SHOW(openat(fd, "inner", O_WRONLY | O_CREAT, 0600));
  show_mode("d/inner");
  SHOW(openat(fd, "../a", O_RDONLY));
  SHOW(openat(99, "a", O_RDONLY));
  SHOW(openat(99, "/", O_RDONLY | O_DIRECTORY));
  SHOW(open("a", O_RDONLY | O_DIRECTORY));
  SHOW(open("a/", O_RDONLY));
  SHOW(open("a/b", O_RDONLY));
  SHOW(open("new/", O_WRONLY | O_CREAT, 0644));
  SHOW(open("d/", O_WRONLY | O_CREAT, 0644));
  SHOW(open("", O_RDONLY));
  SHOW(open((char *)8, O_RDONLY));
  MUST(symlink("a", "link"));
  MUST(symlink("dangling-target", "dangling"));
  SHOW(open("link", O_RDONLY | O_NOFOLLOW));
  SHOW(open("link", O_PATH | O_NOFOLLOW));
  SHOW(open("dangling", O_RDONLY));
  SHOW(open("dangling", O_WRONLY | O_CREAT | O_EXCL, 0644));
  SHOW(open("dangling", O_WRONLY | O_CREAT, 0644));
  show_mode("dangling-target");
  int path = (int)SHOW(open("a", O_PATH));
  SHOW(read(path, &(char){0}, 1));
  SHOW(write(path, "x", 1));
  SHOW(lseek(path, 0, SEEK_SET));
  SHOW(fchmod(path, 0600));
  SHOW(ftruncate(path, 0));
  struct stat st;
  SHOW(fstat(path, &st));
  SHOW(ioctl(path, FIONREAD, &(int){0}));
  SHOW(fcntl(path, F_GETFL));
  int tmp = (int)SHOW(open(".", O_TMPFILE | O_RDWR, 0600));
  SHOW(write(tmp, "tmp", 3));
  SHOW(fstat(tmp, &st));
  printf("nlink %ld\n", (long)st.st_nlink);
  SHOW(open(".", O_TMPFILE | O_RDONLY, 0600));
  SHOW(creat("e", 0644));
  SHOW(openat(AT_FDCWD, "e", O_RDONLY | O_CLOEXEC));
  SHOW(open("e", O_WRONLY | O_RDWR)); // access mode 3: for ioctl only
  return 0;
}
