// What the programs about POSIX message queues share.
#ifndef MQ_H
#define MQ_H

#include "ipc.h"
#include <mqueue.h>

static char mq_names[8][40];
static int mq_name_count;

static void mq_remove_all(void) {
  if (getpid() != ipc_owner) return;
  for (int i = 0; i < mq_name_count; i++) mq_unlink(mq_names[i]);
}

__attribute__((constructor)) static void mq_begin(void) { atexit(mq_remove_all); }

/* A name that nobody else uses, removed at the end. */
static inline const char *own_name(const char *text) {
  char *name = mq_names[mq_name_count++ % 8];
  snprintf(name, sizeof mq_names[0], "/jvisor-%s-%d", text, getpid());
  return name;
}

static inline mqd_t new_mq(const char *name, int flags, long messages, long size) {
  struct mq_attr attr = {.mq_maxmsg = messages, .mq_msgsize = size};
  return MUST(mq_open(name, O_CREAT | O_EXCL | flags, 0600, &attr));
}

static inline struct timespec from_now(long milliseconds) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  long nanos = time.tv_nsec + milliseconds * 1000000;
  return (struct timespec){time.tv_sec + nanos / 1000000000, nanos % 1000000000};
}

#endif
