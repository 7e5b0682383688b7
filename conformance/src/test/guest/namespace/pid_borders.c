// Wherever a number of a process goes in or out, it is that of the reader's PID namespace, and 0 for whom cannot be seen from there.
#include "pid.h"

#include <linux/futex.h>
#include <linux/kcmp.h>
#include <mqueue.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/user.h>

/* Between outside and process 1 of a new namespace. */
static struct gate to_inner, to_outer;

static void send_credentials(int socket, pid_t claimed) {
  struct ucred own = {.pid = claimed, .uid = getuid(), .gid = getgid()};
  char space[CMSG_SPACE(sizeof own)] = {0}, byte = 'x';
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_CREDENTIALS, .cmsg_len = CMSG_LEN(sizeof own)};
  memcpy(CMSG_DATA(header), &own, sizeof own);
  SHOW(sendmsg(socket, &message, 0));
}

static pid_t receive_credentials(int socket) {
  struct ucred peer = {.pid = -1};
  char space[CMSG_SPACE(sizeof peer)], byte;
  struct iovec data = {&byte, 1};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  MUST(recvmsg(socket, &message, 0));
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_type == SCM_CREDENTIALS) memcpy(&peer, CMSG_DATA(header), sizeof peer);
  return peer.pid;
}

static pid_t peer_of(int socket) {
  struct ucred peer = {.pid = -1};
  MUST(getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){sizeof peer}));
  return peer.pid;
}

static void sockets(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  for (int i = 0; i < 2; i++) MUST(setsockopt(pair[i], SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)));
  int listener = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  struct sockaddr_un { sa_family_t family; char path[108]; } name = {AF_UNIX, ""};
  MUST(bind(listener, (void *)&name, sizeof(sa_family_t)));
  MUST(listen(listener, 1));
  socklen_t length = sizeof name;
  MUST(getsockname(listener, (void *)&name, &length));
  pid_t child = fork_inside();
  if (child == 0) {
    printf("inside, the maker of the pair is %d\n", peer_of(pair[1]));
    gate_open(&to_outer);
    gate_wait(&to_inner);
    printf("inside, from outside came %d\n", receive_credentials(pair[1]));
    send_credentials(pair[1], 1);
    send_credentials(pair[1], 77);
    int own = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
    MUST(connect(own, (void *)&name, length));
    printf("inside, the listener is %d\n", peer_of(own));
    MUST(write(pair[1], "y", 1));
    gate_open(&to_outer);
    gate_wait(&to_inner);
    _exit(0);
  }
  gate_wait(&to_outer);
  printf("outside, the maker of the pair is itself: %d\n", peer_of(pair[0]) == getpid());
  send_credentials(pair[0], getpid());
  gate_open(&to_inner);
  gate_wait(&to_outer);
  printf("outside, from inside came its number: %d\n", receive_credentials(pair[0]) == child);
  int accepted = MUST(accept(listener, NULL, NULL));
  printf("outside, the caller is its number: %d\n", peer_of(accepted) == child);
  printf("outside, unasked: %d\n", receive_credentials(pair[0]) == child);
  gate_open(&to_inner);
  MUST(waitpid(child, NULL, 0));
  printf("outside, after its end: %d\n", peer_of(accepted) == child);
}

static pid_t holder(int file) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  MUST(fcntl(file, F_GETLK, &lock));
  return lock.l_type == F_UNLCK ? -2 : lock.l_pid;
}

