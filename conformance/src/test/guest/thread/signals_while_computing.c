// Signals from a timer and from another thread, to threads that compute and make no call: none changes what
// they compute, and each thread sees some.
#include "guest.h"
#include <stdatomic.h>

static volatile sig_atomic_t alarms;
static _Thread_local volatile sig_atomic_t told;

static void on_alarm(int signal) { alarms = 1; }

static void on_told(int signal) { told = 1; }

static atomic_int done;

static void *compute(void *unused) {
  // Until it was told, and a fixed amount after that, so that the result is the same.
  while (!told) {}
  double x = 1.5;
  for (int i = 0; i < 20000000; i++) x = x * 1.0000001;
  char text[64];
  snprintf(text, sizeof text, "%.6f", x);
  atomic_fetch_add(&done, strcmp(text, "11.083583") == 0);
  return NULL;
}

int main(void) {
  signal(SIGALRM, on_alarm);
  signal(SIGUSR1, on_told);
  MUST(setitimer(ITIMER_REAL, &(struct itimerval){{0, 1000}, {0, 1000}}, NULL));
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, compute, NULL);
  for (int i = 0; i < 4000; i++) pthread_kill(threads[i % 4], SIGUSR1);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  printf("right results: %d, alarms: %s\n", atomic_load(&done), alarms ? "some" : "none");
  return 0;
}
