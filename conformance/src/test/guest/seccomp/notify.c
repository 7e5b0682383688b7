// User notification: another process receives calls, decides about them, gives descriptors, and goes away.
#include "seccomp.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

#define NR 9100

static int listen_to(int number, unsigned flags) {
  return INSTALL(SECCOMP_FILTER_FLAG_NEW_LISTENER | flags, LOAD(nr), ON(number, SECCOMP_RET_USER_NOTIF), ALLOW);
}

static int receive(int fd, struct seccomp_notif *call) {
  memset(call, 0, sizeof *call);
  return ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, call);
}

static int answer(int fd, unsigned long id, long value, int error, unsigned flags) {
  struct seccomp_notif_resp reply = {.id = id, .val = value, .error = error, .flags = flags};
  return ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}

static void show_poll(const char *when, int fd) {
  struct pollfd poll_fd = {.fd = fd, .events = POLLIN | POLLOUT};
  int ready = poll(&poll_fd, 1, 0);
  printf("%s: ready %d events %#x\n", when, ready, (unsigned)poll_fd.revents);
}

static void await_state(pid_t pid, char wanted) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  for (char state = 0; state != wanted;) {
    int fd = MUST(open(path, O_RDONLY));
    ssize_t n = MUST(read(fd, text, sizeof text - 1));
    close(fd);
    text[n] = 0;
    state = strrchr(text, ')')[2];
    sched_yield();
  }
}

/* What children found out, for their parent to print when they have ended. */
static struct { int count; long values[64]; } *got;
#define GOT(value) (got->values[got->count++] = (value))

static void nothing(int signal) { (void)signal; }

/* A child of which the parent hears; the block is what the child does, with the listener's descriptor closed. */
#define CHILD(...)              \
  ({                            \
    pid_t pid_ = MUST(fork());  \
    if (pid_ == 0) {            \
      close(fd);                \
      __VA_ARGS__;              \
      _exit(0);                 \
    }                           \
    pid_;                       \
  })

static void finish(pid_t pid) {
  int status;
  MUST(waitpid(pid, &status, 0));
  for (int i = 0; i < got->count; i++) printf("child got %ld\n", got->values[i]);
  got->count = 0;
  show_status("child", status);
}

static void answers(int fd) {
  struct seccomp_notif call;
  pid_t pid = CHILD(for (int i = 0; i < 6; i++) GOT(raw_call(NR, i, 0x123456789a, 3, 4, 5, -6)));
  for (int i = 0; i < 6; i++) {
    MUST(receive(fd, &call));
    CHECK(call.pid == (unsigned)pid && call.flags == 0);
    printf("nr %d arch %x args %llx %llx %llx %llx %llx %llx\n", call.data.nr, call.data.arch, call.data.args[0], call.data.args[1],
           call.data.args[2], call.data.args[3], call.data.args[4], call.data.args[5]);
    switch (i) {
    case 0: SHOW(answer(fd, call.id, 1234567890123, 0, 0)); break;
    case 1: SHOW(answer(fd, call.id, 0, -EPERM, 0)); break;
    case 2: SHOW(answer(fd, call.id, 77, -EXDEV, 0)); break;
    case 3: SHOW(answer(fd, call.id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE)); break;
    case 4: SHOW(answer(fd, call.id, LONG_MIN, 0, 0)); break;
    case 5: SHOW(answer(fd, call.id, -512, 0, 0)); break;
    }
  }
  finish(pid);
}

static void errors(int fd) {
  struct seccomp_notif call;
  unsigned long id = 12345;
  show_poll("nothing", fd);
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id));
  SHOW(answer(fd, id, 0, 0, 0));
  SHOW(answer(fd, id, 0, 0, 2));
  SHOW(answer(fd, id, 1, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
  SHOW(answer(fd, id, 0, 1, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, 8));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, 8));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, 8));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ADDFD, 8));
  SHOW(ioctl(fd, TCGETS, &call));
  SHOW(ioctl(fd, _IO('!', 0), &call));
  SHOW(ioctl(fd, _IO('!', 77), &call));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 0));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 2));
  memset(&call, 0, sizeof call);
  call.data.args[5] = 1;
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &call));
  char buffer[128] = "";
  SHOW(read(fd, buffer, sizeof buffer));
  SHOW(write(fd, buffer, sizeof buffer));
  SHOW(lseek(fd, 0, SEEK_CUR));
  CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
  CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(path, buffer, sizeof buffer - 1);
  printf("%.*s\n", (int)n, buffer);

  pid_t pid = CHILD(GOT(RAW(NR)));
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  SHOW(poll(&wait, 1, -1));
  show_poll("made", fd);
  // Not received yet: nobody can know its id.
  MUST(receive(fd, &call));
  show_poll("received", fd);
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &call.id));
  SHOW(ioctl(fd, 0x80082102, &call.id));
  SHOW(answer(fd, call.id, 5, 0, 0));
  SHOW(answer(fd, call.id, 6, 0, 0) == -1);
  finish(pid);
  show_poll("answered", fd);
  SHOW(answer(fd, call.id, 6, 0, 0));

  // What cannot be given to the listener is there still.
  char *page = MUST(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  pid = CHILD(GOT(RAW(NR)));
  MUST(poll(&wait, 1, -1));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, page));
  show_poll("again", fd);
  MUST(receive(fd, &call));
  SHOW(answer(fd, call.id, 8, 0, 0));
  finish(pid);

  // Whose caller is killed.
  pid = CHILD(RAW(NR));
  MUST(receive(fd, &call));
  kill(pid, SIGKILL);
  finish(pid);
  SHOW(answer(fd, call.id, 8, 0, 0));
  SHOW(ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &call.id));
  pid = CHILD(RAW(NR));
  MUST(poll(&wait, 1, -1));
  kill(pid, SIGKILL);
  finish(pid);
  show_poll("killed", fd);
  SHOW(receive(fd, &call));
}