static void files(void) {
  int file = MUST(memfd_create("file", 0));
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10}, rest = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10};
  MUST(fcntl(file, F_SETLK, &whole));
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  MUST(fcntl(pair[0], F_SETOWN, getpid()));
  MUST(fcntl(pair[1], F_SETOWN, -getpgrp()));
  pid_t child = fork_inside();
  if (child == 0) {
    printf("inside, the lock is held by %d\n", holder(file));
    MUST(fcntl(file, F_SETLK, &rest));
    printf("inside, owners %d %d\n", fcntl(pair[0], F_GETOWN), fcntl(pair[1], F_GETOWN));
    SHOW(fcntl(pair[0], F_SETOWN, 1));
    SHOW(fcntl(pair[0], F_GETOWN));
    struct f_owner_ex owner = {F_OWNER_TID, 99};
    SHOW(fcntl(pair[1], F_SETOWN_EX, &owner));
    gate_open(&to_outer);
    gate_wait(&to_inner);
    _exit(0);
  }
  gate_wait(&to_outer);
  struct flock lock = rest;
  MUST(fcntl(file, F_GETLK, &lock));
  CHECK(lock.l_pid == child);
  CHECK(fcntl(pair[0], F_GETOWN) == child);
  gate_open(&to_inner);
  MUST(waitpid(child, NULL, 0));
}

static void ipc(void) {
  int semaphores = MUST(semget(IPC_PRIVATE, 2, 0600)), queue = MUST(msgget(IPC_PRIVATE, 0600)), segment = MUST(shmget(IPC_PRIVATE, 4096, 0600));
  struct { long type; char text[4]; } message = {1, "one"};
  struct msqid_ds queue_now;
  struct shmid_ds segment_now;
  MUST(semctl(semaphores, 0, SETVAL, 1));
  MUST(msgsnd(queue, &message, 4, 0));
  MUST(shmdt(shmat(segment, NULL, 0)));
  INSIDE("ipc", {
    printf("inside, from outside %d", semctl(semaphores, 0, GETPID));
    MUST(msgctl(queue, IPC_STAT, &queue_now));
    MUST(shmctl(segment, IPC_STAT, &segment_now));
    printf(" %d %d %d %d\n", queue_now.msg_lspid, queue_now.msg_lrpid, segment_now.shm_cpid, segment_now.shm_lpid);
    struct sembuf up = {1, 1, 0};
    MUST(semop(semaphores, &up, 1));
    MUST(msgrcv(queue, &message, 4, 0, 0));
    MUST(msgsnd(queue, &message, 4, 0));
    MUST(shmdt(shmat(segment, NULL, 0)));
    MUST(msgctl(queue, IPC_STAT, &queue_now));
    MUST(shmctl(segment, IPC_STAT, &segment_now));
    printf("inside, own %d %d %d %d %d\n", semctl(semaphores, 1, GETPID), queue_now.msg_lspid, queue_now.msg_lrpid, segment_now.shm_cpid, segment_now.shm_lpid);
    gate_open(&to_outer);
  });
  gate_wait(&to_outer);
  MUST(msgctl(queue, IPC_STAT, &queue_now));
  MUST(shmctl(segment, IPC_STAT, &segment_now));
  CHECK(semctl(semaphores, 0, GETPID) == getpid() && segment_now.shm_cpid == getpid());
  CHECK(semctl(semaphores, 1, GETPID) > 1 && queue_now.msg_lspid == semctl(semaphores, 1, GETPID));
  CHECK(queue_now.msg_lrpid == queue_now.msg_lspid && segment_now.shm_lpid == queue_now.msg_lspid);
  semctl(semaphores, 0, IPC_RMID);
  msgctl(queue, IPC_RMID, NULL);
  shmctl(segment, IPC_RMID, NULL);
}

static void show_descriptor(int fd, pid_t expected) {
  char path[64], line[128];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  FILE *file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    int outer = 0, own = 0;
    if (strncmp(line, "Pid:", 4) == 0 && sscanf(line, "Pid: %d", &outer) == 1) printf("Pid is %s\n", outer == expected ? "the expected one" : "another");
    if (strncmp(line, "NSpid:", 6) == 0) {
      int count = sscanf(line, "NSpid: %d %d", &outer, &own);
      printf("NSpid has %d numbers, the last is %d\n", count, count == 2 ? own : -1);
    }
  }
  if (file != NULL) fclose(file);
}

