// inotify: which events each call gives, in which order, and when watches end.
#include "guest.h"
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/xattr.h>

static int fd;

static const char *names[] = {"ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE", "OPEN",
                              "MOVED_FROM", "MOVED_TO", "CREATE", "DELETE", "DELETE_SELF", "MOVE_SELF"};

/* Prints what is queued. A cookie is shown as what it is to the event before: new or the same. */
static void events(const char *what) {
  char buffer[65536] __attribute__((aligned(8)));
  static uint32_t cookie;
  printf("%s:", what);
  ssize_t n = read(fd, buffer, sizeof buffer);
  if (n < 0) {
    printf(" %s\n", errname(errno));
    return;
  }
  for (char *at = buffer; at < buffer + n;) {
    struct inotify_event *e = (struct inotify_event *)at;
    printf(" [%d", e->wd);
    for (int i = 0; i < 12; i++)
      if (e->mask & 1u << i) printf(" %s", names[i]);
    if (e->mask & IN_UNMOUNT) printf(" UNMOUNT");
    if (e->mask & IN_Q_OVERFLOW) printf(" Q_OVERFLOW");
    if (e->mask & IN_IGNORED) printf(" IGNORED");
    if (e->mask & IN_ISDIR) printf(" ISDIR");
    if (e->cookie) printf(" %s", e->cookie == cookie ? "same" : "new");
    if (e->len) printf(" %s/%u", e->name[0] == '#' ? "#" : e->name, e->len); // "#inode" has no name
    printf("]");
    cookie = e->cookie;
    at += sizeof *e + e->len;
  }
  printf("\n");
}

#define DO(call) do { MUST(call); events(#call); } while (0)

static void of_files(void) {
  MUST(mkdir("d", 0755));
  write_file("d/f", "text");
  SHOW(inotify_add_watch(fd, "d", IN_ALL_EVENTS));
  SHOW(inotify_add_watch(fd, "d/f", IN_ALL_EVENTS));
  int f = MUST(open("d/f", O_RDWR));
  events("open");
  char c;
  DO(read(f, &c, 1));
  DO(read(f, &c, 0));
  DO(pread(f, &c, 1, 2));
  DO(pread(f, &c, 1, 200));
  DO(write(f, "a", 1));
  DO(write(f, "a", 0));
  DO(pwrite(f, "ab", 2, 0));
  DO(writev(f, &(struct iovec){"v", 1}, 1));
  DO(ftruncate(f, 2));
  DO(truncate("d/f", 2));
  DO(fallocate(f, 0, 0, 10));
  DO(fchmod(f, 0600));
  DO(chmod("d/f", 0640));
  DO(chown("d/f", 0, 0));
  DO(chown("d/f", -1, -1));
  DO(fsetxattr(f, "user.x", "1", 1, 0));
  DO(removexattr("d/f", "user.x"));
  DO(utimensat(AT_FDCWD, "d/f", NULL, 0));
  struct timespec times[2] = {{1, 0}, {0, UTIME_OMIT}};
  DO(utimensat(AT_FDCWD, "d/f", times, 0));
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_nsec = 0;
  DO(utimensat(AT_FDCWD, "d/f", times, 0));
  DO(stat("d/f", &(struct stat){0}));
  DO(close(f));
  DO(f = open("d/f", O_RDONLY));
  DO(dup2(f, 50));
  DO(close(f));
  DO(close(50));
  DO(f = open("d/f", O_PATH));
  DO(close(f));
  DO(f = open("d/f", O_WRONLY | O_TRUNC));
  DO(close(f));
  DO(access("d/f", R_OK));
  DO(link("d/f", "d/g"));
  DO(unlink("d/g"));
  DO(rename("d/f", "d/h"));
  DO(rename("d/h", "out"));
  DO(rename("out", "d/f"));
  int g = MUST(open("d/f", O_RDONLY));
  events("open");
  DO(unlink("d/f"));
  DO(fchmod(g, 0600));
  DO(close(g));
  SHOW(inotify_rm_watch(fd, 2));
}

