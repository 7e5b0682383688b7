// futex: wait, wake, bitsets, requeue, time-outs, errors, robust lists, across processes.
#include "guest.h"
#include <linux/futex.h>

static int *word;

static long futex(int *uaddr, int op, int val, const void *timeout, int *uaddr2, int val3) { return syscall(SYS_futex, uaddr, op, val, timeout, uaddr2, val3); }

static pid_t waiter(int *uaddr, int op, int bits, int code) {
  pid_t pid = MUST(fork());
  if (pid == 0) {
    alarm(30);
    long r = futex(uaddr, op, *uaddr, NULL, NULL, bits);
    _exit(r == 0 ? code : 100);
  }
  await_sleeping(pid);
  return pid;
}

static void reap(const char *who, pid_t pid) {
  int status;
  MUST(waitpid(pid, &status, 0));
  show_status(who, status);
}

static pthread_mutex_t *robust;

int main(void) {
  word = MUST(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  struct timespec none = {0, 0}, ms = {0, 1000000};
  SHOW(futex(word, FUTEX_WAIT, 1, NULL, NULL, 0));
  SHOW(futex(word, FUTEX_WAIT_PRIVATE, 0, &none, NULL, 0));
  SHOW(futex(word, FUTEX_WAIT, 0, &ms, NULL, 0));
  SHOW(futex(word, FUTEX_WAIT, 0, &(struct timespec){0, -1}, NULL, 0));
  SHOW(futex(word, FUTEX_WAIT, 0, &(struct timespec){0, 1000000000}, NULL, 0));
  SHOW(futex(word, FUTEX_WAIT, 0, (void *)8, NULL, 0));
  SHOW(futex((int *)((char *)word + 1), FUTEX_WAIT, 0, NULL, NULL, 0));
  SHOW(futex((int *)8, FUTEX_WAIT, 0, NULL, NULL, 0));
  SHOW(futex(NULL, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
  SHOW(futex((int *)4096, FUTEX_WAKE, 1, NULL, NULL, 0));
  SHOW(futex(word, FUTEX_WAKE, 1, NULL, NULL, 0));
  SHOW(futex(word, 99, 1, NULL, NULL, 0));
  SHOW(futex(word, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0));
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now); // an absolute time that has passed
  SHOW(futex(word, FUTEX_WAIT_BITSET, 0, &now, NULL, -1));
  clock_gettime(CLOCK_REALTIME, &now);
  SHOW(futex(word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &now, NULL, -1));
  // Waking processes that share the page.
  pid_t a = waiter(word, FUTEX_WAIT, 0, 1), b = waiter(word, FUTEX_WAIT, 0, 2), c = waiter(word, FUTEX_WAIT, 0, 3);
  SHOW(futex(word, FUTEX_WAKE, 1, NULL, NULL, 0));
  reap("first come, first woken", a);
  SHOW(futex(word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0));
  reap("second", b);
  reap("third", c);
  a = waiter(word, FUTEX_WAIT_BITSET, 1, 1), b = waiter(word, FUTEX_WAIT_BITSET, 6, 2);
  SHOW(futex(word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, 4));
  reap("bit 4", b);
  SHOW(futex(word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, 8));
  SHOW(futex(word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, 0));
  SHOW(futex(word, FUTEX_WAKE_BITSET, INT_MAX, NULL, NULL, -1));
  reap("bit 1", a);
  // Requeue: one wakes, the others move to another word.
  int *other = word + 1;
  a = waiter(word, FUTEX_WAIT, 0, 1), b = waiter(word, FUTEX_WAIT, 0, 2), c = waiter(word, FUTEX_WAIT, 0, 3);
  SHOW(futex(word, FUTEX_CMP_REQUEUE, 1, (void *)1, other, 5));
  SHOW(futex(word, FUTEX_CMP_REQUEUE, 1, (void *)1, other, 0));
  reap("woken", a);
  SHOW(futex(other, FUTEX_WAKE, 10, NULL, NULL, 0));
  reap("was requeued", b);
  SHOW(futex(word, FUTEX_REQUEUE, 0, (void *)10, other, 0));
  SHOW(futex(other, FUTEX_WAKE, 10, NULL, NULL, 0));
  reap("was requeued", c);
  // FUTEX_WAKE_OP: add 1 to the other word, and wake there too if it was above 5.
  *other = 7;
  a = waiter(word, FUTEX_WAIT, 0, 1), b = waiter(other, FUTEX_WAIT, 0, 2);
  SHOW(futex(word, FUTEX_WAKE_OP, 1, (void *)1, other, FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_GT, 5)));
  printf("other %d\n", *other);
  reap("woken", a);
  reap("woken too", b);
  // Private futexes tell address spaces apart; a file page is one futex through two mappings.
  static int private_word;
  a = waiter(&private_word, FUTEX_WAIT_PRIVATE, 0, 1);
  SHOW(futex(&private_word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
  kill(a, SIGKILL);
  reap("another space", a);
  int fd = MUST(open("f", O_RDWR | O_CREAT, 0644));
  MUST(ftruncate(fd, 4096));
  int *m1 = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)), *m2 = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  a = waiter(m1, FUTEX_WAIT, 0, 1);
  SHOW(futex(m2, FUTEX_WAKE, 1, NULL, NULL, 0));
  reap("through another mapping", a);
  // A robust mutex whose owner dies.
  robust = (pthread_mutex_t *)(word + 64);
  pthread_mutexattr_t attr;
  pthread_mutexattr_init(&attr);
  pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
  pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(robust, &attr);
  IN_CHILD("dies with the lock", pthread_mutex_lock(robust));
  printf("lock: %s\n", errname(pthread_mutex_lock(robust)));
  pthread_mutex_consistent(robust);
  printf("unlock: %d\n", pthread_mutex_unlock(robust));
  SHOW(syscall(SYS_set_robust_list, word, 8));
  void *head;
  size_t size;
  SHOW(syscall(SYS_get_robust_list, 0, &head, &size));
  printf("size %zu\n", size);
  SHOW(syscall(SYS_get_robust_list, 999999, &head, &size));
  return 0;
}
