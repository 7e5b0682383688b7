// /proc/PID/ns: the names of the namespaces, that processes share them, and what can be done with one that is open.
#include "guest.h"
#include <linux/nsfs.h>

static const char *const kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children", "user", "uts"};

static void show_one(const char *kind) {
  char path[64], text[64] = "", name[32] = "";
  unsigned long number = 0;
  struct stat st;
  snprintf(path, sizeof path, "/proc/self/ns/%s", kind);
  MUST(lstat(path, &st));
  printf("%s: %o, links %lu, size %ld\n", kind, st.st_mode, st.st_nlink, st.st_size);
  MUST(readlink(path, text, sizeof text - 1));
  printf("%d names, %s\n", sscanf(text, "%31[^:]:[%lu]", name, &number), name);
  MUST(stat(path, &st));
  printf("%o, links %lu, size %ld, number %s, uid %u gid %u\n", st.st_mode, st.st_nlink, st.st_size, st.st_ino == number ? "as named" : "other", st.st_uid, st.st_gid);
  int fd = SHOW_OK(open(path, O_RDONLY | O_CLOEXEC));
  if (fd < 0) return;
  char link[64], shown[64] = "", byte;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  MUST(readlink(link, shown, sizeof shown - 1));
  CHECK(strcmp(text, shown) == 0);
  SHOW(read(fd, &byte, 1));
  SHOW(write(fd, &byte, 1));
  SHOW(pread(fd, &byte, 1, 0));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(fchmod(fd, 0600));
  SHOW(ftruncate(fd, 0));
  SHOW(ioctl(fd, NS_GET_NSTYPE));
  SHOW(ioctl(fd, NS_GET_PARENT));
  uid_t owner = 77;
  SHOW(ioctl(fd, NS_GET_OWNER_UID, &owner));
  printf("owner %u\n", owner);
  SHOW(ioctl(fd, NS_GET_OWNER_UID, (void *)8));
  int user = SHOW_OK(ioctl(fd, NS_GET_USERNS));
  if (user >= 0) {
    char mine[64] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", user);
    memset(shown, 0, sizeof shown);
    MUST(readlink(link, shown, sizeof shown - 1));
    MUST(readlink("/proc/self/ns/user", mine, sizeof mine - 1));
    CHECK(strcmp(mine, shown) == 0);
    printf("close-on-exec %d\n", fcntl(user, F_GETFD));
    close(user);
  }
  SHOW(ioctl(fd, TCGETS, text));
  SHOW(fcntl(fd, F_GETFL) & O_ACCMODE);
  close(fd);
  if (geteuid() == 0) {
    SHOW(open(path, O_RDWR));
    SHOW(open(path, O_WRONLY));
  }
  SHOW(open(path, O_RDONLY | O_DIRECTORY));
  SHOW(open(path, O_RDONLY | O_NOFOLLOW));
}

int main(void) {
  struct stat st;
  MUST(stat("/proc/self/ns", &st));
  printf("%o, links %lu\n", st.st_mode, st.st_nlink);
  struct dirent **names;
  int count = MUST(scandir("/proc/self/ns", &names, NULL, alphasort));
  for (int i = 0; i < count; i++) printf("%s %d\n", names[i]->d_name, names[i]->d_type);
  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) show_one(kinds[i]);
  SHOW(open("/proc/self/ns/none", O_RDONLY));

  pid_t child = MUST(fork());
  if (child == 0) { for (;;) pause(); }
  for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    char ours[64], theirs[64], thread[64];
    struct stat a, b, c;
    snprintf(ours, sizeof ours, "/proc/self/ns/%s", kinds[i]);
    snprintf(theirs, sizeof theirs, "/proc/%d/ns/%s", child, kinds[i]);
    snprintf(thread, sizeof thread, "/proc/self/task/%d/ns/%s", gettid(), kinds[i]);
    MUST(stat(ours, &a));
    MUST(stat(theirs, &b));
    MUST(stat(thread, &c));
    printf("%s: same %d %d\n", kinds[i], a.st_ino == b.st_ino && a.st_dev == b.st_dev, a.st_ino == c.st_ino && a.st_dev == c.st_dev);
  }
  char path[64], text[64];
  snprintf(path, sizeof path, "/proc/%d/ns/mnt", child);
  if (geteuid() == 0) IN_CHILD("another user", {
    MUST(setresuid(3000, 3000, 3000));
    SHOW(readlink(path, text, sizeof text));
    SHOW(open(path, O_RDONLY));
    SHOW(lstat(path, &st));
    snprintf(path, sizeof path, "/proc/%d/ns", child);
    SHOW(open(path, O_RDONLY));
  });
  kill(child, SIGKILL);
  MUST(waitid(P_PID, child, &(siginfo_t){0}, WEXITED | WNOWAIT));
  snprintf(path, sizeof path, "/proc/%d/ns/uts", child);
  SHOW(readlink(path, text, sizeof text));
  SHOW(open(path, O_RDONLY));
  waitpid(child, NULL, 0);
  return 0;
}
