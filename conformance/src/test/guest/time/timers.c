// alarm, setitimer, timer_create, timerfd, nanosleep and clock_nanosleep.
#include "guest.h"
#include <sys/timerfd.h>

static volatile int hits;
static void on_alarm(int sig, siginfo_t *info, void *context) { (void)context; hits++; if (hits == 1) printf("%s code %d value %d\n", signame(sig), info->si_code, info->si_code == SI_TIMER ? info->si_value.sival_int : 0); }

static long long elapsed_ms(struct timespec since) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - since.tv_sec) * 1000 + (now.tv_nsec - since.tv_nsec) / 1000000;
}

int main(void) {
  struct sigaction act = {.sa_sigaction = on_alarm, .sa_flags = SA_SIGINFO};
  sigset_t block, open;
  sigemptyset(&open);
  sigemptyset(&block);
  sigaddset(&block, SIGALRM);
  sigaddset(&block, SIGUSR1);
  sigaction(SIGALRM, &act, NULL);
  sigaction(SIGVTALRM, &act, NULL);
  sigaction(SIGPROF, &act, NULL);
  sigaction(SIGUSR1, &act, NULL);
  sigprocmask(SIG_BLOCK, &block, NULL);
  SHOW(alarm(100));
  SHOW(alarm(0));
  SHOW(alarm(0));
  struct itimerval it = {{0, 0}, {0, 10000}}, old;
  SHOW(setitimer(ITIMER_REAL, &it, NULL));
  SHOW(sigsuspend(&open));
  it = (struct itimerval){{0, 5000}, {0, 5000}};
  hits = 1;
  SHOW(setitimer(ITIMER_REAL, &it, NULL));
  while (hits < 5) sigsuspend(&open);
  SHOW(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, &old));
  printf("interval %ld.%06ld\n", (long)old.it_interval.tv_sec, (long)old.it_interval.tv_usec);
  sigtimedwait(&block, NULL, &(struct timespec){0, 0}); // one that came before the timer was stopped
  SHOW(setitimer(9, &it, NULL));
  SHOW(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 1000000}}, NULL));
  SHOW(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {-1, 0}}, NULL));
  SHOW(setitimer(ITIMER_REAL, (void *)8, NULL));
  SHOW(getitimer(ITIMER_REAL, &old));
  SHOW(getitimer(ITIMER_REAL, (void *)8));
  hits = 0;
  SHOW(setitimer(ITIMER_VIRTUAL, &(struct itimerval){{0, 0}, {0, 20000}}, NULL));
  while (hits == 0) {}
  hits = 0;
  SHOW(setitimer(ITIMER_PROF, &(struct itimerval){{0, 0}, {0, 20000}}, NULL));
  while (hits == 0) {}
  // Not inherited by fork, kept over exec.
  it = (struct itimerval){{0, 0}, {1000, 0}};
  setitimer(ITIMER_REAL, &it, NULL);
  IN_CHILD("child", getitimer(ITIMER_REAL, &old); printf("remaining %ld\n", (long)old.it_value.tv_sec));
  alarm(0);
  // POSIX timers.
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 42};
  SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
  hits = 0;
  struct itimerspec spec = {{0, 0}, {0, 5000000}}, left;
  SHOW(timer_settime(timer, 0, &spec, NULL));
  while (hits == 0) sigsuspend(&open);
  SHOW(timer_gettime(timer, &left));
  printf("left %ld.%ld\n", left.it_value.tv_sec, left.it_value.tv_nsec);
  SHOW(timer_getoverrun(timer));
  SHOW(timer_settime(timer, 0, &(struct itimerspec){{0, 0}, {0, 1000000000}}, NULL));
  SHOW(timer_delete(timer));
  SHOW(syscall(SYS_timer_delete, 12345));
  SHOW(syscall(SYS_timer_gettime, 12345, &left));
  SHOW(timer_create(99, &event, &timer));
  event.sigev_signo = 99;
  SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
  // timerfd
  int fd = (int)SHOW(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  uint64_t expirations = 0;
  SHOW(read(fd, &expirations, 8));
  SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 0}, {0, 1000000}}, NULL));
  struct pollfd pfd = {fd, POLLIN, 0};
  SHOW(poll(&pfd, 1, 10000));
  SHOW(read(fd, &expirations, 8));
  printf("expirations %lu\n", expirations);
  SHOW(read(fd, &expirations, 4));
  SHOW(write(fd, &expirations, 8));
  SHOW(timerfd_settime(fd, 99, &(struct itimerspec){{0, 0}, {0, 1000000}}, NULL));
  SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 0}, {0, -1}}, NULL));
  SHOW(timerfd_settime(0, 0, &(struct itimerspec){{0, 0}, {0, 1}}, NULL));
  SHOW(timerfd_create(99, 0));
  SHOW(timerfd_create(CLOCK_MONOTONIC, 99));
  SHOW(timerfd_settime(fd, 0, &(struct itimerspec){{0, 2000000}, {0, 2000000}}, NULL));
  usleep(30000);
  SHOW(read(fd, &expirations, 8));
  CHECK(expirations >= 10);
  SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &(struct itimerspec){{0, 0}, {1, 0}}, NULL)); // long ago
  SHOW(poll(&pfd, 1, 10000));
  // Sleeping.
  struct timespec start, later;
  clock_gettime(CLOCK_MONOTONIC, &start);
  SHOW(nanosleep(&(struct timespec){0, 20000000}, NULL));
  CHECK(elapsed_ms(start) >= 20 && elapsed_ms(start) < 5000);
  SHOW(nanosleep(&(struct timespec){0, 1000000000}, NULL));
  SHOW(nanosleep(&(struct timespec){-1, 0}, NULL));
  SHOW(nanosleep((void *)8, NULL));
  SHOW(nanosleep(&(struct timespec){0, 0}, NULL));
  clock_gettime(CLOCK_MONOTONIC, &later);
  later.tv_nsec += 10000000;
  if (later.tv_nsec >= 1000000000) { later.tv_nsec -= 1000000000; later.tv_sec++; }
  printf("clock_nanosleep: %s\n", errname(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &later, NULL)));
  CHECK(elapsed_ms(later) >= 0);
  printf("clock_nanosleep: %s\n", errname(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &start, NULL)));
  printf("clock_nanosleep: %s\n", errname(clock_nanosleep(99, 0, &start, NULL)));
  printf("clock_nanosleep: %s\n", errname(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &start, NULL)));
  printf("clock_nanosleep: %s\n", errname(clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, 1000000}, NULL)));
  return 0;
}
