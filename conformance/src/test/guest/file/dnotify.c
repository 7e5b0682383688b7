// F_NOTIFY: which of a directory's events send a signal, how often, to whom, and when a registration ends.
#include "guest.h"

static sigset_t set;

/* Prints the signals that wait, real-time ones in the order in which they were sent. */
static void told(const char *what) {
  siginfo_t info;
  int sig;
  printf("%s:", what);
  while ((sig = sigtimedwait(&set, &info, &(struct timespec){0, 0})) > 0) {
    if (info.si_code == SI_KERNEL) printf(" [%s]", signame(sig));
    else printf(" [%s code %d band %lx fd %d]", signame(sig), info.si_code, info.si_band, info.si_fd);
  }
  printf("\n");
}

#define DO(call) do { MUST(call); told(#call); } while (0)

static int directory(const char *name, int mask) {
  int fd = MUST(open(name, O_RDONLY | O_DIRECTORY));
  MUST(fcntl(fd, F_SETSIG, SIGRTMIN));
  MUST(fcntl(fd, F_NOTIFY, mask));
  return fd;
}

static void arguments(void) {
  int d = MUST(open("d", O_RDONLY));
  int path = MUST(open("d", O_PATH));
  int file = MUST(open("f", O_CREAT | O_RDWR, 0600));
  int p[2];
  MUST(pipe(p));
  int masks[] = {0, (int)DN_MULTISHOT, DN_CREATE, 0x40, 0x7fffffff, -1};
  for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
    printf("mask %x\n", masks[i]);
    SHOW(fcntl(d, F_NOTIFY, masks[i]));
    SHOW(fcntl(path, F_NOTIFY, masks[i]));
    SHOW(fcntl(file, F_NOTIFY, masks[i]));
    SHOW(fcntl(p[0], F_NOTIFY, masks[i]));
    SHOW(fcntl(99, F_NOTIFY, masks[i]));
  }
  SHOW(syscall(SYS_fcntl, d, F_NOTIFY, 0x100000000)); // the upper half means nothing
  DO(mkdir("d/x", 0755));
  DO(rmdir("d/x"));
  close(d);
  close(path);
  close(file);
  close(p[0]);
  close(p[1]);
}

static void one_event(const char *name, int mask) {
  printf("== %s\n", name);
  int d = directory("d", mask | DN_MULTISHOT);
  int f = MUST(open("d/f", O_CREAT | O_RDWR, 0600));
  told("create");
  char text[4096];
  DO(write(f, "abc", 3));
  DO(pwrite(f, "abc", 3, 0));
  DO(pread(f, text, 3, 0));
  DO(ftruncate(f, 1));
  DO(fchmod(f, 0644));
  DO(fchown(f, getuid(), getgid()));
  DO(futimens(f, NULL));
  DO(utimensat(AT_FDCWD, "d/f", (struct timespec[]){{1, 1}, {0, UTIME_OMIT}}, 0));
  close(f);
  told("close");
  DO(link("d/f", "d/g"));
  DO(symlink("f", "d/s"));
  DO(mkdir("d/sub", 0755));
  DO(mknod("d/sub/n", S_IFREG | 0600, 0));
  DO(chmod("d/sub", 0700));
  DO(rename("d/f", "d/h"));
  DO(rename("d/g", "d/h")); // two names of one file: nothing happens
  DO(rename("d/sub", "d/sup"));
  DO(renameat2(AT_FDCWD, "d/s", AT_FDCWD, "d/h", RENAME_EXCHANGE));
  DO(rename("d/g", "away"));
  DO(rename("away", "d/back"));
  DO(rename("d/back", "d/h")); // in the place of another
  DO(unlink("d/sup/n"));
  DO(rmdir("d/sup"));
  DO(unlink("d/h"));
  DO(unlink("d/s"));
  // the directory itself
  DO(chmod("d", 0700));
  int again = MUST(open("d", O_RDONLY));
  MUST(syscall(SYS_getdents64, again, text, sizeof text));
  told("getdents");
  close(again);
  DO(rename("d", "e"));
  DO(rename("e", "d"));
  close(d);
}

static void registrations(void) {
  printf("== registrations\n");
  int d = directory("d", DN_CREATE);
  DO(mkdir("d/1", 0755));
  DO(mkdir("d/2", 0755)); // once only
  MUST(fcntl(d, F_NOTIFY, DN_CREATE));
  MUST(fcntl(d, F_NOTIFY, DN_DELETE)); // both, and the first ends both
  DO(rmdir("d/1"));
  DO(rmdir("d/2"));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE));
  MUST(fcntl(d, F_NOTIFY, DN_MULTISHOT)); // nothing but this flag: removed
  DO(mkdir("d/1", 0755));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE));
  MUST(fcntl(d, F_NOTIFY, DN_DELETE | DN_MULTISHOT)); // now all repeat
  DO(mkdir("d/2", 0755));
  DO(rmdir("d/2"));
  DO(rmdir("d/1"));
  MUST(fcntl(d, F_NOTIFY, 0));
  DO(mkdir("d/1", 0755));
  DO(rename("d/1", "d/2"));
  MUST(fcntl(d, F_NOTIFY, DN_RENAME | DN_DELETE | DN_CREATE)); // three events in one
  DO(rename("d/2", "d/1"));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE | DN_DELETE | DN_MULTISHOT));
  // the number by which it was asked for last
  int copy = MUST(fcntl(d, F_DUPFD, 40));
  DO(mkdir("d/2", 0755));
  MUST(fcntl(copy, F_NOTIFY, DN_CREATE));
  DO(rmdir("d/2"));
  // another description has its own
  int other = directory("d", DN_CREATE | DN_MULTISHOT);
  DO(mkdir("d/2", 0755));
  close(other);
  DO(rmdir("d/2"));
  // any descriptor that goes takes it along
  close(copy);
  DO(mkdir("d/2", 0755));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE | DN_DELETE | DN_MULTISHOT));
  MUST(dup2(0, MUST(dup(d))));
  DO(rmdir("d/2"));
  // which signal, and what it says
  MUST(fcntl(d, F_NOTIFY, DN_CREATE | DN_DELETE | DN_MULTISHOT));
  int signals[] = {0, SIGIO, SIGUSR1, SIGCHLD, SIGTRAP, SIGRTMIN + 1};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    MUST(fcntl(d, F_SETSIG, signals[i]));
    DO(mkdir("d/2", 0755));
    DO(rmdir("d/2"));
    MUST(mkdir("d/2", 0755));
    MUST(rmdir("d/2"));
    told("two");
  }
  // removed while it is watched
  MUST(fcntl(d, F_SETSIG, SIGRTMIN));
  DO(rmdir("d/1"));
  DO(rmdir("d"));
  DO(fchmod(d, 0700));
  MUST(fcntl(d, F_NOTIFY, DN_ATTRIB));
  DO(fchmod(d, 0700));
  close(d);
  MUST(mkdir("d", 0755));
}

