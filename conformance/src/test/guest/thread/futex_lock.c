// Futexes that are locks (FUTEX_LOCK_PI): hand-over, errors, time-outs, dead owners; mutexes of the C library on them.
#include "guest.h"
#include <linux/futex.h>

static unsigned *word;

static long lock(int op, const struct timespec *timeout) { return syscall(SYS_futex, word, op, 0, timeout, NULL, 0); }

static void show_word(const char *when) {
  unsigned owner = *word & FUTEX_TID_MASK;
  printf("%s: owner %s%s%s\n", when, owner == 0 ? "none" : owner == (unsigned)gettid() ? "self" : "another", *word & FUTEX_WAITERS ? ", waiters" : "", *word & FUTEX_OWNER_DIED ? ", owner died" : "");
}

/* Takes the lock, and ends with it unless it is to unlock; the status tells what the word said. */
static pid_t locking_child(bool unlocks) {
  pid_t pid = MUST(fork());
  if (pid == 0) {
    alarm(30);
    long result = lock(FUTEX_LOCK_PI, NULL);
    int seen = (*word & FUTEX_TID_MASK) == (unsigned)gettid() ? 1 : 0;
    if (*word & FUTEX_OWNER_DIED) seen += 2;
    if (unlocks) result |= lock(FUTEX_UNLOCK_PI, NULL);
    _exit(result == 0 ? seen : 99);
  }
  await_sleeping(pid);
  return pid;
}

static void reap(const char *who, pid_t pid) {
  int status;
  MUST(waitpid(pid, &status, 0));
  show_status(who, status);
}

static void *count_up(void *mutex) {
  for (int i = 0; i < 1000; i++) {
    pthread_mutex_lock(mutex);
    ++*(volatile int *)(word + 1);
    pthread_mutex_unlock(mutex);
  }
  return NULL;
}

static void mutexes(int robust) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  if (robust) pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_t *mutex = (void *)(word + 16);
  SHOW(pthread_mutex_init(mutex, &attributes));
  word[1] = 0;
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, count_up, mutex);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  printf("counted %u\n", word[1]);
  if (robust) {
    IN_CHILD("dies with the mutex", pthread_mutex_lock(mutex));
    SHOW(pthread_mutex_lock(mutex) == EOWNERDEAD);
    SHOW(pthread_mutex_consistent(mutex));
    SHOW(pthread_mutex_unlock(mutex));
  }
}

int main(void) {
  word = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  SHOW(lock(FUTEX_LOCK_PI, NULL));
  show_word("locked");
  SHOW(lock(FUTEX_LOCK_PI, NULL));
  SHOW(lock(FUTEX_TRYLOCK_PI, NULL));
  SHOW(lock(FUTEX_UNLOCK_PI, NULL));
  show_word("unlocked");
  SHOW(lock(FUTEX_UNLOCK_PI, NULL));
  SHOW(lock(FUTEX_TRYLOCK_PI, NULL));
  IN_CHILD("another", {
    SHOW(lock(FUTEX_TRYLOCK_PI, NULL));
    SHOW(lock(FUTEX_UNLOCK_PI, NULL));
    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    SHOW(lock(FUTEX_LOCK_PI, &soon));
    clock_gettime(CLOCK_MONOTONIC, &soon);
    SHOW(lock(13, &soon));
  });
  pid_t first = locking_child(true), second = locking_child(true);
  SHOW(syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0));
  show_word("contended");
  SHOW(lock(FUTEX_UNLOCK_PI, NULL));
  reap("first", first);
  reap("second", second);
  show_word("after both");
  SHOW(lock(FUTEX_LOCK_PI, NULL));
  first = locking_child(false), second = locking_child(false); // each ends as the owner
  SHOW(lock(FUTEX_UNLOCK_PI, NULL));
  reap("ends with the lock", first);
  reap("inherits, and ends with it", second);
  *word = 999999;
  SHOW(lock(FUTEX_LOCK_PI, NULL));
  word++;
  word = (unsigned *)((char *)word - 3);
  SHOW(lock(FUTEX_LOCK_PI, NULL));
  word = (unsigned *)((char *)word - 1);
  mutexes(0);
  mutexes(1);
  word = (unsigned *)4096;
  SHOW(lock(FUTEX_LOCK_PI, NULL));
  SHOW(lock(FUTEX_UNLOCK_PI, NULL));
  return 0;
}
