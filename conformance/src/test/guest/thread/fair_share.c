// 64 threads that all compute and all make calls: more than one CPU works for them, and none of them is left behind.
#include "guest.h"

enum { THREADS = 64, SECONDS = 4 };

static struct share {
  long steps;
  unsigned long cpus;
  char pad[48];
} shares[THREADS];
static volatile bool counting, enough;
static pthread_barrier_t barrier;

static void *compute(void *argument) {
  struct share *mine = argument;
  volatile unsigned x = 1;
  pthread_barrier_wait(&barrier);
  while (!enough) {
    for (int i = 0; i < 20000; i++) x = x * 1664525 + 1013904223;
    if (syscall(SYS_getppid) < 0) abort();
    mine->steps += counting;
    mine->cpus |= 1ul << (sched_getcpu() & 63);
  }
  return NULL;
}

int main(void) {
  pthread_t thread[THREADS];
  cpu_set_t allowed;
  MUST(sched_getaffinity(0, sizeof allowed, &allowed));
  pthread_barrier_init(&barrier, NULL, THREADS + 1);
  for (int i = 0; i < THREADS; i++) {
    if (pthread_create(&thread[i], NULL, compute, &shares[i]) != 0) abort();
  }
  pthread_barrier_wait(&barrier);
  sleep(2); // a scheduler may take its time to see what they are
  counting = true;
  sleep(SECONDS);
  enough = true;
  for (int i = 0; i < THREADS; i++) pthread_join(thread[i], NULL);
  long least = LONG_MAX, most = 0, sum = 0;
  unsigned long cpus = 0;
  for (int i = 0; i < THREADS; i++) {
    if (shares[i].steps < least) least = shares[i].steps;
    if (shares[i].steps > most) most = shares[i].steps;
    sum += shares[i].steps;
    cpus |= shares[i].cpus;
  }
  if (getenv("FIGURES") != NULL) {
    for (int i = 0; i < THREADS; i++) fprintf(stderr, "%ld ", shares[i].steps);
    fprintf(stderr, "\nleast %ld most %ld mean %ld, CPUs %lx\n", least, most, sum / THREADS, cpus);
  }
  CHECK(CPU_COUNT(&allowed) == 1 || __builtin_popcountl(cpus) > 1);
  CHECK(least > 0);
  return 0;
}
