// CPU time where threads outnumber the CPUs: no more than the CPUs give, each thread its part, never back, and timers and limits by it.
#include "guest.h"

enum { THREADS = 24 };

static volatile bool enough;
static double of_thread[THREADS];
static bool went_back[THREADS];

static double now(clockid_t clock) {
  struct timespec t;
  MUST(clock_gettime(clock, &t));
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void *compute(void *argument) {
  int me = (int)(long)argument;
  double last = 0;
  while (!enough) {
    for (volatile int i = 0; i < 100000; i++) {}
    double used = now(CLOCK_THREAD_CPUTIME_ID);
    went_back[me] |= used < last;
    last = used;
  }
  of_thread[me] = now(CLOCK_THREAD_CPUTIME_ID);
  return NULL;
}

static volatile sig_atomic_t fired;
static void handler(int sig) { fired = sig; }

/* Starts the threads, waits until what is asked for has come, and stops them. */
static void crowd(const char *what, double cpu_seconds, bool by_timer) {
  pthread_t thread[THREADS];
  cpu_set_t allowed;
  MUST(sched_getaffinity(0, sizeof allowed, &allowed));
  enough = false;
  double began = now(CLOCK_MONOTONIC), used = now(CLOCK_PROCESS_CPUTIME_ID);
  for (long i = 0; i < THREADS; i++) {
    if (pthread_create(&thread[i], NULL, compute, (void *)i) != 0) abort();
  }
  while (by_timer ? fired == 0 : now(CLOCK_PROCESS_CPUTIME_ID) - used < cpu_seconds) usleep(1000);
  double at_signal = now(CLOCK_PROCESS_CPUTIME_ID) - used;
  enough = true;
  double sum = 0;
  bool back = false;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(thread[i], NULL);
    sum += of_thread[i];
    back |= went_back[i];
  }
  used = now(CLOCK_PROCESS_CPUTIME_ID) - used;
  double wall = now(CLOCK_MONOTONIC) - began;
  // What is measured late is some ticks at most.
  printf("%s: not before its time %d, no more than there is %d, all threads' %d, back %d\n", what, at_signal >= cpu_seconds * 0.99, used <= wall * CPU_COUNT(&allowed) + 0.1, sum <= used + 0.1 && sum >= used * 0.5, back);
  if (getenv("FIGURES") != NULL) fprintf(stderr, "wall %.3f used %.3f sum %.3f\n", wall, used, sum);
}

int main(void) {
  crowd("clock", 0.5, false);
  struct sigaction action = {.sa_handler = handler};
  MUST(sigaction(SIGPROF, &action, NULL));
  MUST(sigaction(SIGXCPU, &action, NULL));
  MUST(setitimer(ITIMER_PROF, &(struct itimerval){{0, 0}, {0, 500000}}, NULL));
  crowd("ITIMER_PROF", 0.5, true);
  printf("%s\n", signame(fired));
  fired = 0;
  IN_CHILD("limited", {
    MUST(setrlimit(RLIMIT_CPU, &(struct rlimit){1, 60}));
    crowd("RLIMIT_CPU", 1, true);
    printf("%s\n", signame(fired));
  });
  double asleep = now(CLOCK_PROCESS_CPUTIME_ID);
  usleep(200000);
  CHECK(now(CLOCK_PROCESS_CPUTIME_ID) - asleep < 0.1);
  return 0;
}
