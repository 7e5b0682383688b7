// sched_setscheduler, sched_setattr and their kin: what is kept, inherited and refused.
#include "guest.h"

struct attributes {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
  uint32_t util_min, util_max;
};

static int set(struct attributes *attributes) { return (int)syscall(SYS_sched_setattr, 0, attributes, 0); }

static void show(void) {
  struct attributes now = {0};
  SHOW(syscall(SYS_sched_getattr, 0, &now, sizeof now, 0));
  printf("size %u policy %u flags %#lx nice %d priority %u\n", now.size, now.policy, (long)now.flags, now.nice, now.priority);
}

static void ranges(void) {
  for (int policy = -1; policy <= 6; policy++) {
    SHOW(syscall(SYS_sched_get_priority_max, policy));
    SHOW(syscall(SYS_sched_get_priority_min, policy));
  }
}

static void errors(void) {
  struct sched_param none = {0}, ten = {10}, hundred = {100};
  struct timespec slice;
  SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &ten));
  SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &hundred));
  SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &none));
  SHOW(syscall(SYS_sched_setscheduler, 0, 4, &none));
  SHOW(syscall(SYS_sched_setscheduler, 0, -1, &none));
  SHOW(syscall(SYS_sched_setscheduler, -1, SCHED_OTHER, &none));
  SHOW(syscall(SYS_sched_setscheduler, 999999, SCHED_OTHER, &none));
  SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, NULL));
  SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, 8));
  SHOW(syscall(SYS_sched_getscheduler, -1));
  SHOW(syscall(SYS_sched_getscheduler, 999999));
  SHOW(syscall(SYS_sched_getparam, 0, NULL));
  SHOW(syscall(SYS_sched_setparam, 0, &ten));
  SHOW(syscall(SYS_sched_rr_get_interval, -1, &slice));
  struct attributes attributes = {.size = sizeof attributes};
  SHOW(syscall(SYS_sched_setattr, 0, NULL, 0));
  SHOW(syscall(SYS_sched_setattr, 0, &attributes, 1));
  SHOW(syscall(SYS_sched_setattr, 999999, &attributes, 0));
  SHOW(syscall(SYS_sched_getattr, 0, &attributes, 47, 0));
  SHOW(syscall(SYS_sched_getattr, 0, &attributes, 4097, 0));
  SHOW(syscall(SYS_sched_getattr, 999999, &attributes, sizeof attributes, 0));
  attributes.size = 20;
  SHOW(set(&attributes));
  printf("size %u\n", attributes.size >= 56);
  attributes.size = sizeof attributes;
  attributes.flags = 1ul << 40;
  SHOW(set(&attributes));
}

static void unprivileged(void) {
  MUST(setresuid(12345, 12345, 12345));
  struct sched_param none = {0}, ten = {10};
  SHOW(sched_setscheduler(0, SCHED_FIFO, &ten));
  SHOW(sched_setscheduler(0, SCHED_BATCH, &none));
  SHOW(sched_setscheduler(getppid(), SCHED_BATCH, &none));
  SHOW(sched_setscheduler(0, SCHED_IDLE, &none));
  SHOW(sched_setscheduler(0, SCHED_OTHER, &none));
  SHOW(set(&(struct attributes){.size = 48, .nice = 5}));
  SHOW(set(&(struct attributes){.size = 48, .nice = 4}));
}

int main(void) {
  ranges();
  errors();
  show();
  SHOW(set(&(struct attributes){.size = 48, .policy = SCHED_BATCH, .nice = 3}));
  show();
  SHOW(getpriority(PRIO_PROCESS, 0));
  SHOW(set(&(struct attributes){.size = 48, .policy = SCHED_OTHER, .flags = 1, .nice = 2}));
  show();
  SHOW(sched_getscheduler(0));
  IN_CHILD("child", show(); SHOW(sched_getscheduler(0)));
  struct timespec slice;
  SHOW(sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0}));
  SHOW(sched_getscheduler(0));
  SHOW(sched_rr_get_interval(0, &slice));
  SHOW(sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0}));
  if (getuid() == 0) IN_CHILD("another user", unprivileged());
  return 0;
}