static void signals(int fd) {
  struct seccomp_notif call;
  // A handler without SA_RESTART, and one with it: the call is made once more.
  pid_t pid = CHILD(signal(SIGUSR1, nothing); sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing}, NULL); GOT(RAW(NR)));
  MUST(receive(fd, &call));
  await_state(pid, 'S');
  kill(pid, SIGUSR1);
  finish(pid);
  SHOW(answer(fd, call.id, 1, 0, 0));
  pid = CHILD(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing, .sa_flags = SA_RESTART}, NULL); GOT(RAW(NR)));
  MUST(receive(fd, &call));
  unsigned long first = call.id;
  await_state(pid, 'S');
  kill(pid, SIGUSR1);
  MUST(receive(fd, &call));
  CHECK(call.id != first);
  SHOW(answer(fd, first, 1, 0, 0));
  SHOW(answer(fd, call.id, 2, 0, 0));
  finish(pid);
  // The listener's own wait.
  sigaction(SIGALRM, &(struct sigaction){.sa_handler = nothing}, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 20000}, {0, 20000}}, NULL);
  SHOW(receive(fd, &call));
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
}

static void patient(int fd) {
  struct seccomp_notif call;
  pid_t pid = CHILD(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing}, NULL); GOT(RAW(NR)));
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  MUST(poll(&wait, 1, -1));
  await_state(pid, 'S');
  kill(pid, SIGUSR1); // before it is received it can be interrupted
  finish(pid);
  SHOW(receive(fd, &call));
  pid = CHILD(sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing}, NULL); GOT(RAW(NR)));
  MUST(receive(fd, &call));
  kill(pid, SIGUSR1);
  int valid = 0;
  for (int i = 0; i < 1000; i++) valid += ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &call.id) == 0 && sched_yield() == 0;
  printf("%d times valid\n", valid);
  SHOW(answer(fd, call.id, 3, 0, 0));
  finish(pid);
  pid = CHILD(RAW(NR));
  MUST(receive(fd, &call));
  kill(pid, SIGKILL);
  finish(pid);
}

static int add(int fd, unsigned long id, unsigned flags, int source, int number, unsigned fd_flags) {
  struct seccomp_notif_addfd request = {.id = id, .flags = flags, .srcfd = source, .newfd = number, .newfd_flags = fd_flags};
  return ioctl(fd, SECCOMP_IOCTL_NOTIF_ADDFD, &request);
}

