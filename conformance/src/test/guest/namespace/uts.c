// uts_namespaces(7): names of the node per namespace, by clone, unshare and setns, and what stands for a namespace.
#include "guest.h"

#include <linux/nsfs.h>
#include <sys/utsname.h>

static void names(const char *where) {
  struct utsname now;
  uname(&now);
  printf("%s: %s %s\n", where, now.nodename, now.domainname);
}

static void file(const char *path) {
  char text[80] = {0};
  int fd = open(path, O_RDONLY);
  ssize_t n = read(fd, text, sizeof text - 1);
  printf("%s: %zd %s", path, n, text);
  close(fd);
}

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  printf("%s <- %s: ", path, text);
  SHOW(write(fd, text, strlen(text)));
  close(fd);
}

static unsigned long number(const char *path) {
  struct stat it;
  return stat(path, &it) == 0 ? it.st_ino : 0;
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  int first = open("/proc/self/ns/uts", O_RDONLY);
  SHOW(ioctl(first, NS_GET_NSTYPE) == CLONE_NEWUTS);
  unsigned long before = number("/proc/self/ns/uts");
  if (SHOW(unshare(CLONE_NEWUTS)) != 0) return 1;
  SHOW(number("/proc/self/ns/uts") >= 0xf0000000);
  SHOW(number("/proc/self/ns/uts") == number("/proc/thread-self/ns/uts"));
  SHOW(sethostname("inner", 5));
  SHOW(setdomainname("inside", 6));
  names("unshared");
  file("/proc/sys/kernel/hostname");
  file("/proc/sys/kernel/domainname");
  put("/proc/sys/kernel/hostname", "written\n");
  put("/proc/sys/kernel/domainname", "elsewhere\nignored");
  names("written");
  int own = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);

  IN_CHILD("a child is in the same", {
    names("child");
    SHOW(sethostname("by the child", 12));
  });
  names("the child wrote");

  pid_t child = syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    names("cloned, as it was");
    SHOW(sethostname("cloned", 6));
    names("cloned");
    SHOW(setns(own, CLONE_NEWUTS));
    names("back");
    _exit(0);
  }
  waitpid(child, NULL, 0);
  names("parent");

  struct { unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls; } args = {.flags = CLONE_NEWUTS, .exit_signal = SIGCHLD};
  int go[2];
  SHOW(pipe(go));
  child = syscall(SYS_clone3, &args, sizeof args);
  if (child == 0) {
    SHOW(sethostname("third", 5));
    if (write(go[1], "x", 1) != 1) return 1;
    for (;;) pause();
  }
  char byte;
  SHOW(read(go[0], &byte, 1));
  int pidfd = syscall(SYS_pidfd_open, child, 0);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/uts", child);
  SHOW(number(path) != number("/proc/self/ns/uts"));
  int other = open(path, O_RDONLY);
  IN_CHILD("by pidfd", {
    SHOW(setns(pidfd, CLONE_NEWUTS));
    names("with the third");
    SHOW(number(path) == number("/proc/self/ns/uts"));
  });
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  SHOW(setns(pidfd, CLONE_NEWUTS));
  SHOW(open(path, O_RDONLY));
  SHOW(setns(other, 0));
  names("kept by a descriptor");
  SHOW(setns(own, 0));

  SHOW(setns(own, CLONE_NEWIPC));
  SHOW(setns(own, CLONE_NEWUTS | CLONE_NEWIPC));
  SHOW(setns(-1, 0));
  SHOW(setns(go[0], 0));
  int self = syscall(SYS_pidfd_open, getpid(), 0);
  SHOW(setns(self, 0));
  SHOW(setns(self, CLONE_FS));
  SHOW(setns(self, CLONE_NEWUTS | CLONE_VM));
  SHOW(setns(self, CLONE_NEWUTS));
  SHOW(unshare(0x40));
  SHOW(unshare(CLONE_NEWUTS | CLONE_PARENT));
  SHOW(syscall(SYS_sethostname, "x", -1));
  SHOW(syscall(SYS_sethostname, "x", 65));
  SHOW(syscall(SYS_sethostname, (char *)8, 4));
  SHOW(sethostname("x", 0));
  names("empty");

  SHOW(setns(first, CLONE_NEWUTS));
  SHOW(number("/proc/self/ns/uts") == before);
  IN_CHILD("without privilege", {
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(unshare(CLONE_NEWUTS));
    SHOW(setns(own, 0));
    SHOW(setns(own, CLONE_NEWIPC));
    SHOW(syscall(SYS_sethostname, "x", -1));
    SHOW(syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0));
  });

  SHOW(ioctl(own, NS_GET_PARENT));
  unsigned uid;
  SHOW(ioctl(own, NS_GET_OWNER_UID, &uid));
  int user = open("/proc/self/ns/user", O_RDONLY);
  SHOW(ioctl(user, NS_GET_NSTYPE) == CLONE_NEWUSER);
  SHOW(ioctl(user, NS_GET_PARENT));
  SHOW(ioctl(user, NS_GET_USERNS));
  SHOW(ioctl(user, NS_GET_OWNER_UID, &uid));
  SHOW(uid);
  int owner = ioctl(own, NS_GET_USERNS);
  struct stat a, b;
  fstat(owner, &a);
  fstat(user, &b);
  printf("owner is user namespace: %d\n", a.st_ino == b.st_ino && a.st_dev == b.st_dev);
  SHOW(fcntl(owner, F_GETFD));
  SHOW(setns(user, 0));
  SHOW(open("/proc/self/ns/uts", O_RDWR));
  SHOW(read(own, path, 1));
  return 0;
}
