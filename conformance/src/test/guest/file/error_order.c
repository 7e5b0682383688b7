// Which of two errors is told, and what happens before an error is found.
#include "guest.h"
#include <linux/fs.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/sendfile.h>

static long open2(int dir, const char *path, uint64_t flags, uint64_t resolve) {
  struct open_how how = {.flags = flags, .resolve = resolve};
  return syscall(SYS_openat2, dir, path, &how, sizeof how);
}

static void positions(void) {
  int p[2];
  MUST(pipe(p));
  char c = 0;
  struct iovec v = {&c, 1};
  SHOW(pread(p[0], &c, 1, 0));
  SHOW(pread(p[1], &c, 1, 0));
  SHOW(pwrite(p[0], &c, 1, 0));
  SHOW(pread(p[1], &c, 1, -1));
  SHOW(preadv(p[1], &v, 1, 0));
  SHOW(pwritev2(p[0], &v, 1, 0, 0));
  SHOW(pwritev2(p[0], &v, 1, -1, 0));
  int w = MUST(open("f", O_WRONLY));
  SHOW(pread(w, &c, 1, 0));
  SHOW(pread(w, (char *)8, 1, -1));
  SHOW(pread(99, &c, 1, 0));
  int path = MUST(open("f", O_PATH));
  SHOW(pread(path, &c, 1, 0));
  SHOW(pwrite(path, &c, 1, 0));
}

/* EMFILE is found before a file is made, before the path is walked, but after flags are looked at. */
static void out_of_descriptors(void) {
  struct rlimit limit, none = {3, 4096};
  MUST(getrlimit(RLIMIT_NOFILE, &limit));
  none.rlim_max = limit.rlim_max;
  MUST(setrlimit(RLIMIT_NOFILE, &none));
  SHOW(open("made", O_CREAT | O_WRONLY, 0600));
  SHOW(open("none/x", O_RDONLY));
  SHOW(open("", O_RDONLY));
  SHOW(open((char *)8, O_RDONLY));
  SHOW(open("f", O_RDONLY | O_CREAT | O_DIRECTORY));
  SHOW(pipe((int[2]){0}));
  MUST(setrlimit(RLIMIT_NOFILE, &limit));
  SHOW(access("made", F_OK));
}

static void roots(void) {
  MUST(mkdir("d", 0755));
  write_file("d/inner", "x");
  MUST(symlink("/inner", "d/link"));
  int d = MUST(open("d", O_RDONLY));
  SHOW(open2(AT_FDCWD, "/proc/version", O_RDONLY, RESOLVE_IN_ROOT));
  SHOW(open2(d, "/inner", O_RDONLY, RESOLVE_IN_ROOT) > 0);
  SHOW(open2(d, "link", O_RDONLY, RESOLVE_IN_ROOT) > 0);
  SHOW(open2(d, "../../inner", O_RDONLY, RESOLVE_IN_ROOT) > 0);
  SHOW(open2(d, "link", O_RDONLY, RESOLVE_BENEATH));
  SHOW(open2(d, "/inner", O_RDONLY, RESOLVE_BENEATH));
  SHOW(open2(d, "../d/inner", O_RDONLY, RESOLVE_BENEATH));
  SHOW(open2(99, "/inner", O_RDONLY, RESOLVE_IN_ROOT));
}

static void transfers(void) {
  int in = MUST(open("f", O_RDONLY)), out = MUST(open("g", O_CREAT | O_RDWR, 0600));
  off_t *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  SHOW(sendfile(out, in, page, 2));
  SHOW(sendfile(out, in, (off_t *)8, 2));
  off_t at = 0;
  SHOW(sendfile(out, in, &at, 0));
  SHOW(sendfile(out, in, &at, 100));
  printf("at %ld\n", (long)at);
  MUST(mkdir("m", 0755));
  MUST(mount("none", "m", "tmpfs", 0, NULL));
  int other = MUST(open("m/f", O_CREAT | O_RDWR, 0600));
  SHOW(copy_file_range(in, NULL, other, NULL, 1, 0));
  SHOW(ioctl(out, FICLONE, in));
  SHOW(ioctl(other, FICLONE, in));
  SHOW(ioctl(in, FICLONE, out));
  SHOW(ioctl(out, FICLONE, 99));
  int dir = MUST(open(".", O_RDONLY));
  SHOW(ioctl(out, FICLONE, dir));
  struct file_clone_range range = {.src_fd = in};
  SHOW(ioctl(out, FICLONERANGE, &range));
  SHOW(ioctl(out, FICLONERANGE, (void *)8));
  SHOW(fcntl(in, F_GETLEASE));
  close(other);
  MUST(umount("m"));
}

static void mounts(void) {
  struct statx x;
  MUST(mount("none", "m", "tmpfs", 0, NULL));
  write_file("m/f", "x");
  const char *paths[] = {"m", "m/f", "f", "/proc", "/proc/self"};
  for (int i = 0; i < 5; i++) {
    MUST(statx(AT_FDCWD, paths[i], 0, STATX_MNT_ID, &x));
    printf("%s: mount id %d, root of a mount %d\n", paths[i], (x.stx_mask & STATX_MNT_ID) != 0,
           (x.stx_attributes & x.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0);
  }
  MUST(umount("m"));
}

int main(void) {
  write_file("f", "contents");
  positions();
  out_of_descriptors();
  roots();
  transfers();
  mounts();
  return 0;
}