static void descriptors(int fd) {
  struct seccomp_notif call;
  int pipe_fds[2];
  MUST(pipe(pipe_fds));
  MUST(dup2(pipe_fds[0], 50));
  MUST(dup2(pipe_fds[1], 51));
  close(pipe_fds[0]);
  close(pipe_fds[1]);
  pid_t pid = CHILD({
    close(50);
    close(51);
    close_range(3, 100, 0);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){60, 60});
    GOT(RAW(NR));
    for (int i = 3; i < 64; i++)
      if (fcntl(i, F_GETFD) >= 0) GOT(i * 10 + fcntl(i, F_GETFD));
    GOT(write(40, "abc", 3));
    GOT(RAW(NR));
    GOT(RAW(NR));
  });
  MUST(receive(fd, &call));
  SHOW(add(fd, call.id, 4, 51, 0, 0));
  SHOW(add(fd, call.id, 0, 51, 9, 0));
  SHOW(add(fd, call.id, 0, 51, 0, O_NONBLOCK));
  SHOW(add(fd, call.id, 0, 99, 0, 0));
  SHOW(add(fd, call.id + 1000, 0, 51, 0, 0));
  SHOW(add(fd, call.id, 0, 51, 0, 0));
  SHOW(add(fd, call.id, 0, 50, 0, O_CLOEXEC));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SETFD, 51, 40, 0));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SETFD, 51, 40, O_CLOEXEC));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SETFD, 51, 60, 0));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SETFD, 51, -1, 0));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SETFD | SECCOMP_ADDFD_FLAG_SEND, 51, 60, 0));
  struct { struct seccomp_notif_addfd request; long more; } larger = {{.id = call.id, .srcfd = 51}, 1};
  SHOW(ioctl(fd, _IOC(_IOC_WRITE, '!', 3, 32), &larger));
  larger.more = 0;
  SHOW(ioctl(fd, _IOC(_IOC_WRITE, '!', 3, 32), &larger));
  SHOW(ioctl(fd, _IOC(_IOC_WRITE, '!', 3, 16), &larger));
  SHOW(ioctl(fd, _IOC(_IOC_WRITE, '!', 3, 4096), &larger));
  SHOW(answer(fd, call.id, 1, 0, 0));
  SHOW(add(fd, call.id, 0, 51, 0, 0) == -1);
  char text[8] = "";
  SHOW(read(50, text, sizeof text));
  MUST(receive(fd, &call));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SEND, 51, 0, 0));
  MUST(receive(fd, &call));
  SHOW(add(fd, call.id, SECCOMP_ADDFD_FLAG_SEND | SECCOMP_ADDFD_FLAG_SETFD, 51, 33, 0));
  finish(pid);
}

static void listener_leaves(int fd) {
  struct seccomp_notif call;
  struct gate made = gate_new();
  pid_t pid = CHILD(gate_open(&made); GOT(RAW(NR)); GOT(RAW(NR)));
  gate_wait(&made);
  MUST(receive(fd, &call));
  close(fd);
  finish(pid);
  // And may be replaced.
  fd = SHOW_OK(listen_to(9101, 0));
  SHOW(listen_to(9102, 0));
  SHOW(INSTALL(SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC, ALLOW));
  close(fd);
}

/* Nobody is left who could make a call. */
static void callers_leave(void) {
  int pair[2];
  MUST(pipe(pair));
  struct gate finish_gate = gate_new();
  pid_t pid = MUST(fork());
  if (pid == 0) {
    int fd = MUST(listen_to(NR, 0));
    MUST(write(pair[1], &fd, sizeof fd));
    gate_wait(&finish_gate);
    _exit(0);
  }
  int fd;
  MUST(read(pair[0], &fd, sizeof fd));
  int pidfd = MUST((int)syscall(SYS_pidfd_open, pid, 0));
  fd = MUST((int)syscall(SYS_pidfd_getfd, pidfd, fd, 0));
  show_poll("alive", fd);
  gate_open(&finish_gate);
  struct pollfd wait = {.fd = fd, .events = 0};
  SHOW(poll(&wait, 1, -1));
  printf("%#x\n", (unsigned)wait.revents);
  struct seccomp_notif call;
  SHOW(receive(fd, &call));
  finish(pid);
}

static void *listener_thread(void *fd) {
  struct seccomp_notif call;
  for (int i = 0; i < 500; i++) {
    MUST(receive(*(int *)fd, &call));
    MUST(answer(*(int *)fd, call.id, call.data.args[0] * 2, 0, 0));
  }
  return NULL;
}

int main(void) {
  got = MUST(mmap(NULL, sizeof *got, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  no_new_privs();
  IN_CHILD("answers", answers(MUST(listen_to(NR, 0))));
  IN_CHILD("errors", errors(MUST(listen_to(NR, 0))));
  IN_CHILD("signals", signals(MUST(listen_to(NR, 0))));
  IN_CHILD("patient", patient(MUST(listen_to(NR, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV))));
  IN_CHILD("descriptors", descriptors(MUST(listen_to(NR, 0))));
  IN_CHILD("the listener leaves", listener_leaves(MUST(listen_to(NR, 0))));
  IN_CHILD("the callers leave", callers_leave());
  IN_CHILD("thread", {
    int fd = MUST(listen_to(NR, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
    pthread_t thread;
    pthread_create(&thread, NULL, listener_thread, &fd);
    long sum = 0;
    for (int i = 0; i < 500; i++) sum += raw_call(NR, i, 0, 0, 0, 0, 0);
    pthread_join(thread, NULL);
    printf("sum %ld\n", sum);
  });
  IN_CHILD("no descriptor left", {
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, 3});
    SHOW(listen_to(NR, 0));
    SHOW(RAW(NR) == -ENOSYS && prctl(PR_GET_SECCOMP) == 0);
  });
  IN_CHILD("bad program", SHOW(INSTALL(SECCOMP_FILTER_FLAG_NEW_LISTENER, LOAD(nr))));
  return 0;
}
