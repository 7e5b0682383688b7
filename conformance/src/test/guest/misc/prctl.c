// prctl and arch_prctl: names, dumpable, pdeathsig, fs and gs bases, timer slack, unknown options.
#include "guest.h"
#include <asm/prctl.h>

int main(void) {
  char name[16];
  int value = -1;
  SHOW(prctl(PR_SET_NAME, "exactly-fifteen-and-more"));
  SHOW(prctl(PR_GET_NAME, name));
  printf("%s\n", name);
  SHOW(prctl(PR_SET_NAME, 8));
  SHOW(prctl(PR_GET_NAME, 8));
  SHOW(prctl(PR_GET_DUMPABLE));
  SHOW(prctl(PR_SET_DUMPABLE, 0));
  SHOW(prctl(PR_GET_DUMPABLE));
  SHOW(prctl(PR_SET_DUMPABLE, 7));
  SHOW(prctl(PR_SET_DUMPABLE, 1));
  SHOW(prctl(PR_SET_PDEATHSIG, SIGHUP));
  SHOW(prctl(PR_GET_PDEATHSIG, &value));
  printf("%d\n", value);
  SHOW(prctl(PR_SET_PDEATHSIG, 99));
  SHOW(prctl(PR_GET_PDEATHSIG, 8));
  IN_CHILD("not inherited", prctl(PR_GET_PDEATHSIG, &value); printf("%d\n", value));
  SHOW(prctl(123456));
  SHOW(prctl(-1));
  SHOW(prctl(PR_SET_TIMERSLACK, 12345));
  SHOW(prctl(PR_GET_TIMERSLACK));
  unsigned long base = 0, before;
  SHOW(syscall(SYS_arch_prctl, ARCH_GET_FS, &before));
  CHECK(before != 0);
  static unsigned long area[4] = {111, 222, 333, 444};
  SHOW(syscall(SYS_arch_prctl, ARCH_SET_GS, area));
  SHOW(syscall(SYS_arch_prctl, ARCH_GET_GS, &base));
  CHECK(base == (unsigned long)area);
  unsigned long through;
  __asm__ volatile("mov %%gs:8, %0" : "=r"(through));
  printf("gs:8 %lu\n", through);
  IN_CHILD("child keeps it", __asm__ volatile("mov %%gs:16, %0" : "=r"(through)); printf("gs:16 %lu\n", through));
  SHOW(syscall(SYS_arch_prctl, ARCH_SET_FS, 1UL << 48));
  SHOW(syscall(SYS_arch_prctl, ARCH_SET_GS, -1L));
  SHOW(syscall(SYS_arch_prctl, ARCH_GET_FS, 8));
  SHOW(syscall(SYS_arch_prctl, 0x9999, 0));
  SHOW(syscall(SYS_personality, 0xffffffff));
  SHOW(syscall(SYS_sched_yield));
  SHOW(syscall(SYS_sched_getscheduler, 0));
  SHOW(syscall(SYS_sched_get_priority_max, SCHED_FIFO));
  SHOW(syscall(SYS_sched_get_priority_min, SCHED_FIFO));
  SHOW(syscall(SYS_sched_get_priority_max, 99));
  struct sched_param param = {9};
  SHOW(syscall(SYS_sched_getparam, 0, &param));
  printf("priority %d\n", param.sched_priority);
  return 0;
}