static void processes(void) {
  pid_t self = getpid();
  int own = MUST(syscall(SYS_pidfd_open, self, 0));
  int pipe_fd[2];
  MUST(pipe(pipe_fd));
  pid_t child = fork_inside();
  if (child == 0) {
    SHOW(syscall(SYS_pidfd_send_signal, own, 0, NULL, 0));
    SHOW(syscall(SYS_pidfd_open, 1, 0) > 0);
    SHOW(syscall(SYS_pidfd_open, 2, 0));
    SHOW(sched_getscheduler(1));
    SHOW(sched_getscheduler(2));
    SHOW(getpriority(PRIO_PROCESS, 1));
    SHOW(getpriority(PRIO_PGRP, 0));
    SHOW(getpriority(PRIO_PROCESS, 2));
    struct rlimit limit;
    SHOW(prlimit(1, RLIMIT_NOFILE, NULL, &limit));
    SHOW(prlimit(2, RLIMIT_NOFILE, NULL, &limit));
    SHOW(syscall(SYS_kcmp, 1, 1, KCMP_VM, 0, 0));
    SHOW(syscall(SYS_kcmp, 1, 2, KCMP_VM, 0, 0));
    char from[4] = "abc", to[4] = "";
    struct iovec there = {from, 4}, here = {to, 4};
    SHOW(process_vm_readv(1, &here, 1, &there, 1, 0));
    SHOW(process_vm_readv(2, &here, 1, &there, 1, 0));
    void *head;
    size_t size;
    SHOW(syscall(SYS_get_robust_list, 1, &head, &size));
    SHOW(syscall(SYS_get_robust_list, 2, &head, &size));
    SHOW(syscall(SYS_set_tid_address, NULL));
    SHOW(getpgid(1));
    SHOW(getsid(1));
    SHOW(setpgid(0, 0));
    SHOW(getpgid(0));
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1};
    event._sigev_un._tid = 1;
    SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
    event._sigev_un._tid = 2;
    SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
    gate_open(&to_outer);
    gate_wait(&to_inner);
    _exit(0);
  }
  gate_wait(&to_outer);
  CHECK(getpgid(child) == child);
  CHECK(getsid(child) == getsid(0));
  int process = MUST(syscall(SYS_pidfd_open, child, 0));
  show_descriptor(process, child);
  CHECK(sched_getscheduler(child) == 0);
  gate_open(&to_inner);
  MUST(waitpid(child, NULL, 0));
}

