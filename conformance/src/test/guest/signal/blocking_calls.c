// A signal in each kind of blocking call, with and without SA_RESTART: which return EINTR, which go on, and what they return then.
// flags: -lrt
#include "guest.h"
#include "socket.h"
#include <mqueue.h>
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <termios.h>

struct shared { volatile int in_call, hits, done; uint32_t word; };

static struct shared *shared;
static pid_t self;
static int p[2], full[2], restart;
static char byte[1 << 16];
static const struct timespec hour = {3600, 0};

static void on_signal(int signal) { (void)signal; shared->hits++; }

static bool sleeps_again(void) {
  for (;;) {
    if (shared->done) return false;
    await_sleeping(self);
    if (shared->hits != 0) return !shared->done;
  }
}

/* Another process sends the signal once the call sleeps; if the call then sleeps again, it ends it. What the other process does first,
   and what ends the call, are statements of its own. */
#define CALL(call, before, unblock)                                                                           \
  do {                                                                                                        \
    struct gate gate_ = gate_new();                                                                           \
    shared->hits = shared->done = 0;                                                                          \
    pid_t other_ = MUST(fork());                                                                              \
    if (other_ == 0) {                                                                                        \
      before;                                                                                                 \
      gate_open(&gate_);                                                                                      \
      while (!shared->in_call) sched_yield();                                                                 \
      await_sleeping(self);                                                                                   \
      kill(self, SIGUSR1);                                                                                    \
      while (shared->hits == 0) sched_yield();                                                                \
      if (sleeps_again()) { unblock; }                                                                        \
      _exit(0);                                                                                               \
    }                                                                                                         \
    gate_wait(&gate_);                                                                                        \
    shared->in_call = 1;                                                                                           \
    errno = 0;                                                                                                \
    long value_ = (long)(call);                                                                               \
    int error_ = errno;                                                                                       \
    shared->done = 1;                                                                                         \
    shared->in_call = 0;                                                                                           \
    while (waitpid(other_, NULL, 0) < 0) { }                                                                  \
    close(gate_.fd[0]);                                                                                       \
    close(gate_.fd[1]);                                                                                       \
    printf("%s%s = %ld %s, %d hit\n", #call, restart ? ", SA_RESTART" : "", value_, value_ < 0 ? errname(error_) : "", shared->hits); \
  } while (0)

static long opened(int fd) { if (fd >= 0) close(fd); return fd < 0 ? -1 : 1; }

static void fill(int fd) {
  int flags = fcntl(fd, F_GETFL);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  while (write(fd, byte, sizeof byte) > 0) { }
  while (write(fd, byte, 1) > 0) { }
  fcntl(fd, F_SETFL, flags);
}

static void drain(int fd) {
  int flags = fcntl(fd, F_GETFL);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  while (read(fd, byte, sizeof byte) > 0) { }
  fcntl(fd, F_SETFL, flags);
}

static void files(void) {
  CALL(read(p[0], byte, 1), , write(p[1], "x", 1));
  CALL(readv(p[0], &(struct iovec){byte, 1}, 1), , write(p[1], "x", 1));
  fill(full[1]);
  CALL(write(full[1], "x", 1), , drain(full[0]));
  fill(full[1]);
  CALL(splice(p[0], NULL, full[1], NULL, 1, 0), , (write(p[1], "x", 1), drain(full[0])));
  drain(p[0]);
  fill(full[1]);
  CALL(tee(p[0], full[1], 1, 0), , (write(p[1], "x", 1), drain(full[0])));
  drain(p[0]);
  fill(full[1]);
  CALL(vmsplice(full[1], &(struct iovec){byte, 1}, 1, 0), , drain(full[0]));
  fill(full[1]);
  int zero = MUST(open("/etc/passwd", O_RDONLY));
  CALL(sendfile(full[1], zero, NULL, 1), , drain(full[0]));
  close(zero);
  drain(full[0]);
  mkfifo("fifo", 0600);
  CALL(opened(open("fifo", O_RDONLY)), , opened(open("fifo", O_WRONLY)));
  CALL(opened(open("fifo", O_WRONLY)), , opened(open("fifo", O_RDONLY)));
  int fd = MUST(eventfd(0, 0));
  CALL(read(fd, byte, 8), , eventfd_write(fd, 1));
  close(fd);
  fd = MUST(timerfd_create(CLOCK_MONOTONIC, 0));
  CALL(read(fd, byte, 8), , timerfd_settime(fd, 0, &(struct itimerspec){.it_value = {0, 1}}, NULL));
  close(fd);
  sigset_t set, former;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, &former);
  fd = MUST(signalfd(-1, &set, 0));
  CALL(read(fd, byte, sizeof byte), , kill(self, SIGUSR2));
  close(fd);
  sigprocmask(SIG_SETMASK, &former, NULL);
  fd = MUST(inotify_init1(0));
  MUST(inotify_add_watch(fd, ".", IN_CREATE));
  CALL(read(fd, byte, sizeof byte) > 0 ? 1 : -1, , opened(open("created", O_CREAT | O_WRONLY, 0600)));
  close(fd);
  unlink("created");
  int master = MUST(posix_openpt(O_RDWR | O_NOCTTY));
  grantpt(master);
  unlockpt(master);
  fd = MUST(open(ptsname(master), O_RDWR | O_NOCTTY));
  CALL(read(fd, byte, 10), , write(master, "x\n", 2));
  close(fd);
  close(master);
}

