// Which flags of clone, unshare and setns go together, for namespaces that are there: clone(2), unshare(2), setns(2).
#include "guest.h"

#include <grp.h>
#include <sys/utsname.h>

static unsigned long number(const char *kind) {
  char path[64];
  struct stat it;
  snprintf(path, sizeof path, "/proc/self/ns/%s", kind);
  return stat(path, &it) == 0 ? it.st_ino : 0;
}

static const char *const kinds[] = {"cgroup", "ipc", "net", "user", "uts"};
enum { KINDS = sizeof kinds / sizeof *kinds };
static unsigned long before[KINDS];

static void remember(void) {
  for (int i = 0; i < KINDS; i++) before[i] = number(kinds[i]);
}

static void changed(const char *where) {
  printf("%s:", where);
  for (int i = 0; i < KINDS; i++) if (number(kinds[i]) != before[i]) printf(" %s", kinds[i]);
  printf("\n");
}

static int cloned(unsigned long flags) {
  long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    changed("child");
    _exit(0);
  }
  if (pid == -1) return -1;
  int status = 0; // of a sibling nobody here is told
  waitpid(pid, &status, 0);
  return status;
}

static void *idle(void *fds) {
  char byte;
  if (read(((int *)fds)[0], &byte, 1) < 0) return fds;
  return NULL;
}

/* Whether threads of one process can be in namespaces of their own. */
static void *apart(void *nothing) {
  SHOW(unshare(CLONE_NEWUTS));
  changed("thread, by its process");
  struct stat it;
  SHOW(stat("/proc/thread-self/ns/uts", &it));
  printf("of its own: %d\n", it.st_ino != before[4]);
  SHOW(sethostname("thread", 6));
  SHOW(unshare(CLONE_NEWUSER));
  return nothing;
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  remember();
  IN_CHILD("privileged", {
    SHOW(cloned(CLONE_NEWUTS));
    SHOW(cloned(CLONE_NEWIPC));
    SHOW(cloned(CLONE_NEWCGROUP));
    SHOW(cloned(CLONE_NEWUSER));
    SHOW(cloned(CLONE_NEWNET));
    SHOW(cloned(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET | CLONE_NEWUSER));
    SHOW(cloned(CLONE_NEWUTS | CLONE_FS | CLONE_FILES));
    SHOW(cloned(CLONE_NEWUTS | CLONE_NEWUSER | CLONE_VFORK));
    SHOW(cloned(CLONE_NEWIPC | CLONE_SYSVSEM));
    SHOW(cloned(CLONE_NEWUTS | CLONE_SYSVSEM));
    SHOW(cloned(CLONE_NEWUSER | CLONE_FS));
    SHOW(cloned(CLONE_NEWUTS | CLONE_PARENT | CLONE_VFORK));
    SHOW(cloned(CLONE_NEWUSER | CLONE_PARENT | CLONE_VFORK));
    changed("parent");
  });
  while (waitpid(-1, NULL, 0) > 0) {}
  IN_CHILD("unprivileged", {
    SHOW(setgroups(0, NULL));
    SHOW(setresgid(1000, 1000, 1000));
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(prctl(PR_SET_DUMPABLE, 1));
    SHOW(cloned(CLONE_NEWUTS));
    SHOW(cloned(CLONE_NEWCGROUP));
    SHOW(cloned(CLONE_NEWNET));
    SHOW(cloned(CLONE_NEWNS | CLONE_FS));
    SHOW(cloned(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP));
    SHOW(unshare(CLONE_NEWNS));
    SHOW(unshare(CLONE_NEWPID));
    SHOW(unshare(CLONE_NEWIPC | CLONE_FS));
    SHOW(unshare(CLONE_NEWUSER | CLONE_NEWCGROUP));
    changed("unshared");
    SHOW(unshare(CLONE_NEWIPC));
    changed("once more");
  });

  printf("-- threads\n");
  IN_CHILD("threads", {
    pthread_t thread;
    int fds[2];
    pthread_create(&thread, NULL, apart, NULL);
    join_last(thread);
    changed("process");
    pipe(fds);
    pthread_create(&thread, NULL, idle, fds);
    int user = open("/proc/self/ns/user", O_RDONLY);
    SHOW(unshare(CLONE_NEWUSER));
    SHOW(setns(user, CLONE_NEWUSER));
    SHOW(unshare(CLONE_NEWIPC | CLONE_NEWCGROUP));
    changed("process");
    close(fds[1]);
    join_last(thread);
    SHOW(unshare(CLONE_NEWUSER));
    changed("alone");
    SHOW(setns(user, CLONE_NEWUSER));
  });

  printf("-- a root directory that others share\n");
  int go[2];
  char byte;
  pipe(go);
  pid_t other = fork();
  if (other == 0) {
    unshare(CLONE_NEWUSER);
    write(go[1], "x", 1);
    for (;;) pause();
  }
  read(go[0], &byte, 1);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/user", other);
  int user = open(path, O_RDONLY);
  pid_t sharer = syscall(SYS_clone, CLONE_FS | SIGCHLD, 0, 0, 0, 0);
  if (sharer == 0) {
    SHOW(setns(user, 0));
    SHOW(unshare(CLONE_NEWUSER));
    changed("sharer");
    _exit(0);
  }
  waitpid(sharer, NULL, 0);
  kill(other, SIGKILL);
  waitpid(other, NULL, 0);

  printf("-- all at once\n");
  int pidfd = syscall(SYS_pidfd_open, getpid(), 0);
  IN_CHILD("and back", {
    SHOW(unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET));
    changed("left");
    SHOW(setns(pidfd, CLONE_NEWUTS | CLONE_NEWCGROUP));
    changed("partly");
    SHOW(setns(pidfd, CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER));
    changed("all or nothing");
    SHOW(setns(pidfd, CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET));
    changed("returned");
  });
  return 0;
}
