// /dev/ptmx and /dev/pts: making pseudo-terminals, their names, numbers, locks and permissions.
#include "terminal.h"
#include <sys/statfs.h>
#include <sys/sysmacros.h>

int main(void) {
  struct stat st;
  struct statfs fs;
  int m = MUST(open("/dev/ptmx", O_RDWR)), value;
  char name[32];
  snprintf(name, sizeof name, "%s", pty_name(m));
  SHOW(statfs("/dev/pts", &fs));
  printf("type %lx block %ld\n", (long)fs.f_type, (long)fs.f_bsize);
  SHOW(stat("/dev/pts", &st));
  printf("mode %o links %ld inode %ld\n", st.st_mode, (long)st.st_nlink, (long)st.st_ino);
  SHOW(stat("/dev/pts/ptmx", &st));
  printf("device %d:%d inode %ld\n", major(st.st_rdev), minor(st.st_rdev), (long)st.st_ino);
  SHOW(stat(name, &st));
  SHOW(ioctl(m, TIOCGPTN, &value));
  printf("type %o uid %d major %d\n", st.st_mode & S_IFMT, st.st_uid, major(st.st_rdev)); // permissions and group are the mount's
  CHECK(minor(st.st_rdev) == (unsigned)value && (long)st.st_ino == value + 3);
  SHOW(fstat(m, &st));
  printf("master %o %d:%d\n", st.st_mode, major(st.st_rdev), minor(st.st_rdev));
  // A new one is locked.
  SHOW(ioctl(m, TIOCGPTLCK, &value)); printf("locked %d\n", value);
  SHOW(open(name, O_RDWR | O_NOCTTY));
  SHOW(ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY));
  value = 0;
  SHOW(ioctl(m, TIOCSPTLCK, &value));
  SHOW(ioctl(m, TIOCGPTLCK, &value)); printf("locked %d\n", value);
  int s = MUST(open(name, O_RDWR | O_NOCTTY));
  SHOW(ioctl(s, TIOCGPTN, &value));
  SHOW(ioctl(s, TIOCSPTLCK, &value));
  SHOW(ioctl(s, TIOCGPTPEER, O_RDWR));
  SHOW(ioctl(s, TIOCPKT, &value));
  int peer = MUST(ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  printf("cloexec %d\n", fcntl(peer, F_GETFD));
  struct stat a, b;
  MUST(fstat(s, &a)); MUST(fstat(peer, &b));
  CHECK(a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_rdev == b.st_rdev);
  SHOW(isatty(m)); SHOW(isatty(s));
  char link[64], text[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", s);
  ssize_t n = readlink(link, text, sizeof text);
  CHECK(n > 0 && (size_t)n == strlen(name) && memcmp(text, name, n) == 0);
  int again = MUST(open(link, O_RDONLY | O_NOCTTY));
  SHOW(write(again, "x", 1));
  CHECK(strcmp(ttyname(s), name) == 0);
  SHOW(lseek(s, 0, SEEK_CUR)); SHOW(pread(s, text, 1, 0)); SHOW(lseek(m, 0, SEEK_SET)); SHOW(ftruncate(s, 0)); SHOW(fsync(s));
  SHOW_OK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, s, 0));
  // What cannot be done in the directory, and what can to a file.
  SHOW(open("/dev/pts/file", O_CREAT | O_RDWR, 0600));
  SHOW(mkdir("/dev/pts/directory", 0700));
  SHOW(symlink("x", "/dev/pts/link"));
  SHOW(mknod("/dev/pts/node", S_IFCHR | 0600, makedev(1, 3)));
  SHOW(unlink(name));
  SHOW(rename(name, "/dev/pts/other"));
  SHOW(open("/dev/pts/00", O_RDWR)); SHOW(open("/dev/pts/4000000", O_RDWR)); SHOW(open("/dev/pts/-1", O_RDWR));
  SHOW(chmod(name, 0666)); SHOW(chown(name, 12, 34));
  MUST(stat(name, &st));
  printf("mode %o uid %d gid %d\n", st.st_mode, st.st_uid, st.st_gid);
  // The listing has it while the master is open.
  int listed = 0;
  DIR *d = opendir("/dev/pts");
  for (struct dirent *e; (e = readdir(d)) != NULL;) if (strcmp(e->d_name, name + 9) == 0) listed += e->d_type == DT_CHR;
  printf("listed %d\n", listed);
  int place = MUST(open(name, O_PATH));
  close(m);
  SHOW(stat(name, &st));
  SHOW(open(name, O_RDWR));
  snprintf(link, sizeof link, "/proc/self/fd/%d", place);
  SHOW(open(link, O_RDWR | O_NOCTTY));
  rewinddir(d);
  listed = 0;
  for (struct dirent *e; (e = readdir(d)) != NULL;) listed += strcmp(e->d_name, name + 9) == 0;
  printf("listed %d\n", listed);
  close(s); close(peer); close(again);
  // The lowest free number is given out.
  int first = pty_master(), second = pty_master(), x, y;
  MUST(ioctl(first, TIOCGPTN, &x)); MUST(ioctl(second, TIOCGPTN, &y));
  CHECK(y > x);
  close(first);
  first = pty_master();
  MUST(ioctl(first, TIOCGPTN, &y));
  CHECK(x == y);
  return 0;
}