static void of_directories(void) {
  int f;
  DO(f = open("d/new", O_CREAT | O_WRONLY, 0600));
  DO(close(f));
  DO(f = open("d/new", O_CREAT | O_WRONLY, 0600));
  DO(close(f));
  DO(mkdir("d/sub", 0700));
  DO(mkdir("d/sub/deep", 0700));
  DO(chmod("d/sub", 0755));
  DO(chmod("d", 0755));
  DO(symlink("nowhere", "d/link"));
  DO(mkfifo("d/fifo", 0600));
  DIR *dir = opendir("d");
  events("opendir");
  while (readdir(dir) != NULL) {}
  events("readdir");
  closedir(dir);
  events("closedir");
  DO(rmdir("d/sub/deep"));
  DO(rmdir("d/sub"));
  write_file("d/other", "x");
  events("write_file");
  DO(rename("d/other", "d/new")); // replaces
  MUST(mkdir("e", 0700));
  write_file("e/x", "x");
  SHOW(inotify_add_watch(fd, "e", IN_ALL_EVENTS));
  DO(syscall(SYS_renameat2, AT_FDCWD, "e/x", AT_FDCWD, "d/new", RENAME_EXCHANGE));
  DO(rename("d", "moved"));
  DO(rename("moved", "d"));
  DO(rename("d/new", "e/new"));
  DO(unlink("e/new"));
  DO(unlink("e/x"));
  DO(rmdir("e"));
  int made = MUST(open("d", O_TMPFILE | O_WRONLY, 0600));
  events("O_TMPFILE");
  DO(linkat(made, "", AT_FDCWD, "d/named", AT_EMPTY_PATH));
  DO(close(made));
}

static void of_watches(void) {
  struct stat st;
  write_file("w", "x");
  int w = MUST(inotify_add_watch(fd, "w", IN_OPEN));
  CHECK(inotify_add_watch(fd, "w", IN_CLOSE) == w); // replaces
  int f;
  DO(f = open("w", O_RDONLY));
  DO(close(f));
  CHECK(inotify_add_watch(fd, "w", IN_OPEN | IN_MASK_ADD) == w);
  DO(f = open("w", O_RDONLY));
  DO(close(f));
  SHOW(inotify_add_watch(fd, "w", IN_OPEN | IN_MASK_CREATE));
  SHOW(inotify_add_watch(fd, "w", IN_OPEN | IN_MASK_CREATE | IN_MASK_ADD));
  CHECK(inotify_add_watch(fd, "w", IN_OPEN | IN_ONESHOT) == w);
  DO(close(open("w", O_RDONLY)));
  DO(close(open("w", O_RDONLY)));
  SHOW(inotify_rm_watch(fd, w));
  MUST(symlink("w", "l"));
  SHOW(inotify_add_watch(fd, "w", IN_ALL_EVENTS | IN_ONLYDIR));
  w = MUST(inotify_add_watch(fd, "l", IN_ALL_EVENTS | IN_DONT_FOLLOW));
  DO(close(open("l", O_RDONLY)));
  DO(unlink("l"));
  // IN_EXCL_UNLINK: no events for a name that is gone
  w = MUST(inotify_add_watch(fd, "d", IN_ALL_EVENTS | IN_EXCL_UNLINK));
  f = MUST(open("d/gone", O_CREAT | O_WRONLY, 0600));
  MUST(unlink("d/gone"));
  events("unlinked");
  MUST(write(f, "x", 1));
  DO(close(f));
  // equal events become one
  f = MUST(open("d/many", O_CREAT | O_RDWR, 0600));
  events("many");
  for (int i = 0; i < 5; i++) MUST(pwrite(f, "x", 1, 0));
  events("five writes");
  for (int i = 0; i < 3; i++) { MUST(pwrite(f, "x", 1, 0)); MUST(pread(f, &(char){0}, 1, 0)); }
  events("alternating");
  int bytes;
  MUST(fchmod(f, 0600));
  MUST(fchmod(f, 0600));
  SHOW(ioctl(fd, FIONREAD, &bytes));
  printf("%d bytes\n", bytes);
  char small[20];
  SHOW(read(fd, small, sizeof small));
  SHOW(poll(&(struct pollfd){fd, POLLIN, 0}, 1, 0));
  events("not lost");
  SHOW(poll(&(struct pollfd){fd, POLLIN, 0}, 1, 0));
  SHOW(inotify_rm_watch(fd, w));
  events("rm_watch");
  close(f);
  // a long name and its padding
  char path[300] = "d/";
  memset(path + 2, 'n', 250);
  w = MUST(inotify_add_watch(fd, "d", IN_CREATE));
  MUST(close(MUST(open(path, O_CREAT | O_WRONLY, 0600))));
  SHOW(ioctl(fd, FIONREAD, &bytes));
  printf("%d bytes\n", bytes);
  char none[300];
  SHOW(read(fd, none, 271));
  SHOW(read(fd, none, 272));
  MUST(fstat(fd, &st));
  printf("type %o\n", st.st_mode & S_IFMT);
  char text[100] = "", link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  SHOW(readlink(link, text, sizeof text));
  puts(text);
  SHOW(write(fd, "x", 1));
  SHOW(lseek(fd, 0, SEEK_CUR));
}

