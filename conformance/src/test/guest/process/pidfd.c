// pidfd_open, pidfd_send_signal, pidfd_getfd, waitid(P_PIDFD), CLONE_PIDFD and their errors.
#include "guest.h"
#include <linux/sched.h>

#define OPEN(pid, flags) ((int)syscall(SYS_pidfd_open, pid, flags))
#define SEND(fd, sig, info) syscall(SYS_pidfd_send_signal, fd, sig, info, 0)

static void *thread_id(void *result) {
  *(pid_t *)result = gettid();
  SHOW(OPEN(gettid(), 0) == -1);
  return NULL;
}

static pid_t pausing_child(void) {
  pid_t pid = MUST(fork());
  if (pid == 0) for (;;) pause();
  return pid;
}

static void show_info(const siginfo_t *info) {
  printf("signo %d code %d status %d\n", info->si_signo, info->si_code, info->si_status);
}

static void opening(void) {
  SHOW(OPEN(0, 0));
  SHOW(OPEN(-1, 0));
  SHOW(OPEN(999999, 0));
  SHOW(OPEN(getpid(), 1));
  int self = MUST(OPEN(getpid(), 0));
  SHOW(fcntl(self, F_GETFD));
  SHOW(fcntl(self, F_GETFL) & O_NONBLOCK);
  char byte;
  SHOW(read(self, &byte, 1));
  SHOW(write(self, &byte, 1));
  SHOW(lseek(self, 0, SEEK_SET));
  SHOW(poll(&(struct pollfd){.fd = self, .events = POLLIN}, 1, 0));
  close(self);
  pthread_t thread;
  pid_t tid;
  pthread_create(&thread, NULL, thread_id, &tid);
  pthread_join(thread, NULL);
}

static void waiting(void) {
  pid_t pid = pausing_child();
  int fd = MUST(OPEN(pid, O_NONBLOCK));
  siginfo_t info = {0};
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED | WNOHANG));
  SHOW(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0));
  SHOW(SEND(fd, 0, NULL));
  SHOW(SEND(fd, SIGTERM, NULL));
  struct pollfd ended = {.fd = fd, .events = POLLIN};
  SHOW(poll(&ended, 1, -1));
  printf("revents %#x\n", ended.revents & POLLIN);
  SHOW(SEND(fd, 0, NULL));
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED | WNOWAIT));
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
  show_info(&info);
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
  SHOW(SEND(fd, 0, NULL));
  SHOW(waitid(P_PIDFD, -1, &info, WEXITED));
  SHOW(waitid(P_PIDFD, 999, &info, WEXITED));
  SHOW(waitid(P_PIDFD, 0, &info, WEXITED));
  close(fd);
}

static void sending(void) {
  int self = MUST(OPEN(getpid(), 0));
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  siginfo_t info = {.si_signo = SIGUSR1, .si_code = SI_QUEUE};
  info.si_value.sival_int = 42;
  SHOW(SEND(self, SIGUSR1, &info));
  siginfo_t got;
  SHOW(sigwaitinfo(&set, &got));
  printf("code %d value %d\n", got.si_code, got.si_value.sival_int);
  SHOW(SEND(self, SIGUSR2, &info));
  SHOW(SEND(self, 65, NULL));
  SHOW(SEND(self, SIGUSR1, (void *)8));
  SHOW(syscall(SYS_pidfd_send_signal, self, SIGUSR1, NULL, 0x100));
  SHOW(SEND(0, SIGUSR1, NULL));
  SHOW(SEND(-1, SIGUSR1, NULL));
  int directory = MUST(open("/proc/self", O_DIRECTORY | O_RDONLY));
  SHOW(SEND(directory, 0, NULL));
  int other = MUST(open("/proc/self/fd", O_DIRECTORY | O_RDONLY));
  SHOW(SEND(other, 0, NULL));
  pid_t pid = pausing_child();
  int child = MUST(OPEN(pid, 0));
  info.si_code = SI_USER;
  SHOW(SEND(child, SIGUSR1, &info));
  SHOW(SEND(child, SIGKILL, NULL));
  MUST(waitpid(pid, NULL, 0));
}

static void taking(void) {
  int pipe_fds[2];
  MUST(pipe(pipe_fds));
  pid_t pid = pausing_child();
  MUST(write(pipe_fds[1], "x", 1));
  int child = MUST(OPEN(pid, 0));
  int copy = (int)SHOW_OK(syscall(SYS_pidfd_getfd, child, pipe_fds[0], 0));
  char byte = 0;
  SHOW(read(copy, &byte, 1));
  SHOW(fcntl(copy, F_GETFD));
  SHOW(syscall(SYS_pidfd_getfd, child, 999, 0));
  SHOW(syscall(SYS_pidfd_getfd, child, pipe_fds[0], 1));
  SHOW(syscall(SYS_pidfd_getfd, 0, 0, 0));
  SHOW(syscall(SYS_pidfd_getfd, -1, 0, 0));
  kill(pid, SIGKILL);
  MUST(waitpid(pid, NULL, 0));
  SHOW(syscall(SYS_pidfd_getfd, child, pipe_fds[0], 0));
}

static void cloning(void) {
  int fd = -1;
  struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (uintptr_t)&fd, .exit_signal = SIGCHLD};
  pid_t pid = MUST(syscall(SYS_clone3, &args, sizeof args));
  if (pid == 0) _exit(fcntl(3, F_GETFD) == -1 ? 7 : 8);
  siginfo_t info = {0};
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
  show_info(&info);
  args.pidfd = 8;
  SHOW(syscall(SYS_clone3, &args, sizeof args));
  SHOW(syscall(SYS_clone, CLONE_PIDFD | CLONE_PARENT_SETTID | SIGCHLD, 0, &fd, &fd, 0));
  SHOW(syscall(SYS_clone, CLONE_PIDFD | CLONE_DETACHED | SIGCHLD, 0, &fd, NULL, 0));
  fd = -1;
  pid = (pid_t)MUST(syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &fd, NULL, 0));
  if (pid == 0) _exit(9);
  SHOW(waitid(P_PIDFD, fd, &info, WEXITED));
  show_info(&info);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, limit.rlim_max});
  SHOW(syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &fd, NULL, 0));
}

int main(void) {
  for (int fd = 3; fd < 32; fd++) close(fd);
  opening();
  waiting();
  sending();
  taking();
  cloning();
  return 0;
}