static void locks(void) {
  int fd = MUST(open("locked", O_CREAT | O_RDWR, 0600)), other = -1;
  struct flock all = {.l_type = F_WRLCK};
  CALL(flock(fd, LOCK_EX), (other = open("locked", O_RDWR), flock(other, LOCK_EX)), flock(other, LOCK_UN));
  flock(fd, LOCK_UN);
  CALL(fcntl(fd, F_SETLKW, &all), fcntl(fd, F_SETLK, &all), (all.l_type = F_UNLCK, fcntl(fd, F_SETLK, &all)));
  all = (struct flock){.l_type = F_UNLCK};
  fcntl(fd, F_SETLK, &all);
  all = (struct flock){.l_type = F_WRLCK};
  CALL(fcntl(fd, F_OFD_SETLKW, &all), (other = open("locked", O_RDWR), fcntl(other, F_OFD_SETLK, &all)), (all.l_type = F_UNLCK, fcntl(other, F_OFD_SETLK, &all)));
  close(fd);
}

static void sockets(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  CALL(recv(pair[0], byte, 1, 0), , send(pair[1], "x", 1, 0));
  CALL(recvfrom(pair[0], byte, 1, 0, NULL, NULL), , send(pair[1], "x", 1, 0));
  struct iovec one = {byte, 1};
  struct mmsghdr messages[1] = {{.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}}};
  CALL(recvmsg(pair[0], &messages[0].msg_hdr, 0), , send(pair[1], "x", 1, 0));
  CALL(recvmmsg(pair[0], messages, 1, 0, NULL), , send(pair[1], "x", 1, 0));
  struct timespec long_time = hour;
  CALL(recvmmsg(pair[0], messages, 1, 0, &long_time), , send(pair[1], "x", 1, 0));
  CALL(read(pair[0], byte, 1), , send(pair[1], "x", 1, 0));
  MUST(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){3600, 0}, sizeof(struct timeval)));
  CALL(recv(pair[0], byte, 1, 0), , send(pair[1], "x", 1, 0));
  fill(pair[1]);
  CALL(send(pair[1], "x", 1, 0), , drain(pair[0]));
  fill(pair[1]);
  CALL(sendmsg(pair[1], &messages[0].msg_hdr, 0), , drain(pair[0]));
  fill(pair[1]);
  MUST(setsockopt(pair[1], SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){3600, 0}, sizeof(struct timeval)));
  CALL(send(pair[1], "x", 1, 0), , drain(pair[0]));
  close(pair[0]);
  close(pair[1]);
  struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "listening"};
  unlink("listening");
  int listening = MUST(socket(AF_UNIX, SOCK_STREAM, 0)), first, second;
  MUST(bind(listening, (struct sockaddr *)&name, sizeof name));
  MUST(listen(listening, 0));
  CALL(opened(accept(listening, NULL, NULL)), , connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&name, sizeof name));
  CALL(opened(accept4(listening, NULL, NULL, SOCK_CLOEXEC)), , connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&name, sizeof name));
  first = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  second = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  MUST(connect(first, (struct sockaddr *)&name, sizeof name));
  CALL(connect(second, (struct sockaddr *)&name, sizeof name), , opened(accept(listening, NULL, NULL)));
  close(first);
  close(second);
  close(listening);
}

static void processes(void) {
  pid_t child = MUST(fork());
  if (child == 0) for (;;) pause();
  CALL(waitpid(child, NULL, 0) < 0 ? -1 : 1, , kill(child, SIGKILL));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  child = MUST(fork());
  if (child == 0) for (;;) pause();
  CALL(waitid(P_PID, child, NULL, WEXITED), , kill(child, SIGKILL));
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
}

