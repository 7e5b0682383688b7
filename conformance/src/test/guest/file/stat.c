// stat, lstat, fstat, fstatat and statx on each kind of file; access and faccessat.
#include "guest.h"
#include <sys/sysmacros.h>

static void show(const char *name, const struct stat *st) {
  printf("%s: mode %o nlink %ld uid %d gid %d size %ld rdev %d:%d blksize %s\n", name, st->st_mode, (long)st->st_nlink, st->st_uid,
         st->st_gid, S_ISDIR(st->st_mode) ? 0 : (long)st->st_size, major(st->st_rdev), minor(st->st_rdev), st->st_blksize > 0 ? "set" : "0");
}

int main(void) {
  struct stat st, st2;
  umask(022);
  write_file("file", "12345");
  MUST(mkdir("dir", 0750));
  MUST(symlink("file", "link"));
  MUST(symlink("nowhere", "dangling"));
  MUST(mkfifo("fifo", 0640));
  SHOW(stat("file", &st)); show("file", &st);
  SHOW(link("file", "hard"));
  SHOW(stat("hard", &st2)); show("hard", &st2);
  CHECK(st.st_ino == st2.st_ino && st.st_dev == st2.st_dev);
  SHOW(stat("dir", &st)); show("dir", &st);
  SHOW(mkdir("dir/sub", 0755));
  SHOW(stat("dir", &st)); show("dir", &st);
  SHOW(stat("link", &st)); show("link", &st);
  SHOW(lstat("link", &st)); show("link itself", &st);
  SHOW(stat("dangling", &st));
  SHOW(lstat("dangling", &st));
  SHOW(stat("fifo", &st)); show("fifo", &st);
  SHOW(stat("/dev/null", &st)); show("/dev/null", &st);
  SHOW(stat("none", &st));
  SHOW(stat("file/x", &st));
  SHOW(stat("", &st));
  SHOW(stat("file", (struct stat *)8));
  SHOW(stat((char *)8, &st));
  SHOW(fstat(99, &st));
  SHOW(fstatat(AT_FDCWD, "link", &st, AT_SYMLINK_NOFOLLOW)); show("fstatat", &st);
  int fd = MUST(open("file", O_RDONLY));
  SHOW(fstatat(fd, "", &st, AT_EMPTY_PATH)); show("empty path", &st);
  SHOW(fstatat(fd, "", &st, 0));
  SHOW(fstatat(fd, "x", &st, 0));
  SHOW(fstatat(AT_FDCWD, "file", &st, 0x40000000));
  struct statx x;
  SHOW(statx(AT_FDCWD, "file", 0, STATX_BASIC_STATS, &x));
  printf("statx: mode %o nlink %u size %llu mask %s\n", x.stx_mode, x.stx_nlink, (unsigned long long)x.stx_size,
         (x.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS ? "basic" : "less");
  SHOW(statx(AT_FDCWD, "link", AT_SYMLINK_NOFOLLOW, STATX_TYPE, &x));
  printf("statx: link %d\n", S_ISLNK(x.stx_mode));
  SHOW(statx(fd, "", AT_EMPTY_PATH, STATX_SIZE, &x));
  SHOW(statx(AT_FDCWD, "file", 0, 0x80000000U, &x));
  SHOW(statx(AT_FDCWD, "none", 0, STATX_ALL, &x));
  SHOW(statx(AT_FDCWD, "file", AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC, STATX_ALL, &x));
  SHOW(access("file", F_OK));
  SHOW(access("file", R_OK | W_OK));
  SHOW(access("file", X_OK)); // even root needs one x bit
  SHOW(access("dir", X_OK));
  SHOW(access("none", F_OK));
  SHOW(access("file", 8));
  SHOW(faccessat(AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW));
  SHOW(syscall(SYS_faccessat2, AT_FDCWD, "file", R_OK, AT_EACCESS));
  SHOW(syscall(SYS_faccessat2, AT_FDCWD, "file", R_OK, 0x8000));
  // Times: a write moves mtime and ctime, a chmod only ctime.
  MUST(utimensat(AT_FDCWD, "file", (struct timespec[]){{1000, 5}, {2000, 7}}, 0));
  MUST(stat("file", &st));
  printf("atime %ld.%ld mtime %ld.%ld\n", st.st_atim.tv_sec, st.st_atim.tv_nsec, st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
  CHECK(st.st_ctim.tv_sec > 2000);
  MUST(chmod("file", 0600));
  MUST(stat("file", &st));
  printf("mtime after chmod %ld\n", st.st_mtim.tv_sec);
  int w = MUST(open("file", O_WRONLY));
  MUST(write(w, "x", 1));
  MUST(stat("file", &st));
  CHECK(st.st_mtim.tv_sec > 2000);
  MUST(utimensat(AT_FDCWD, "file", (struct timespec[]){{0, UTIME_OMIT}, {77, 0}}, 0));
  MUST(stat("file", &st));
  printf("mtime %ld\n", st.st_mtim.tv_sec);
  SHOW(utimensat(AT_FDCWD, "file", (struct timespec[]){{0, UTIME_NOW}, {0, UTIME_NOW}}, 0));
  SHOW(utimensat(AT_FDCWD, "file", (struct timespec[]){{0, 1000000000}, {0, 0}}, 0));
  SHOW(utimensat(AT_FDCWD, "none", NULL, 0));
  SHOW(utimensat(AT_FDCWD, "link", (struct timespec[]){{1, 0}, {2, 0}}, AT_SYMLINK_NOFOLLOW));
  MUST(lstat("link", &st));
  printf("link mtime %ld\n", st.st_mtim.tv_sec);
  SHOW(futimens(fd, (struct timespec[]){{3, 0}, {4, 0}}));
  MUST(fstat(fd, &st));
  printf("mtime %ld\n", st.st_mtim.tv_sec);
  return 0;
}
