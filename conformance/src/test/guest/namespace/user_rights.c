// user_namespaces(7), "Capabilities": what members may do to what belongs to their namespace, and what not to the rest.
#include "guest.h"


#include <grp.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <linux/securebits.h>
#include <sys/fsuid.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/xattr.h>

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd == -1 || write(fd, text, strlen(text)) == -1) printf("%s: %s\n", path, errname(errno));
  close(fd);
}

static void map(const char *users, const char *groups) {
  if (SHOW(unshare(CLONE_NEWUSER)) != 0) return;
  put("/proc/self/setgroups", "deny");
  put("/proc/self/uid_map", users);
  put("/proc/self/gid_map", groups);
}

static void caps(const char *where) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  syscall(SYS_capget, &header, data);
  printf("%s: permitted %x effective %x inheritable %x", where, data[0].permitted, data[0].effective, data[0].inheritable);
  printf(" ambient %d securebits %d uid %d euid %d gid %d\n", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0), prctl(PR_GET_SECUREBITS), getuid(), geteuid(), getgid());
}

static void owner(const char *path) {
  struct stat it;
  struct statx extended;
  if (stat(path, &it) != 0 || statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &extended) != 0) printf("%s: %s\n", path, errname(errno));
  else printf("%s: %d %d %o, %d %d\n", path, it.st_uid, it.st_gid, it.st_mode & 07777, extended.stx_uid, extended.stx_gid);
}

static void make(const char *path, int mode, int uid, int gid) {
  int fd = open(path, O_CREAT | O_RDWR, 0600);
  if (fd == -1 || fchown(fd, uid, gid) != 0 || fchmod(fd, mode) != 0) printf("%s: %s\n", path, errname(errno));
  close(fd);
}

static void again(const char *what) {
  fflush(stdout);
  execl("/proc/self/exe", "user_rights", what, NULL);
  printf("exec: %s\n", errname(errno));
}

