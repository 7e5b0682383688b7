// Takes of one thing as much as it can get, in several processes that all keep what they have, until the
// kernel refuses; then lets go, and sees whether there is life after it.
//
//   exhaust THING [PROCESSES]
//
// Prints what refused, never how much there was: that depends on the sandbox.
#include "guest.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>

#define PATIENCE 4000000 /* of one thing; what gives more than that is taken for boundless */

/* Each takes one more and returns whether it got it. */

static int self; /* which of the processes this is */

static bool task(void) {
  pid_t pid = fork();
  if (pid == 0) for (;;) pause();
  return pid > 0;
}

static void *thread_body(void *nothing) {
  for (;;) pause();
  return nothing;
}

static bool thread(void) {
  static pthread_attr_t attributes;
  static bool ready;
  if (!ready) {
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 32768);
    ready = true;
  }
  pthread_t thread;
  return (errno = pthread_create(&thread, &attributes, thread_body, NULL)) == 0;
}

static bool vma(void) {
  static char *next = (char *)0x100000000000;
  void *got = mmap(next, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  next += 8192;
  return got != MAP_FAILED;
}

/* Few mappings, many pages: one page touched in each reach of a page table. */
static bool table(void) {
  static char *next;
  if (next == NULL) {
    next = mmap((char *)0x200000000000, 1UL << 44, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (next == MAP_FAILED) return false;
  }
  volatile char *page = next;
  next += 2 << 20;
  (void)*page; /* the zero page: costs a table and nothing else */
  return true;
}

static bool event(void) { return eventfd(0, 0) >= 0; }
static bool timer_descriptor(void) {
  int fd = timerfd_create(CLOCK_MONOTONIC, 0);
  if (fd >= 0) timerfd_settime(fd, 0, &(struct itimerspec){{0, 0}, {100000, 0}}, NULL);
  return fd >= 0;
}
static bool epoll(void) { return epoll_create1(0) >= 0; }
static bool signal_descriptor(void) {
  sigset_t set;
  sigemptyset(&set);
  return signalfd(-1, &set, 0) >= 0;
}
static bool memory_file(void) {
  int fd = memfd_create("name that takes some room, since names are kept as well", 0);
  return fd >= 0 && write(fd, "x", 1) == 1;
}
static bool opened(void) { return open("/etc/passwd", O_RDONLY) >= 0; }
static bool opened_directory(void) {
  int fd = open("/usr/bin", O_RDONLY | O_DIRECTORY);
  static char entries[1024];
  if (fd >= 0) syscall(SYS_getdents64, fd, entries, sizeof entries);
  return fd >= 0;
}
static bool full_pipe(void) {
  static char much[65536];
  int ends[2];
  if (pipe2(ends, O_NONBLOCK) != 0) return false;
  while (write(ends[1], much, sizeof much) > 0) {}
  return errno == EAGAIN;
}
static bool grown_pipe(void) {
  static char much[65536];
  int ends[2];
  if (pipe2(ends, O_NONBLOCK) != 0) return false;
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  while (write(ends[1], much, sizeof much) > 0) {}
  return errno == EAGAIN;
}

static bool terminal(void) {
  static char much[65536];
  int master = open("/dev/ptmx", O_RDWR | O_NONBLOCK | O_NOCTTY), zero = 0;
  if (master < 0 || ioctl(master, TIOCSPTLCK, &zero) != 0) return false;
  int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NONBLOCK | O_NOCTTY);
  if (slave < 0) return false;
  memset(much, 'x', sizeof much);
  while (write(slave, much, sizeof much) > 0) {}
  memset(much, '\n', sizeof much);
  while (write(master, much, sizeof much) > 0) {} /* with an echo that nobody reads */
  return errno == EAGAIN;
}

static int numbered;
static const char *fresh(void) {
  static char name[64];
  snprintf(name, sizeof name, "/tmp/%d.%d", self, numbered++);
  return name;
}
static bool empty_file(void) {
  int fd = open(fresh(), O_CREAT | O_WRONLY, 0600);
  if (fd < 0) return false;
  close(fd);
  return true;
}
static bool directory(void) { return mkdir(fresh(), 0700) == 0; }
static bool symbolic_link(void) {
  static char target[4000];
  memset(target, 'x', sizeof target - 1);
  return symlink(target, fresh()) == 0;
}
static bool hard_link(void) {
  static bool there;
  static char first[64];
  if (!there) {
    strcpy(first, fresh());
    int fd = open(first, O_CREAT | O_WRONLY, 0600);
    if (fd < 0) return false;
    close(fd);
    there = true;
  }
  if (link(first, fresh()) == 0) return true;
  if (errno != EMLINK) return false;
  there = false;
  return hard_link();
}
static bool attribute(void) {
  static char value[4096], name[64];
  static int count;
  static const char *file;
  if (count % 10 == 0) {
    file = strdup(fresh());
    close(open(file, O_CREAT | O_WRONLY, 0600));
  }
  snprintf(name, sizeof name, "user.%d", count++ % 10);
  return setxattr(file, name, value, sizeof value, 0) == 0;
}
static bool file_bytes(void) {
  static int fd = -1;
  static char much[1 << 20];
  if (fd < 0) fd = open(fresh(), O_CREAT | O_WRONLY, 0600);
  return write(fd, much, sizeof much) == sizeof much;
}
static bool deep_directory(void) {
  char name[16];
  snprintf(name, sizeof name, "d%d", self);
  return mkdir(name, 0700) == 0 && chdir(name) == 0;
}

static bool record_lock(void) {
  static int fd = -1;
  static off_t at;
  if (fd < 0) fd = open(fresh(), O_CREAT | O_RDWR, 0600);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at += 2, .l_len = 1};
  return fcntl(fd, F_SETLK, &lock) == 0;
}
/* As many as one file takes, in many files. */
static bool record_locks(void) {
  static int fd = -1;
  static off_t at;
  if (fd < 0) fd = open(fresh(), O_CREAT | O_RDWR, 0600);
  if (fd < 0) return false;
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at += 2, .l_len = 1};
  if (fcntl(fd, F_SETLK, &lock) == 0) return true;
  if (errno != ENOLCK || at < 100) return false;
  at = 0;
  fd = open(fresh(), O_CREAT | O_RDWR, 0600);
  return fd >= 0;
}
static bool queued_signal(void) {
  static bool blocked;
  if (!blocked) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    blocked = true;
  }
  return sigqueue(getpid(), SIGRTMIN + 1, (union sigval){0}) == 0;
}
static bool interval_timer(void) {
  struct sigevent event = {.sigev_notify = SIGEV_NONE};
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return false;
  return timer_settime(timer, 0, &(struct itimerspec){{1000, 0}, {100000, 0}}, NULL) == 0;
}
static bool mounted(void) {
  static bool there;
  static char place[64];
  if (!there) {
    strcpy(place, fresh());
    mkdir(place, 0700);
    there = true;
  }
  return mount("/tmp", place, NULL, MS_BIND, NULL) == 0;
}
static bool interest(void) {
  static int epoll = -1;
  static int source;
  if (epoll < 0) {
    epoll = epoll_create1(0);
    source = eventfd(0, 0);
  }
  int copy = dup(source);
  if (copy < 0) {
    if (errno != EMFILE) return false;
    epoll = epoll_create1(0); /* of which there is none left, or: */
    if (epoll < 0) return false;
  }
  struct epoll_event event = {.events = EPOLLIN};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, copy, &event) == 0;
}
/* One description in many epoll sets. */
static bool watched(void) {
  static int source = -1;
  if (source < 0) source = eventfd(0, 0);
  int epoll = epoll_create1(0);
  if (epoll < 0) return false;
  struct epoll_event event = {.events = EPOLLIN};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, source, &event) == 0;
}
static bool memory(void) { /* under a limit of the address space */
  static bool limited;
  if (!limited) {
    setrlimit(RLIMIT_AS, &(struct rlimit){64 << 20, 64 << 20});
    limited = true;
  }
  char *got = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (got == MAP_FAILED) return false;
  memset(got, 1, 1 << 20);
  return true;
}
static bool touched(void) { /* until the machine has none: no call fails, a process dies */
  char *got = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (got == MAP_FAILED) return false;
  memset(got, 1, 1 << 20);
  return true;
}
/* Another process with as many filters as one may have. */
static bool filter(void) {
  static const struct sock_filter allow = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
  const struct sock_fprog program = {1, (struct sock_filter *)&allow};
  int told[2];
  if (pipe(told) < 0) return false;
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    int count = 0;
    while (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0) count++;
    write(told[1], &count, sizeof count);
    for (;;) pause();
  }
  int count = -1;
  if (pid > 0) read(told[0], &count, sizeof count);
  int error = pid > 0 ? ENOMEM : errno;
  close(told[0]);
  close(told[1]);
  errno = error;
  return count == 3641;
}

