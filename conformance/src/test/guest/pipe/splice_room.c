// splice and tee into a pipe whose last page is not read to its end: there is no room though bytes were read.
#include "guest.h"

static char bytes[1 << 16];

static void into_full(bool keep) {
  int p[2], q[2];
  MUST(pipe(p));
  MUST(pipe(q));
  MUST(write(q[1], bytes, sizeof bytes));
  MUST(write(p[1], bytes, 10));
  SHOW(read(q[0], bytes, 100));
  struct pollfd writable = {q[1], POLLOUT, 0};
  SHOW(poll(&writable, 1, 0));
  if (keep) SHOW(tee(p[0], q[1], 10, SPLICE_F_NONBLOCK));
  else SHOW(splice(p[0], NULL, q[1], NULL, 10, SPLICE_F_NONBLOCK));
  pid_t pid = MUST(fork());
  if (pid == 0) {
    if (keep) SHOW(tee(p[0], q[1], 10, 0));
    else SHOW(splice(p[0], NULL, q[1], NULL, 10, 0));
    _exit(0);
  }
  await_sleeping(pid);
  MUST(read(q[0], bytes, 4096));
  int status;
  MUST(waitpid(pid, &status, 0));
  show_status("writer", status);
  int left;
  MUST(ioctl(p[0], FIONREAD, &left));
  printf("left: %d\n", left);
  MUST(ioctl(q[0], FIONREAD, &left));
  printf("there: %d\n", left);
}

int main(void) {
  into_full(false);
  into_full(true);
  return 0;
}