static void owners(void) {
  printf("== owners\n");
  int d = MUST(open("d", O_RDONLY));
  SHOW(fcntl(d, F_GETOWN));
  MUST(fcntl(d, F_NOTIFY, 0));
  SHOW(fcntl(d, F_GETOWN));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE | DN_DELETE | DN_MULTISHOT));
  CHECK(fcntl(d, F_GETOWN) == getpid());
  struct f_owner_ex ex = {9, 9};
  MUST(fcntl(d, F_GETOWN_EX, &ex));
  CHECK(ex.type == F_OWNER_PID && ex.pid == getpid());
  // a child has the description, but another table
  MUST(fcntl(d, F_SETSIG, SIGRTMIN));
  IN_CHILD("closes", close(d); MUST(mkdir("d/1", 0755)); told("child"));
  told("parent");
  IN_CHILD("asks too", MUST(fcntl(d, F_NOTIFY, DN_DELETE)); CHECK(fcntl(d, F_GETOWN) == getppid()); MUST(rmdir("d/1")));
  told("parent, for both");
  DO(mkdir("d/1", 0755));
  DO(rmdir("d/1"));
  pid_t child = MUST(fork());
  if (child == 0) {
    siginfo_t info;
    int sig = sigtimedwait(&set, &info, &(struct timespec){20, 0});
    printf("child: %s fd %d\n", sig < 0 ? errname(errno) : signame(sig), info.si_fd == d);
    _exit(0);
  }
  MUST(fcntl(d, F_SETOWN, child));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE)); // the owner stays
  CHECK(fcntl(d, F_GETOWN) == child);
  MUST(mkdir("d/1", 0755));
  MUST(waitpid(child, NULL, 0));
  told("nothing for the parent");
  DO(rmdir("d/1"));
  MUST(fcntl(d, F_SETOWN, 0));
  DO(mkdir("d/1", 0755));
  MUST(fcntl(d, F_NOTIFY, DN_DELETE));
  CHECK(fcntl(d, F_GETOWN) == getpid());
  MUST(fcntl(d, F_SETOWN_EX, &(struct f_owner_ex){F_OWNER_TID, gettid()}));
  DO(rmdir("d/1"));
  close(d);
}

static volatile int handled;
static void handle(int sig) { handled += sig == SIGIO; }

static void *many(void *argument) {
  int d = *(int *)argument;
  for (int i = 0; i < 2000; i++) {
    fcntl(d, F_NOTIFY, i % 3 == 0 ? 0 : DN_CREATE | (i % 2 ? DN_MULTISHOT : 0));
    int copy = dup(d);
    if (i % 5 == 0) close(copy);
    else MUST(dup2(copy, copy)), close(copy);
  }
  return NULL;
}

int main(void) {
  sigemptyset(&set);
  int taken[] = {SIGIO, SIGUSR1, SIGTRAP, SIGCHLD, SIGRTMIN, SIGRTMIN + 1};
  for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) sigaddset(&set, taken[i]);
  sigprocmask(SIG_BLOCK, &set, NULL);
  MUST(mkdir("d", 0755));
  show_file("/proc/sys/fs/dir-notify-enable");
  arguments();
  one_event("access", DN_ACCESS);
  one_event("modify", DN_MODIFY);
  one_event("create", DN_CREATE);
  one_event("delete", DN_DELETE);
  one_event("rename", DN_RENAME);
  one_event("attrib", DN_ATTRIB);
  one_event("all", DN_ACCESS | DN_MODIFY | DN_CREATE | DN_DELETE | DN_RENAME | DN_ATTRIB);
  registrations();
  sigdelset(&set, SIGCHLD);
  owners();
  // a handler has run when the call returns
  signal(SIGIO, handle);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  int d = MUST(open("d", O_RDONLY));
  MUST(fcntl(d, F_NOTIFY, DN_CREATE | DN_DELETE | DN_MULTISHOT));
  for (int i = 0; i < 100; i++) {
    MUST(mkdir("d/1", 0755));
    MUST(rmdir("d/1"));
  }
  SHOW(handled);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, many, &d);
  for (int i = 0; i < 200; i++) {
    MUST(mkdir("d/1", 0755));
    MUST(rmdir("d/1"));
  }
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  MUST(fcntl(d, F_NOTIFY, 0));
  handled = 0;
  MUST(mkdir("d/1", 0755));
  SHOW(handled);
  return 0;
}
