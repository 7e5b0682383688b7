// pid_namespaces(7): numbers inside a new one, by clone, unshare and setns, and what is refused.
#include "pid.h"

#include <linux/nsfs.h>

static char stack[65536];

static int nothing(void *unused) {
  (void)unused;
  return 0;
}

static void *wait_for(void *gate) {
  gate_wait(gate);
  return NULL;
}

static void deeper(int level) {
  pid_t pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    if (getpid() != 1) printf("level %d: pid %d\n", level, getpid());
    deeper(level + 1);
    _exit(0);
  }
  if (pid < 0) printf("too deep: %s, before 33: %d\n", errname(errno), level <= 33);
  else MUST(waitpid(pid, NULL, 0));
}

static void numbers(void) {
  show_self("first");
  for (int i = 0; i < 3; i++) IN_CHILD("child", show_self("child"));
  CHECK(setsid() == 1);
  show_self("in a session");
  IN_CHILD("child in a group of its own", CHECK(setpgid(0, 0) == 0); show_self("child"));
  int told = 0, own = 0;
  pid_t child = syscall(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0, &told, &own, 0);
  if (child == 0) {
    printf("clone told the child %d\n", own);
    _exit(0);
  }
  CHECK(wait(NULL) == child);
  printf("clone gave %d, and told the parent %d\n", child, told);
  struct gate gate = gate_new();
  pthread_t thread;
  pthread_create(&thread, NULL, wait_for, &gate);
  IN_CHILD("child after a thread", show_self("child"));
  gate_open(&gate);
  pthread_join(thread, NULL);
  INSIDE("nested", show_self("nested"); INSIDE("nested twice", show_self("nested twice")); IN_CHILD("child", show_self("child")));
  IN_CHILD("child after the nested one", show_self("child"));
  SHOW(kill(100, 0));
  SHOW(getpgid(100));
  SHOW(setpgid(100, 0));
}

static void unshared(void) {
  pid_t self = getpid();
  unsigned long before = 0;
  struct stat it;
  if (stat("/proc/self/ns/pid", &it) == 0) before = it.st_ino;
  SHOW(unshare(CLONE_NEWPID));
  CHECK(getpid() == self);
  CHECK(stat("/proc/self/ns/pid", &it) == 0 && it.st_ino == before);
  SHOW(stat("/proc/self/ns/pid_for_children", &it));
  SHOW(unshare(CLONE_NEWPID));
  SHOW(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
  SHOW(clone(nothing, stack + sizeof stack, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, NULL));
  pthread_t thread;
  printf("pthread_create: %s\n", errname(pthread_create(&thread, NULL, wait_for, NULL)));
  struct gate gate = gate_new(), ready = gate_new();
  pid_t first = MUST(fork());
  if (first == 0) {
    show_self("first after unshare");
    gate_open(&ready);
    gate_wait(&gate);
    _exit(4);
  }
  gate_wait(&ready);
  CHECK(stat("/proc/self/ns/pid_for_children", &it) == 0 && it.st_ino != before);
  IN_CHILD("second after unshare", show_self("second"));
  gate_open(&gate);
  int status;
  MUST(waitpid(first, &status, 0));
  show_status("first after unshare", status);
  SHOW(fork());
  SHOW(vfork());
}

static void entered(void) {
  struct gate gate = gate_new();
  pid_t first = fork_inside();
  if (first == 0) {
    gate_wait(&gate);
    _exit(6);
  }
  int own = MUST(open("/proc/self/ns/pid", O_RDONLY));
  SHOW(ioctl(own, NS_GET_NSTYPE) == CLONE_NEWPID);
  SHOW(ioctl(own, NS_GET_PARENT));
  int inner = MUST(open_space(first, "pid"));
  pid_t self = getpid();
  struct stat around, own_space;
  int parent = MUST(ioctl(inner, NS_GET_PARENT));
  CHECK(fstat(parent, &around) == 0 && fstat(own, &own_space) == 0 && around.st_ino == own_space.st_ino);
  SHOW(setns(inner, CLONE_NEWNET));
  SHOW(setns(inner, CLONE_NEWPID));
  CHECK(getpid() == self);
  IN_CHILD("entered", show_self("entered"); SHOW(setns(own, CLONE_NEWPID)); SHOW(setns(inner, 0)));
  IN_CHILD("entered again", show_self("entered again"); CHECK(setsid() == getpid()); show_self("entered again"));
  SHOW(setns(own, CLONE_NEWPID));
  IN_CHILD("back", CHECK(getppid() == self));
  int process = MUST(syscall(SYS_pidfd_open, first, 0));
  SHOW(setns(process, CLONE_NEWPID));
  IN_CHILD("entered by the process", show_self("entered"));
  gate_open(&gate);
  int status;
  MUST(waitpid(first, &status, 0));
  show_status("first", status);
  SHOW(fork());
  SHOW(setns(own, 0));
  IN_CHILD("back again", CHECK(getppid() == self));
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  INSIDE("first", numbers());
  SHOW(clone(nothing, stack + sizeof stack, CLONE_NEWPID | CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, NULL));
  SHOW(syscall(SYS_clone, CLONE_NEWPID | CLONE_SIGHAND | SIGCHLD, 0, 0, 0, 0));
  INSIDE("a sibling of the first", SHOW(syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)));
  IN_CHILD("unshared", unshared());
  IN_CHILD("entered", entered());
  IN_CHILD("unprivileged", MUST(setresuid(1000, 1000, 1000)); SHOW(unshare(CLONE_NEWPID)); SHOW(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0)));
  deeper(1);
  return 0;
}
