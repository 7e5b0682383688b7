// What a pidfd tells: PIDFD_GET_INFO and namespaces by ioctl, how it is polled when the process is gone; whom pidfd_send_signal's flags mean.
#include "guest.h"

struct info {
  uint64_t mask, cgroup;
  uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
  int32_t exit_code;
  uint32_t coredump, rest[15];
};

enum { THREAD = 1, THREAD_GROUP = 2, PROCESS_GROUP = 4, SELF_THREAD = -10000, SELF_THREAD_GROUP = -10001 };
#define GET_INFO(size) (0xc000ff0bu | (unsigned)(size) << 16)
#define GET_NAMESPACE(index) (0xff01u + (index))

/* Cgroups, which the sandbox has not, are left out. */
static void show_info(const char *who, int fd, uint64_t mask, int size, pid_t pid) {
  struct info it;
  memset(&it, 0x55, sizeof it);
  it.mask = mask;
  long result = ioctl(fd, GET_INFO(size), &it);
  printf("%s, mask %lx, %d bytes: %ld %s", who, (long)mask, size, result, result < 0 ? errname(errno) : "");
  if (result == 0) {
    printf("mask %lx", (long)(it.mask & ~4));
    if (it.mask & 1) printf(", pid %d %d, child %d", it.pid == (uint32_t)pid, it.tgid == (uint32_t)pid, it.ppid == (uint32_t)getpid());
    if (it.mask & 2)
      printf(", users %d %d %d %d, groups %d %d %d %d", it.ruid == getuid(), it.euid == geteuid(), it.suid == geteuid(), it.fsuid == geteuid(), it.rgid == getgid(),
             it.egid == getegid(), it.sgid == getegid(), it.fsgid == getegid());
    printf(", exit code %x", it.exit_code);
    if (size > 64) printf(", core %x, then %x", it.coredump, it.rest[14]);
  }
  printf("\n");
}

static int open_pid(pid_t pid) { return MUST((int)syscall(SYS_pidfd_open, pid, 0)); }

static void show_namespaces(const char *who, int fd, pid_t pid) {
  static const char *const names[] = {"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children", "user", "uts"};
  for (int i = 0; i < 10; i++) {
    char path[64];
    struct stat one, two;
    errno = 0;
    int space = ioctl(fd, GET_NAMESPACE(i), 0);
    snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, names[i]);
    if (space < 0) printf("%s, %s: %s\n", who, names[i], errname(errno));
    else printf("%s, %s: %s, flags %x\n", who, names[i], fstat(space, &one) == 0 && stat(path, &two) == 0 && one.st_ino == two.st_ino ? "the one of proc" : "another", fcntl(space, F_GETFD));
    close(space);
  }
}

static void show_poll(const char *who, int fd) {
  struct pollfd it = {.fd = fd, .events = POLLIN};
  int ready = poll(&it, 1, 0);
  printf("%s: poll %d %x\n", who, ready, ready > 0 ? it.revents : 0);
}

static long send_flagged(int fd, int signal, unsigned flags) { return syscall(SYS_pidfd_send_signal, fd, signal, NULL, flags); }

static volatile sig_atomic_t code;
static volatile pid_t thread;
static void note(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  code = info->si_code;
  thread = gettid();
}

