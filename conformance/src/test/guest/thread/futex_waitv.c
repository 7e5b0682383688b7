// futex_waitv: waiting on several words, which one is told, and its errors.
#include "guest.h"
#include <linux/futex.h>

static unsigned *words;
static struct futex_waitv vector[130];

static long waitv(unsigned count, unsigned flags, const struct timespec *timeout, int clock) {
  return syscall(SYS_futex_waitv, vector, count, flags, timeout, clock);
}

static void fill(unsigned flags) {
  for (int i = 0; i < 130; i++) vector[i] = (struct futex_waitv){.uaddr = (uintptr_t)(words + i), .flags = flags};
}

static pid_t waker(int index) {
  pid_t pid = MUST(fork());
  if (pid == 0) {
    await_sleeping(getppid());
    _exit(syscall(SYS_futex, words + index, FUTEX_WAKE, 10, NULL, NULL, 0) != 1);
  }
  return pid;
}

int main(void) {
  words = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  fill(FUTEX_32);
  for (int index = 0; index < 128; index += 61) {
    pid_t pid = waker(index);
    SHOW(waitv(128, 0, NULL, 0));
    int status;
    MUST(waitpid(pid, &status, 0));
    show_status("waker", status);
  }
  struct timespec past = {1, 0};
  SHOW(waitv(3, 0, &past, CLOCK_MONOTONIC));
  SHOW(waitv(3, 0, &past, CLOCK_REALTIME));
  SHOW(waitv(3, 0, &past, CLOCK_BOOTTIME));
  SHOW(waitv(3, 0, &(struct timespec){0, -1}, CLOCK_MONOTONIC));
  SHOW(waitv(3, 0, (void *)8, CLOCK_MONOTONIC));
  vector[2].val = 1;
  SHOW(waitv(3, 0, NULL, 0));
  SHOW(waitv(0, 0, NULL, 0));
  SHOW(waitv(129, 0, NULL, 0));
  SHOW(waitv(3, 1, NULL, 0));
  vector[2] = (struct futex_waitv){.uaddr = (uintptr_t)words + 1, .flags = FUTEX_32};
  SHOW(waitv(3, 0, NULL, 0));
  vector[2] = (struct futex_waitv){.uaddr = 8, .flags = FUTEX_32 | FUTEX_PRIVATE_FLAG};
  SHOW(waitv(3, 0, NULL, 0));
  vector[2] = (struct futex_waitv){.uaddr = (uintptr_t)words, .flags = FUTEX_32, .__reserved = 1};
  SHOW(waitv(3, 0, NULL, 0));
  vector[2] = (struct futex_waitv){.uaddr = (uintptr_t)words, .flags = 0x40};
  SHOW(waitv(3, 0, NULL, 0));
  SHOW(syscall(SYS_futex_waitv, NULL, 1, 0, NULL, 0));
  SHOW(syscall(SYS_futex_waitv, 8, 1, 0, NULL, 0));
  fill(FUTEX_32 | FUTEX_PRIVATE_FLAG);
  IN_CHILD("interrupted", {
    signal(SIGALRM, exit);
    ualarm(10000, 0);
    waitv(2, 0, NULL, 0);
  });
  return 0;
}