/* Another PID namespace with a process in it. */
static bool pid_space(void) {
  pid_t pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) for (;;) pause();
  return pid > 0;
}

/* One that nobody is in any more, kept by a descriptor. */
static bool left_pid_space(void) {
  int pair[2], fd = -1;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) return false;
  pid_t pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    char c;
    read(pair[1], &c, 1);
    _exit(0);
  }
  int error = errno;
  if (pid > 0) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/pid", pid);
    fd = open(path, O_RDONLY);
    error = errno;
    write(pair[0], "x", 1);
    waitpid(pid, NULL, 0);
  }
  close(pair[0]);
  close(pair[1]);
  errno = error;
  return fd >= 0;
}

/* Namespaces that descriptors keep, of which each has objects of its own. */
static bool uts_namespace(void) { return unshare(CLONE_NEWUTS) == 0 && open("/proc/self/ns/uts", O_RDONLY) >= 0; }

static bool ipc_namespace(void) {
  if (unshare(CLONE_NEWIPC) != 0 || open("/proc/self/ns/ipc", O_RDONLY) < 0) return false;
  shmget(1, 1 << 20, IPC_CREAT | 0600);
  semget(1, 4, IPC_CREAT | 0600);
  return true;
}

/* As deep as it goes, and side by side. */
static bool user_namespace(void) {
  char path[64];
  int told[2];
  if (pipe(told) < 0) return false;
  pid_t pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (pid < 0) {
    int error = errno;
    close(told[0]);
    close(told[1]);
    errno = error;
    return false;
  }
  if (pid == 0) {
    const char map[] = "0 0 1";
    do {
      int fd = open("/proc/self/uid_map", O_WRONLY);
      if (write(fd, map, strlen(map)) < 0) break;
      close(fd);
      fd = open("/proc/self/setgroups", O_WRONLY);
      write(fd, "deny", 4);
      close(fd);
      fd = open("/proc/self/gid_map", O_WRONLY);
      write(fd, map, strlen(map));
      close(fd);
    } while (unshare(CLONE_NEWUSER) == 0);
    write(told[1], "x", 1);
    for (;;) pause();
  }
  read(told[0], path, 1);
  close(told[0]);
  close(told[1]);
  snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
  int fd = open(path, O_RDONLY), error = errno;
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  errno = error;
  return fd >= 0;
}