/* A lock word names its owner as the owner's own namespace does. */
static void futexes(void) {
  static struct robust { struct robust_list_head head; struct robust_list entry; uint32_t word; } *shared;
  shared = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  uint32_t *word = &shared[1].word;
  INSIDE("futexes", {
    SHOW(syscall(SYS_futex, word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    printf("the word is %x\n", *word);
    SHOW(syscall(SYS_futex, word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    SHOW(syscall(SYS_futex, word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    *word = 55;
    SHOW(syscall(SYS_futex, word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    *shared = (struct robust){.head = {.list = {&shared->entry}, .futex_offset = (char *)&shared->word - (char *)&shared->entry}, .entry = {&shared->head.list}, .word = 1};
    MUST(syscall(SYS_set_robust_list, &shared->head, sizeof shared->head));
  });
  printf("the word of the dead owner is %x\n", shared->word);
}

/* A tracer outside sees numbers of outside. */
static void tracer(void) {
  pid_t child = fork_inside();
  if (child == 0) {
    MUST(ptrace(PTRACE_TRACEME, 0, 0, 0));
    raise(SIGSTOP);
    pid_t forked = fork();
    if (forked == 0) _exit(3);
    printf("inside, the tracee's child is %d\n", forked);
    MUST(waitpid(forked, NULL, 0));
    _exit(4);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  show_status("tracee", status);
  MUST(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXIT));
  MUST(ptrace(PTRACE_CONT, child, 0, 0));
  unsigned long forked = 0;
  CHECK(waitpid(child, &status, __WALL) == child && status >> 8 == (SIGTRAP | PTRACE_EVENT_FORK << 8));
  MUST(ptrace(PTRACE_GETEVENTMSG, child, 0, &forked));
  siginfo_t info;
  MUST(ptrace(PTRACE_GETSIGINFO, child, 0, &info));
  printf("the event comes from %d\n", info.si_pid);
  CHECK(waitpid(forked, &status, __WALL) == (pid_t)forked);
  show_status("the tracee's child", status);
  MUST(ptrace(PTRACE_DETACH, forked, 0, 0));
  MUST(ptrace(PTRACE_CONT, child, 0, 0));
  while (waitpid(child, &status, __WALL) == child && WIFSTOPPED(status)) MUST(ptrace(PTRACE_CONT, child, 0, status >> 16 == 0 && WSTOPSIG(status) != SIGTRAP ? WSTOPSIG(status) : 0));
  show_status("tracee", status);
  INSIDE("tracing from inside", SHOW(ptrace(PTRACE_ATTACH, 1, 0, 0)); SHOW(ptrace(PTRACE_ATTACH, 2, 0, 0)); SHOW(ptrace(PTRACE_TRACEME, 0, 0, 0)));
}

static volatile sig_atomic_t sender = -1;

static void note(int signal, siginfo_t *info, void *unused) {
  (void)signal, (void)unused;
  sender = info->si_pid;
}

static void queue_notice(void) {
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
  mq_unlink("/pid_borders");
  mqd_t queue = MUST(mq_open("/pid_borders", O_RDWR | O_CREAT, 0600, &attributes));
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_RESTART};
  MUST(sigaction(SIGUSR1, &action, NULL));
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  MUST(mq_notify(queue, &event));
  pid_t child = fork_inside();
  if (child == 0) _exit(mq_send(queue, "x", 1, 0) == 0 ? 0 : 1);
  MUST(waitpid(child, NULL, 0));
  CHECK(sender == child);
  char text[8];
  MUST(mq_receive(queue, text, sizeof text, NULL));
  child = fork_inside();
  if (child == 0) {
    MUST(mq_notify(queue, &event));
    sender = -1;
    gate_open(&to_outer);
    gate_wait(&to_inner);
    printf("inside, a message from %d\n", (int)sender);
    _exit(0);
  }
  gate_wait(&to_outer);
  MUST(mq_send(queue, "x", 1, 0));
  gate_open(&to_inner);
  MUST(waitpid(child, NULL, 0));
  mq_unlink("/pid_borders");
}

static void terminal(void) {
  MUST(setsid());
  int master = MUST(posix_openpt(O_RDWR | O_NOCTTY));
  MUST(grantpt(master));
  MUST(unlockpt(master));
  int slave = MUST(open(ptsname(master), O_RDWR));
  int id = 0;
  MUST(ioctl(slave, TIOCGPGRP, &id));
  CHECK(id == getpid());
  signal(SIGTTOU, SIG_IGN);
  pid_t child = fork_inside();
  if (child == 0) {
    MUST(ioctl(slave, TIOCGPGRP, &id));
    printf("inside, the foreground is %d", id);
    MUST(ioctl(slave, TIOCGSID, &id));
    printf(", the session %d\n", id);
    MUST(setpgid(0, 0));
    SHOW(ioctl(slave, TIOCSPGRP, &(int){1}));
    MUST(ioctl(slave, TIOCGPGRP, &id));
    printf("inside, the foreground is %d\n", id);
    SHOW(ioctl(slave, TIOCSPGRP, &(int){77}));
    gate_open(&to_outer);
    gate_wait(&to_inner);
    _exit(0);
  }
  gate_wait(&to_outer);
  MUST(ioctl(slave, TIOCGPGRP, &id));
  CHECK(id == child);
  gate_open(&to_inner);
  MUST(waitpid(child, NULL, 0));
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  to_inner = gate_new();
  to_outer = gate_new();
  sockets();
  files();
  ipc();
  processes();
  futexes();
  tracer();
  queue_notice();
  IN_CHILD("terminal", terminal());
  return 0;
}
