// The clocks: identity, resolution, order, agreement of the vDSO with the system call, errors.
#include "guest.h"
#include <sys/timeb.h>
#include <sys/timex.h>

static long long ns(struct timespec t) { return t.tv_sec * 1000000000LL + t.tv_nsec; }
static struct timespec by_call(int clock) { struct timespec t; syscall(SYS_clock_gettime, clock, &t); return t; }
static struct timespec by_vdso(int clock) { struct timespec t; clock_gettime(clock, &t); return t; }

/* As a user who may not change it. Whether the clock is synchronised is the host's. */
static void adjust(void) {
  static const unsigned modes[] = {0, ADJ_OFFSET_SS_READ, 0xa000, 0x8000, ADJ_OFFSET_SINGLESHOT, ADJ_OFFSET, ADJ_FREQUENCY, ADJ_TICK, ADJ_SETOFFSET, ADJ_NANO, ADJ_TAI, 0x400, 0x40000};
  static const int other[] = {CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_BOOTTIME, CLOCK_TAI, CLOCK_PROCESS_CPUTIME_ID, 99, -2, -6, -5};
  struct timex timex;
  setuid(1000);
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    timex = (struct timex){.modes = modes[i]};
    int state = adjtimex(&timex);
    printf("adjtimex %x: %s\n", modes[i], state >= 0 ? "a state" : errname(errno));
  }
  timex = (struct timex){.tick = 7};
  int state = clock_adjtime(CLOCK_REALTIME, &timex);
  struct timespec now = by_call(CLOCK_REALTIME);
  CHECK(state >= 0 && state <= 5 && timex.tick >= 9000 && timex.tick <= 11000 && timex.modes == 0);
  CHECK(now.tv_sec - timex.time.tv_sec <= 1 && now.tv_sec >= timex.time.tv_sec);
  for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
    timex = (struct timex){.modes = ADJ_FREQUENCY};
    errno = 0;
    int result = clock_adjtime(other[i], &timex);
    printf("clock_adjtime %d: %d %s\n", other[i], result, errname(errno));
  }
  SHOW(syscall(SYS_adjtimex, 8));
  SHOW(syscall(SYS_clock_adjtime, CLOCK_REALTIME, 8));
  SHOW(syscall(SYS_clock_adjtime, 99, 8));
  struct timeval old = {9, 9};
  SHOW(adjtime(NULL, &old));
  SHOW(adjtime(&(struct timeval){0, 1}, NULL));
}

int main(void) {
  static const struct { int id; const char *name; } clocks[] = {{CLOCK_REALTIME, "REALTIME"}, {CLOCK_MONOTONIC, "MONOTONIC"}, {CLOCK_PROCESS_CPUTIME_ID, "PROCESS_CPUTIME"},
      {CLOCK_THREAD_CPUTIME_ID, "THREAD_CPUTIME"}, {CLOCK_MONOTONIC_RAW, "MONOTONIC_RAW"}, {CLOCK_REALTIME_COARSE, "REALTIME_COARSE"}, {CLOCK_MONOTONIC_COARSE, "MONOTONIC_COARSE"}, {CLOCK_BOOTTIME, "BOOTTIME"}};
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    struct timespec t, r;
    int ok = clock_gettime(clocks[i].id, &t), res = clock_getres(clocks[i].id, &r);
    bool between = true, forward = true;
    struct timespec last = t;
    for (int k = 0; k < 2000; k++) {
      struct timespec before = by_call(clocks[i].id), vdso = by_vdso(clocks[i].id), after = by_call(clocks[i].id);
      between &= ns(before) <= ns(vdso) && ns(vdso) <= ns(after);
      forward &= ns(last) <= ns(before);
      last = after;
    }
    printf("%s: %d, resolution call %d, valid %d, vDSO agrees %d, never back %d\n", clocks[i].name, ok, res, t.tv_nsec >= 0 && t.tv_nsec < 1000000000, between, forward);
  }
  struct timespec t, fine = {0, 0};
  SHOW(clock_getres(CLOCK_MONOTONIC, &fine));
  printf("resolution %lld ns\n", ns(fine));
  SHOW(clock_gettime(99, &t));
  SHOW(clock_gettime(-1, &t));
  SHOW(syscall(SYS_clock_gettime, CLOCK_REALTIME, 8));
  SHOW(clock_getres(99, &t));
  SHOW(clock_getres(CLOCK_REALTIME, NULL));
  IN_CHILD("clock_settime as a user", setuid(1000); SHOW(clock_settime(CLOCK_REALTIME, &(struct timespec){1, 0})));
  SHOW(clock_settime(CLOCK_MONOTONIC, &(struct timespec){1, 0}));
  IN_CHILD("adjusting as a user", adjust());
  struct timeval tv;
  struct timezone tz = {99, 99};
  SHOW(gettimeofday(&tv, &tz));
  SHOW(syscall(SYS_gettimeofday, 8, NULL));
  struct timespec real = by_call(CLOCK_REALTIME);
  CHECK(real.tv_sec - tv.tv_sec <= 1);
  time_t stored = 0, now = time(&stored);
  CHECK(now == stored && real.tv_sec - now <= 1 && now > 1700000000);
  SHOW(syscall(SYS_time, 8));
  unsigned cpu = 9999, node = 9999;
  SHOW(getcpu(&cpu, &node));
  CHECK(cpu < (unsigned)sysconf(_SC_NPROCESSORS_CONF) && node < 64);
  // A file made now has a time between two readings of the clock.
  struct timespec before = by_call(CLOCK_REALTIME_COARSE);
  write_file("f", "x");
  struct stat st;
  stat("f", &st);
  struct timespec after = by_call(CLOCK_REALTIME);
  CHECK(ns(before) <= ns(st.st_mtim) && ns(st.st_mtim) <= ns(after));
  // CPU time advances with work, and not much while asleep.
  struct timespec c0 = by_call(CLOCK_PROCESS_CPUTIME_ID);
  usleep(50000);
  struct timespec c1 = by_call(CLOCK_PROCESS_CPUTIME_ID);
  CHECK(ns(c1) - ns(c0) < 40000000);
  clock_t ticks = clock();
  while (clock() - ticks < CLOCKS_PER_SEC / 20) {}
  CHECK(ns(by_call(CLOCK_PROCESS_CPUTIME_ID)) - ns(c1) >= 50000000);
  struct rusage usage;
  SHOW(getrusage(RUSAGE_SELF, &usage));
  CHECK(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec >= 30000);
  SHOW(getrusage(RUSAGE_CHILDREN, &usage));
  SHOW(getrusage(RUSAGE_THREAD, &usage));
  SHOW(getrusage(7, &usage));
  SHOW(syscall(SYS_times, NULL) != -1);
  SHOW(syscall(SYS_times, 8));
  return 0;
}