static void of_mounts(void) {
  MUST(mkdir("m", 0700));
  MUST(mount("none", "m", "tmpfs", 0, NULL));
  write_file("m/f", "x");
  SHOW(inotify_add_watch(fd, "m/f", IN_OPEN) > 0);
  MUST(umount("m"));
  char buffer[1024];
  ssize_t n = read(fd, buffer, sizeof buffer);
  for (char *at = buffer; at < buffer + n; at += sizeof(struct inotify_event))
    printf("mask %x\n", ((struct inotify_event *)at)->mask);
}

static void errors(void) {
  SHOW(inotify_init1(1));
  SHOW(inotify_add_watch(fd, "none", IN_OPEN));
  SHOW(inotify_add_watch(fd, "", IN_OPEN));
  SHOW(inotify_add_watch(fd, (char *)8, IN_OPEN));
  SHOW(inotify_add_watch(fd, ".", 0));
  SHOW(inotify_add_watch(fd, ".", 0x10000));
  SHOW(inotify_add_watch(fd, ".", IN_ONLYDIR) > 0);
  SHOW(inotify_add_watch(99, ".", IN_OPEN));
  SHOW(inotify_add_watch(0, ".", IN_OPEN));
  SHOW(inotify_rm_watch(fd, 12345));
  SHOW(inotify_rm_watch(99, 1));
  SHOW(inotify_rm_watch(0, 1));
  SHOW(read(fd, (char *)8, 100));
  write_file("secret", "x");
  MUST(chmod("secret", 0));
  MUST(chmod(".", 0755));
  IN_CHILD("other", MUST(setresuid(1000, 1000, 1000)); SHOW(inotify_add_watch(fd, "secret", IN_OPEN)));
}

/* A queue that nobody reads ends with one event that says so. */
static void overflow(void) {
  int other = MUST(inotify_init1(IN_NONBLOCK));
  MUST(mkdir("o", 0700));
  MUST(inotify_add_watch(other, "o", IN_ATTRIB | IN_OPEN));
  int a = MUST(open("o", O_RDONLY));
  long limit = 16384;
  for (long i = 0; i < limit; i++) {
    MUST(fchmod(a, 0700));
    MUST(close(MUST(open("o", O_RDONLY))));
  }
  long count = 0, last = 0, n;
  char buffer[4096] __attribute__((aligned(8)));
  while ((n = read(other, buffer, sizeof buffer)) > 0)
    for (char *at = buffer; at < buffer + n; at += sizeof(struct inotify_event) + ((struct inotify_event *)at)->len) {
      last = ((struct inotify_event *)at)->wd;
      count++;
    }
  printf("%ld events, the last of watch %ld\n", count, last);
  close(other);
}

/* A reader sleeps until something happens. */
static void waiting(void) {
  fcntl(fd, F_SETFL, 0);
  int w = MUST(inotify_add_watch(fd, "d", IN_CREATE));
  pid_t parent = getpid();
  pid_t child = MUST(fork());
  if (child == 0) {
    await_sleeping(parent);
    MUST(mkdir("d/waited", 0700));
    _exit(0);
  }
  (void)w;
  events("waited");
  MUST(waitpid(child, NULL, 0));
}

int main(void) {
  umask(022);
  fd = MUST(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  events("nothing yet");
  of_files();
  of_directories();
  of_watches();
  of_mounts();
  errors();
  overflow();
  while (read(fd, (char[4096]){0}, 4096) > 0) {}
  waiting();
  return 0;
}
