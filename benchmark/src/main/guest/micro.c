// Times one operation: micro NAME WARM-UP-MS REPETITIONS REPETITION-MS
//
// The operation is done for the time of the warm-up, so that a kernel that is compiled while it runs is compiled by then.
// Each repetition then does it as often as fits in the given time, and prints a line: the nanoseconds that one took.
// "micro list" prints the names.
#include "micro.h"

const char *self_path;
const char *program_folder;

static const struct operation *const FAMILIES[] = {call_operations, memory_operations, message_operations,
                                                   process_operations};
enum { FAMILY_COUNT = sizeof FAMILIES / sizeof *FAMILIES };

static const struct operation *find(const char *name) {
  for (int i = 0; i < FAMILY_COUNT; i++)
    for (const struct operation *operation = FAMILIES[i]; operation->name; operation++)
      if (strcmp(operation->name, name) == 0) return operation;
  return NULL;
}

static void list(void) {
  for (int i = 0; i < FAMILY_COUNT; i++)
    for (const struct operation *operation = FAMILIES[i]; operation->name; operation++) puts(operation->name);
}

// How often the operation fits in a time, judged by runs that grow up to a quarter of it.
static long calibrate(const struct operation *operation, long nanoseconds, long first_guess) {
  long count = first_guess;
  for (;;) {
    long taken = operation->run(count);
    if (taken >= nanoseconds / 4) {
      double fitting = (double)count * nanoseconds / taken;
      return fitting < 1 ? 1 : (long)fitting;
    }
    count *= 2;
  }
}

// Runs of a few milliseconds each, until the time is over.
static void warm_up(const struct operation *operation, long nanoseconds) {
  long count = 1, end = now() + nanoseconds;
  do {
    if (operation->run(count) < 10000000) count *= 2;
  } while (now() < end);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "list") == 0) {
    list();
    return 0;
  }
  const struct operation *operation = argc == 5 ? find(argv[1]) : NULL;
  if (!operation) {
    fprintf(stderr, "usage: micro NAME WARM-UP-MS REPETITIONS REPETITION-MS, or micro list\n");
    return 2;
  }
  self_path = argv[0];
  char *folder = strdup(argv[0]);
  *strrchr(folder, '/') = '\0';
  program_folder = folder;
  long warm = atol(argv[2]) * 1000000, repetitions = atol(argv[3]), length = atol(argv[4]) * 1000000;
  if (operation->prepare) operation->prepare();
  warm_up(operation, warm);
  long count = calibrate(operation, length, 1);
  for (long i = 0; i < repetitions; i++) {
    long taken = operation->run(count);
    printf("%.3f\n", (double)taken / count);
  }
  fflush(stdout);
  // Helper processes and threads end with their pipes.
  _exit(0);
}
