// What the operations of the micro-benchmark share. See micro.c.
#ifndef MICRO_H
#define MICRO_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <errno.h>
#include <unistd.h>

// One operation, measured by itself.
struct operation {
  const char *name;
  // Makes what the operation works on; not timed. May be null.
  void (*prepare)(void);
  // Does it count times and returns how long that took, in nanoseconds.
  long (*run)(long count);
};

// Terminated by a null name.
extern const struct operation call_operations[];
extern const struct operation memory_operations[];
extern const struct operation message_operations[];
extern const struct operation process_operations[];

// The path of this program and the folder of the others that it needs.
extern const char *self_path;
extern const char *program_folder;

static inline long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static inline void fail(const char *what) {
  fprintf(stderr, "micro: %s: %s\n", what, strerror(errno));
  _exit(1);
}

// An operation that did not work would be quick: it ends the program.
#define MUST(condition)                                                                                                \
  do {                                                                                                                 \
    if (__builtin_expect(!(condition), 0)) fail(#condition);                                                           \
  } while (0)

#endif
