// A write to a counter that poll calls writable, of more than it has room for: it waits, and a signal ends the wait.
#include "guest.h"
#include <sys/eventfd.h>

static void nothing(int signal) { (void)signal; }

static pid_t writer(int fd, uint64_t value, int flags) {
  pid_t pid = MUST(fork());
  if (pid == 0) {
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = nothing, .sa_flags = flags}, NULL);
    ssize_t done = write(fd, &value, 8);
    _exit(done < 0 ? errno : done);
  }
  await_sleeping(pid);
  return pid;
}

static void end_of(pid_t pid) {
  int status;
  MUST(waitpid(pid, &status, 0));
  show_status("writer", status);
}

int main(void) {
  uint64_t value, most = -2;
  int fd = MUST(eventfd(1, 0));
  struct pollfd p = {fd, POLLIN | POLLOUT, 0};

  pid_t pid = writer(fd, most, 0);
  SHOW(poll(&p, 1, 0));
  printf("revents %x\n", p.revents);
  SHOW(read(fd, &value, 8));
  end_of(pid);
  SHOW(read(fd, &value, 8));
  printf("value %lx\n", value);

  value = 5;
  SHOW(write(fd, &value, 8));
  pid = writer(fd, most - 4, 0);
  kill(pid, SIGUSR1);
  end_of(pid);
  pid = writer(fd, most - 4, SA_RESTART);
  kill(pid, SIGUSR1);
  await_sleeping(pid);
  kill(pid, SIGKILL);
  end_of(pid);
  return 0;
}