static void ipc(void) {
  struct { long type; char text[8000]; } message = {1, "x"};
  int queue = MUST(msgget(IPC_PRIVATE, 0600)), set = MUST(semget(IPC_PRIVATE, 1, 0600));
  struct sembuf down = {0, -1, 0}, up = {0, 1, 0};
  CALL(msgrcv(queue, &message, 1, 0, 0), , msgsnd(queue, &message, 1, 0));
  while (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) { }
  CALL(msgsnd(queue, &message, sizeof message.text, 0), , msgrcv(queue, &message, sizeof message.text, 0, 0));
  CALL(semop(set, &down, 1), , semop(set, &up, 1));
  CALL(semtimedop(set, &down, 1, &hour), , semop(set, &up, 1));
  msgctl(queue, IPC_RMID, NULL);
  semctl(set, 0, IPC_RMID);
  mqd_t mq = MUST(mq_open("/blocking_calls", O_CREAT | O_RDWR, 0600, &(struct mq_attr){.mq_maxmsg = 1, .mq_msgsize = 8}));
  mq_unlink("/blocking_calls");
  struct timespec late = {time(NULL) + 3600, 0};
  CALL(mq_receive(mq, byte, 8, NULL), , mq_send(mq, "x", 1, 0));
  CALL(mq_timedreceive(mq, byte, 8, NULL, &late), , mq_send(mq, "x", 1, 0));
  mq_send(mq, "x", 1, 0);
  CALL(mq_send(mq, "x", 1, 0), , mq_receive(mq, byte, 8, NULL));
  mq_close(mq);
}

static void futexes(void) {
  struct timespec late = {0};
  clock_gettime(CLOCK_MONOTONIC, &late);
  late.tv_sec += 3600;
  shared->word = 0;
  CALL(syscall(SYS_futex, &shared->word, FUTEX_WAIT, 0, NULL), , syscall(SYS_futex, &shared->word, FUTEX_WAKE, 1));
  CALL(syscall(SYS_futex, &shared->word, FUTEX_WAIT, 0, &hour), , syscall(SYS_futex, &shared->word, FUTEX_WAKE, 1));
  CALL(syscall(SYS_futex, &shared->word, FUTEX_WAIT_BITSET, 0, &late, NULL, 4), , syscall(SYS_futex, &shared->word, FUTEX_WAKE, 1));
  struct { uint64_t value, address; uint32_t flags, reserved; } waiters[1] = {{0, (uint64_t)&shared->word, 2, 0}};
  CALL(syscall(449, waiters, 1, 0, NULL, 0), , syscall(SYS_futex, &shared->word, FUTEX_WAKE, 1));
  CALL(syscall(449, waiters, 1, 0, &late, CLOCK_MONOTONIC), , syscall(SYS_futex, &shared->word, FUTEX_WAKE, 1));
  CALL(syscall(SYS_futex, &shared->word, FUTEX_LOCK_PI, 0, NULL), syscall(SYS_futex, &shared->word, FUTEX_LOCK_PI, 0, NULL), syscall(SYS_futex, &shared->word, FUTEX_UNLOCK_PI));
  shared->word = 0;
}

/* These are never restarted. */
static void waits(void) {
  struct timespec left = hour, late;
  clock_gettime(CLOCK_MONOTONIC, &late);
  late.tv_sec += 3600;
  struct pollfd one = {p[0], POLLIN, 0};
  sigset_t none;
  fd_set set;
  sigemptyset(&none);
  CALL(poll(&one, 1, -1), , write(p[1], "x", 1));
  CALL(ppoll(&one, 1, NULL, &none), , write(p[1], "x", 1));
  FD_ZERO(&set);
  FD_SET(p[0], &set);
  CALL(select(p[0] + 1, &set, NULL, NULL, NULL), , write(p[1], "x", 1));
  FD_SET(p[0], &set);
  CALL(pselect(p[0] + 1, &set, NULL, NULL, &hour, &none), , write(p[1], "x", 1));
  int ep = MUST(epoll_create1(0));
  struct epoll_event event = {.events = EPOLLIN};
  MUST(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &event));
  CALL(epoll_wait(ep, &event, 1, -1), , write(p[1], "x", 1));
  CALL(epoll_pwait(ep, &event, 1, 3600000, &none), , write(p[1], "x", 1));
  close(ep);
  CALL(nanosleep(&hour, &left), , );
  CALL(-clock_nanosleep(CLOCK_REALTIME, 0, &hour, &left), , );
  CALL(-clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &late, NULL), , );
  CALL(pause(), , );
  CALL(sigsuspend(&none), , );
  sigaddset(&none, SIGUSR2);
  CALL(sigwaitinfo(&none, NULL), , );
  CALL(sigtimedwait(&none, NULL, &hour), , );
}

int main(void) {
  self = getpid();
  alarm(100);
  shared = MUST(mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  MUST(pipe(p));
  MUST(pipe(full));
  for (restart = 0; restart < 2; restart++) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = restart ? SA_RESTART : 0};
    sigaction(SIGUSR1, &action, NULL);
    files();
    locks();
    sockets();
    processes();
    ipc();
    futexes();
    waits();
  }
  return 0;
}