int main(int argc, char **argv) {
  if (argc > 1) {
    caps(argv[1]);
    return 0;
  }
  if (geteuid() != 0) return printf("needs root\n"), 0;
  setgroups(0, NULL);
  umask(022);
  char directory[] = "/tmp/user_rights.XXXXXX";
  if (mkdtemp(directory) == NULL || mount("none", directory, "tmpfs", 0, NULL) != 0 || chmod(directory, 0777) != 0 || chdir(directory) != 0) return 1;
  make("root", 0600, 0, 0);
  make("mapped", 0600, 1000, 1000);
  make("half", 0600, 1000, 5);
  make("other", 0600, 2000, 2000);
  make("setuid", 06755, 2000, 2000);

  printf("-- before maps are set\n");
  IN_CHILD("unmapped", {
    SHOW(prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS));
    SHOW(unshare(CLONE_NEWUSER));
    caps("unmapped");
    owner("root");
    SHOW(chown("root", -1, 0));
    SHOW(setuid(0));
    SHOW(setgid(0));
    SHOW(setgroups(0, NULL));
    SHOW(setresuid(-1, -1, -1));
    SHOW(open("root", O_RDONLY) >= 0);
    SHOW(open("other", O_RDONLY));
    SHOW(open("new", O_CREAT | O_WRONLY, 0600) >= 0);
    owner("new");
    again("unmapped and executed");
  });

  printf("-- root maps itself\n");
  IN_CHILD("root", {
    map("0 0 1", "0 0 1");
    caps("root");
    owner("root");
    owner("other");
    owner("half");
    SHOW(chown("root", 0, 0));
    SHOW(chown("root", 1, 0));
    SHOW(chown("other", 0, 0));
    SHOW(open("other", O_RDONLY));
    SHOW(chmod("other", 0644));
    SHOW(unlink("other"));
    SHOW(setuid(1));
    SHOW(sethostname("mine", 4));
    SHOW(nice(-5));
    SHOW(setpriority(PRIO_PROCESS, 0, -5));
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_max++;
    SHOW(setrlimit(RLIMIT_NOFILE, &limit));
    SHOW(mknod("device", S_IFCHR | 0600, 0x103));
    SHOW(mknod("pipe", S_IFIFO | 0600, 0));
    SHOW(setxattr("root", "trusted.x", "1", 1, 0));
    SHOW(mount("none", "/", "tmpfs", 0, NULL));
    SHOW(chroot(directory));
    SHOW(unshare(CLONE_NEWUSER));
  });
  IN_CHILD("executed", {
    map("0 0 1", "0 0 1");
    again("root, executed");
  });
  IN_CHILD("not as root", {
    map("7 0 1", "7 0 1");
    again("user 7, executed");
  });

  printf("-- a user that is root inside\n");
  IN_CHILD("user", {
    SHOW(setresgid(1000, 1000, 1000));
    SHOW(setresuid(1000, 1000, 1000));
    prctl(PR_SET_DUMPABLE, 1);
    map("0 1000 1", "0 1000 1");
    caps("user");
    owner("root");
    owner("mapped");
    owner("half");
    owner("setuid");
    SHOW(open("root", O_RDONLY));
    SHOW(open("mapped", O_RDONLY) >= 0);
    SHOW(chown("mapped", 0, 0));
    SHOW(chown("mapped", 1000, 1000));
    SHOW(chown("half", 0, 0));
    SHOW(chmod("half", 02755));
    owner("half");
    SHOW(open("made", O_CREAT | O_WRONLY, 0600) >= 0);
    owner("made");
    SHOW(kill(getppid(), 0));
    SHOW(ptrace(PTRACE_ATTACH, getppid(), 0, 0));
    SHOW(unshare(CLONE_NEWUTS | CLONE_NEWIPC));
    SHOW(sethostname("mine", 4));
    struct msqid_ds status;
    int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0);
    SHOW(msgctl(queue, IPC_STAT, &status));
    printf("queue of %d %d by %d %d\n", status.msg_perm.uid, status.msg_perm.gid, status.msg_perm.cuid, status.msg_perm.cgid);
    status.msg_perm.uid = 1000;
    SHOW(msgctl(queue, IPC_SET, &status));
    status.msg_perm.uid = 0;
    SHOW(msgctl(queue, IPC_SET, &status));
    again("user, executed");
  });
  owner("made");
  IN_CHILD("by clone", {
    SHOW(setresgid(1000, 1000, 1000));
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(unshare(CLONE_NEWUTS));
    pid_t child = syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) {
      SHOW(getuid());
      caps("cloned");
      SHOW(sethostname("cloned", 6));
      _exit(0);
    }
    waitpid(child, NULL, 0);
    SHOW(syscall(SYS_clone, CLONE_NEWUSER | CLONE_FS | SIGCHLD, 0, 0, 0, 0));
    SHOW(syscall(SYS_clone, CLONE_NEWUSER | CLONE_THREAD | CLONE_VM | CLONE_SIGHAND, 0, 0, 0, 0));
  });

  printf("-- set-id programs\n");
  int self = open("/proc/self/exe", O_RDONLY);
  int copy = open("program", O_CREAT | O_WRONLY, 0755);
  char buffer[65536];
  for (ssize_t n; (n = read(self, buffer, sizeof buffer)) > 0;) write(copy, buffer, n);
  close(copy);
  close(self);
  int pairs[][2] = {{2000, 2000}, {1001, 1001}, {1001, 5}, {1000, 1000}};
  for (int i = 0; i < 4; i++) {
    SHOW(chown("program", pairs[i][0], pairs[i][1]));
    SHOW(chmod("program", 06755));
    IN_CHILD("set-id", {
      int go[2], back[2];
      char byte;
      pipe(go);
      pipe(back);
      pid_t child = fork();
      if (child == 0) {
        unshare(CLONE_NEWUSER);
        write(back[1], "x", 1);
        read(go[0], &byte, 1);
        SHOW(setresgid(0, 0, 0));
        SHOW(setresuid(0, 0, 0));
        execl("program", "program", "set-id program", NULL);
        printf("exec: %s\n", errname(errno));
        _exit(1);
      }
      char path[64];
      read(back[0], &byte, 1);
      sprintf(path, "/proc/%d/uid_map", child);
      put(path, "0 1000 2");
      sprintf(path, "/proc/%d/gid_map", child);
      put(path, "0 1000 2");
      write(go[1], "x", 1);
      waitpid(child, NULL, 0);
    });
  }

  printf("-- entering\n");
  int go[2], back[2];
  char byte;
  pipe(go);
  pipe(back);
  pid_t child = fork();
  if (child == 0) {
    setresgid(1000, 1000, 1000);
    setresuid(1000, 1000, 1000);
    prctl(PR_SET_DUMPABLE, 1);
    unshare(CLONE_NEWUSER | CLONE_NEWUTS);
    put("/proc/self/setgroups", "deny");
    put("/proc/self/uid_map", "0 1000 1");
    put("/proc/self/gid_map", "0 1000 1");
    write(back[1], "x", 1);
    for (;;) pause();
  }
  read(back[0], &byte, 1);
  char path[64];
  sprintf(path, "/proc/%d/ns/user", child);
  int user = open(path, O_RDONLY);
  sprintf(path, "/proc/%d/ns/uts", child);
  int uts = open(path, O_RDONLY);
  int pidfd = syscall(SYS_pidfd_open, child, 0), first = open("/proc/self/ns/user", O_RDONLY), firstUts = open("/proc/self/ns/uts", O_RDONLY);
  IN_CHILD("root enters", {
    SHOW(setns(user, 0));
    caps("entered");
    SHOW(prctl(PR_GET_DUMPABLE));
    SHOW(setns(user, 0));
    SHOW(setns(first, 0));
    SHOW(setns(uts, 0));
    SHOW(sethostname("in", 2));
    SHOW(setns(firstUts, 0));
    SHOW(kill(child, 0));
    unsigned id;
    SHOW(ioctl(user, NS_GET_OWNER_UID, &id));
    printf("owner %u\n", id);
    SHOW(ioctl(user, NS_GET_PARENT));
    SHOW(ioctl(uts, NS_GET_USERNS) >= 0);
    SHOW(ioctl(firstUts, NS_GET_USERNS));
    SHOW(setresuid(0, 0, 0));
    again("entered, executed");
  });
  IN_CHILD("by pidfd", {
    SHOW(setns(pidfd, CLONE_NEWUSER | CLONE_NEWUTS));
    caps("entered");
    SHOW(sethostname("in", 2));
  });
  IN_CHILD("its owner enters", {
    SHOW(setresgid(1000, 1000, 1000));
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(setns(uts, 0));
    SHOW(prctl(PR_SET_DUMPABLE, 1));
    SHOW(setns(user, 0));
    caps("entered");
    SHOW(prctl(PR_GET_DUMPABLE));
    SHOW(setns(uts, 0));
  });
  // Who comes from outside is not at the mercy of those inside until it executes a program.
  pid_t visitor = fork();
  if (visitor == 0) {
    setns(user, 0);
    write(back[1], "x", 1);
    read(go[0], &byte, 1);
    execl("/bin/sleep", "sleep", "100", NULL);
    _exit(1);
  }
  read(back[0], &byte, 1);
  for (int i = 0; i < 2; i++) {
    IN_CHILD("a member", {
      sprintf(path, "/proc/%d/environ", visitor);
      setns(user, 0);
      SHOW(ptrace(PTRACE_SEIZE, visitor, 0, 0));
      SHOW(open(path, O_RDONLY) >= 0);
      SHOW(kill(visitor, 0));
    });
    write(go[1], "x", 1);
    char name[16] = "";
    while (i == 0 && strcmp(name, "sleep\n") != 0) {
      sprintf(path, "/proc/%d/comm", visitor);
      int fd = open(path, O_RDONLY);
      ssize_t n = read(fd, name, sizeof name - 1);
      name[n < 0 ? 0 : n] = 0;
      close(fd);
    }
  }
  kill(visitor, SIGKILL);
  waitpid(visitor, NULL, 0);
  IN_CHILD("another user does not", {
    SHOW(setresuid(2000, 2000, 2000));
    SHOW(setns(user, 0));
    SHOW(setns(pidfd, CLONE_NEWUSER));
    SHOW(kill(child, 0));
  });
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);

  printf("-- depth\n");
  IN_CHILD("nested", {
    int levels = 0;
    while (unshare(CLONE_NEWUSER) == 0 && levels < 100) {
      put("/proc/self/setgroups", "deny");
      put("/proc/self/uid_map", "0 0 1");
      put("/proc/self/gid_map", "0 0 1");
      levels++;
    }
    printf("%d levels, then %s\n", levels, errname(errno));
    caps("deep");
  });
  IN_CHILD("no ids", {
    SHOW(unshare(CLONE_NEWUSER));
    SHOW(unshare(CLONE_NEWUSER));
  });
  IN_CHILD("chroot", {
    SHOW(chroot(directory));
    SHOW(unshare(CLONE_NEWUSER));
    SHOW(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  });

  const char *made[] = {"root", "mapped", "half", "other", "setuid", "new", "pipe", "made", "program", "device"};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) unlink(made[i]);
  chdir("/");
  SHOW(umount2(directory, 0));
  SHOW(rmdir(directory));
  return 0;
}