int main(void) {
  int self = open_pid(getpid());
  MUST(fcntl(self, F_SETFD, FD_CLOEXEC));
  const int sizes[] = {0, 8, 63, 64, 65, 68, 72, 76, 100, 128};
  for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) show_info("self", self, 0, sizes[i], getpid());
  show_info("self", self, 8, 64, getpid());
  show_info("self", self, 16, 72, getpid());
  show_info("self", self, 1L << 40, 72, getpid());
  SHOW(ioctl(self, GET_INFO(64), 0));
  SHOW(ioctl(self, GET_INFO(64), 8));
  SHOW(ioctl(self, GET_INFO(0), 0));
  SHOW(ioctl(self, GET_INFO(64) & ~0x40000000u, 0));
  SHOW(ioctl(self, GET_NAMESPACE(0), 1));
  SHOW(ioctl(self, GET_NAMESPACE(-1), 0));
  SHOW(ioctl(self, GET_NAMESPACE(11), 0));
  SHOW(ioctl(self, GET_NAMESPACE(10), 0));
  show_namespaces("self", self, getpid());
  MUST(prctl(PR_SET_DUMPABLE, 0));
  show_info("self, not dumpable", self, 16, 72, getpid());
  MUST(prctl(PR_SET_DUMPABLE, 1));

  /* A child: alive, a zombie, gone. */
  struct gate go = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) { gate_wait(&go); _exit(7); }
  int fd = open_pid(child);
  show_poll("alive", fd);
  show_info("alive", fd, 8, 64, child);
  show_namespaces("alive", fd, child);
  gate_open(&go);
  poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
  show_poll("zombie", fd);
  show_info("zombie", fd, 8, 64, child);
  show_info("zombie", fd, 16, 72, child);
  show_namespaces("zombie", fd, child);
  SHOW(ioctl(fd, GET_NAMESPACE(0), 1));
  MUST(waitpid(child, NULL, 0));
  show_poll("gone", fd);
  show_info("gone", fd, 0, 64, child);
  show_info("gone", fd, 8, 64, child);
  show_info("gone", fd, 31, 72, child);
  SHOW(ioctl(fd, GET_NAMESPACE(0), 0));
  SHOW(ioctl(fd, GET_NAMESPACE(0), 1));
  SHOW(ioctl(fd, GET_INFO(64), 0));
  SHOW(ioctl(fd, GET_INFO(64), 8));
  for (unsigned flags = 0; flags < 9; flags++) { printf("%u: ", flags); SHOW(send_flagged(fd, 0, flags)); }
  close(fd);
  child = MUST(fork());
  if (child == 0) pause();
  fd = open_pid(child);
  MUST(kill(child, SIGTERM));
  MUST(waitpid(child, NULL, 0));
  show_info("killed", fd, 8, 64, child);
  close(fd);

  /* Whom flags mean. */
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
  MUST(sigaction(SIGUSR1, &action, NULL));
  for (unsigned flags = 0; flags < 4; flags++) {
    code = 77;
    printf("%u: ", flags);
    SHOW(send_flagged(self, SIGUSR1, flags));
    printf("code %d\n", code);
  }
  code = 77;
  SHOW(send_flagged(SELF_THREAD, SIGUSR1, 0));
  printf("code %d, in the thread %d\n", code, thread == gettid());
  SHOW(send_flagged(SELF_THREAD_GROUP, SIGUSR1, 0));
  printf("code %d\n", code);
  SHOW(send_flagged(SELF_THREAD_GROUP, SIGUSR1, THREAD));
  printf("code %d\n", code);
  SHOW(send_flagged(SELF_THREAD - 2, SIGUSR1, 0));
  SHOW(send_flagged(-1, SIGUSR1, 0));
  SHOW(send_flagged(-1, SIGUSR1, 8));

  /* A process group. */
  pid_t leader = MUST(fork());
  if (leader == 0) { for (;;) pause(); }
  pid_t member = MUST(fork());
  if (member == 0) { for (;;) pause(); }
  MUST(setpgid(leader, leader));
  MUST(setpgid(member, leader));
  int one = open_pid(leader), two = open_pid(member);
  SHOW(send_flagged(two, SIGTERM, PROCESS_GROUP));
  siginfo_t info = {.si_signo = SIGTERM, .si_code = SI_QUEUE};
  SHOW(syscall(SYS_pidfd_send_signal, two, SIGTERM, &info, PROCESS_GROUP));
  info.si_code = SI_USER;
  SHOW(syscall(SYS_pidfd_send_signal, one, SIGTERM, &info, PROCESS_GROUP));
  SHOW(send_flagged(one, 65, PROCESS_GROUP));
  SHOW(send_flagged(one, 0, PROCESS_GROUP));
  SHOW(send_flagged(one, SIGTERM, PROCESS_GROUP));
  int status;
  MUST(waitpid(leader, &status, 0));
  show_status("leader", status);
  MUST(waitpid(member, &status, 0));
  show_status("member", status);
  return 0;
}
