// What programs about hand-offs from thread to thread share: a wake-up that is lost leaves all of them asleep. On private and on
// shared words, by wake, by requeue, and under a lock with a condition.
#ifndef HANDOFFS_H
#define HANDOFFS_H

#include "guest.h"
#include <linux/futex.h>

enum { RING = 8 };

static inline long futex(int *word, int op, int value, long count, int *other, int value3) {
  return syscall(SYS_futex, word, op, value, count, other, value3);
}

struct ring {
  int *turn; // whose turn it is; all sleep on it, or each on its own word
  int members, rounds, flag;
};

struct member {
  struct ring *ring;
  int number;
  long taken;
};

/* Each sleeps on its own word until that is 1. */
static inline void *pass_on(void *argument) {
  struct member *me = argument;
  struct ring *ring = me->ring;
  int *mine = &ring->turn[me->number * 16], *next = &ring->turn[(me->number + 1) % ring->members * 16];
  for (int i = 0; i < ring->rounds; i++) {
    while (__atomic_load_n(mine, __ATOMIC_ACQUIRE) == 0) futex(mine, FUTEX_WAIT | ring->flag, 0, 0, NULL, 0);
    __atomic_store_n(mine, 0, __ATOMIC_RELAXED);
    me->taken++;
    __atomic_store_n(next, 1, __ATOMIC_RELEASE);
    futex(next, FUTEX_WAKE | ring->flag, 1, 0, NULL, 0);
  }
  return NULL;
}

/* All sleep on one word and are woken together; one of them is next. */
static inline void *take_turns(void *argument) {
  struct member *me = argument;
  struct ring *ring = me->ring;
  for (int i = 0; i < ring->rounds; i++) {
    int seen;
    while ((seen = __atomic_load_n(ring->turn, __ATOMIC_ACQUIRE)) % ring->members != me->number) futex(ring->turn, FUTEX_WAIT | ring->flag, seen, 0, NULL, 0);
    me->taken++;
    __atomic_store_n(ring->turn, seen + 1, __ATOMIC_RELEASE);
    futex(ring->turn, FUTEX_WAKE | ring->flag, INT_MAX, 0, NULL, 0);
  }
  return NULL;
}

/* As before, but who is not woken is moved to another word, and woken from there. */
static inline void *requeue(void *argument) {
  struct member *me = argument;
  struct ring *ring = me->ring;
  int *other = ring->turn + 16;
  for (int i = 0; i < ring->rounds; i++) {
    int seen;
    while ((seen = __atomic_load_n(ring->turn, __ATOMIC_ACQUIRE)) % ring->members != me->number) futex(ring->turn, FUTEX_WAIT | ring->flag, seen, 0, NULL, 0);
    me->taken++;
    __atomic_store_n(ring->turn, seen + 1, __ATOMIC_RELEASE);
    futex(ring->turn, FUTEX_CMP_REQUEUE | ring->flag, 1, INT_MAX, other, seen + 1);
    futex(other, FUTEX_WAKE | ring->flag, INT_MAX, 0, NULL, 0);
  }
  return NULL;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static inline void *wait_for_condition(void *argument) {
  struct member *me = argument;
  struct ring *ring = me->ring;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < ring->rounds; i++) {
    while (*ring->turn % ring->members != me->number) pthread_cond_wait(&changed, &lock);
    me->taken++;
    ++*ring->turn;
    pthread_cond_broadcast(&changed);
  }
  pthread_mutex_unlock(&lock);
  return NULL;
}

static inline void run(const char *what, void *(*body)(void *), int members, int total, int flag) {
  static int private_words[RING * 16];
  int *words = flag == 0 ? MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) : private_words;
  memset(words, 0, sizeof private_words);
  struct ring ring = {words, members, total / members, flag};
  struct member all[RING];
  pthread_t thread[RING];
  words[0] = body == pass_on;
  for (int i = 0; i < members; i++) {
    all[i] = (struct member){&ring, i, 0};
    if (pthread_create(&thread[i], NULL, body, &all[i]) != 0) abort();
  }
  long taken = 0;
  for (int i = 0; i < members; i++) {
    pthread_join(thread[i], NULL);
    taken += all[i].taken;
  }
  printf("%s, %d threads: %ld hand-offs\n", what, members, taken);
}

/* How many times as much to do as the suite does: the first argument. */
static inline int factor_of(int count, char **arguments) { return count > 1 ? atoi(arguments[1]) : 1; }

#endif