static const struct { const char *name; bool (*take)(void); } things[] = {
#define T(name) {#name, name}
    T(task), T(thread), T(vma), T(table), T(event), T(timer_descriptor), T(epoll), T(signal_descriptor), T(memory_file), T(opened), T(opened_directory), T(full_pipe), T(grown_pipe), T(terminal), T(empty_file), T(directory), T(deep_directory), T(symbolic_link), T(hard_link), T(attribute),
    T(file_bytes), T(record_lock), T(record_locks), T(queued_signal), T(interval_timer), T(mounted), T(interest), T(watched), T(memory), T(touched), T(filter), T(uts_namespace), T(ipc_namespace), T(user_namespace), T(pid_space), T(left_pid_space),
};

static bool (*wanted(const char *name))(void) {
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) if (strcmp(things[i].name, name) == 0) return things[i].take;
  printf("no such thing: %s\n", name);
  exit(2);
}

int main(int argc, char **argv) {
  bool (*take)(void) = wanted(argc > 1 ? argv[1] : "");
  MUST(chdir("/tmp"));
  int processes = argc > 2 ? atoi(argv[2]) : 4;
  int told[2];
  MUST(pipe(told));
  pid_t pids[processes];
  for (self = 0; self < processes; self++) {
    pid_t pid = fork();
    if (pid < 0) {
      printf("fork: %s\n", errname(errno));
      processes = self;
      break;
    }
    pids[self] = pid;
    if (pid == 0) {
      setpgid(0, 0);
      prctl(PR_SET_CHILD_SUBREAPER, 1);
      setrlimit(RLIMIT_NOFILE, &(struct rlimit){1 << 20, 1 << 20});
      int error = 0;
      long count = 0;
      for (; count < PATIENCE && error == 0; count++) {
        errno = 0;
        if (!take()) error = errno == 0 ? -1 : errno;
      }
      if (getenv("COUNT") != NULL) printf("%d: %ld %s\n", self, count, errname(error));
      write(told[1], &error, sizeof error);
      for (;;) pause();
    }
    setpgid(pid, pid);
    int error = 0;
    struct pollfd end = {told[0], POLLIN, 0};
    int status = 0;
    while (poll(&end, 1, 10) == 0) {
      if (waitpid(pid, &status, WNOHANG) == pid) {
        printf("%s\n", WIFSIGNALED(status) ? signame(WTERMSIG(status)) : "exited");
        pids[self] = 0;
        break;
      }
    }
    if (pids[self] == 0) continue;
    read(told[0], &error, sizeof error);
    printf("%s\n", error == 0 ? "never refused" : errname(error));
  }
  for (int i = 0; i < processes; i++) if (pids[i] > 0) kill(-pids[i], SIGKILL);
  for (int i = 0; i < processes; i++) if (pids[i] > 0) waitpid(pids[i], NULL, 0);
  while (waitpid(-1, NULL, 0) > 0) {}
  IN_CHILD("life goes on", execl("/bin/true", "true", NULL));
  return 0;
}
