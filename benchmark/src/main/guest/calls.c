// System calls that neither block nor change memory, and one that is no call.
#define _GNU_SOURCE
#include "micro.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#define FILE_NAME "/tmp/micro-file"

static char block[4096];
static int file;

// A control: what it costs is up to the processor alone.
static long loop(long count) {
  long start = now();
  unsigned long value = 1;
  for (long i = 0; i < count; i++) {
    for (int j = 0; j < 100; j++) {
      value = value * 6364136223846793005UL + 1442695040888963407UL;
      __asm__ volatile("" : "+r"(value));
    }
  }
  return now() - start;
}

static long do_getppid(long count) {
  long start = now();
  for (long i = 0; i < count; i++) getppid();
  return now() - start;
}

static long do_clock_gettime(long count) {
  struct timespec time;
  long start = now();
  for (long i = 0; i < count; i++) clock_gettime(CLOCK_MONOTONIC, &time);
  return now() - start;
}

// A file of 1 MiB on the tmpfs at /tmp.
static void make_file(void) {
  MUST((file = open(FILE_NAME, O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0);
  memset(block, 'x', sizeof block);
  for (int i = 0; i < 256; i++) MUST(write(file, block, sizeof block) == sizeof block);
}

// A file of the root directory: this program.
static void open_self(void) { MUST((file = open(self_path, O_RDONLY)) >= 0); }

static long do_pread(long count) {
  long start = now();
  for (long i = 0; i < count; i++) MUST(pread(file, block, sizeof block, 4096) == sizeof block);
  return now() - start;
}

static long do_pwrite(long count) {
  long start = now();
  for (long i = 0; i < count; i++) MUST(pwrite(file, block, sizeof block, 4096) == sizeof block);
  return now() - start;
}

static long open_close(const char *path, long count) {
  long start = now();
  for (long i = 0; i < count; i++) {
    int opened = open(path, O_RDONLY);
    MUST(opened >= 0);
    close(opened);
  }
  return now() - start;
}

static long do_open(long count) { return open_close(FILE_NAME, count); }

static long do_open_root(long count) { return open_close("/etc/passwd", count); }

static long stat_path(const char *path, long count) {
  struct stat status;
  long start = now();
  for (long i = 0; i < count; i++) MUST(stat(path, &status) == 0);
  return now() - start;
}

static long do_stat(long count) { return stat_path(FILE_NAME, count); }

static long do_stat_root(long count) { return stat_path("/etc/passwd", count); }

static volatile sig_atomic_t signals;

static void count_signal(int number) {
  (void)number;
  signals++;
}

static void set_handler(void) {
  struct sigaction action = {.sa_handler = count_signal};
  MUST(sigaction(SIGUSR1, &action, NULL) == 0);
}

static long do_signal(long count) {
  pid_t self = getpid();
  signals = 0;
  long start = now();
  for (long i = 0; i < count; i++) kill(self, SIGUSR1);
  long taken = now() - start;
  MUST(signals == count);
  return taken;
}

const struct operation call_operations[] = {
    {"loop", NULL, loop},
    {"getppid", NULL, do_getppid},
    {"clock_gettime", NULL, do_clock_gettime},
    {"pread", make_file, do_pread},
    {"pread-root", open_self, do_pread},
    {"pwrite", make_file, do_pwrite},
    {"open", make_file, do_open},
    {"open-root", NULL, do_open_root},
    {"stat", make_file, do_stat},
    {"stat-root", NULL, do_stat_root},
    {"signal", set_handler, do_signal},
    {NULL, NULL, NULL},
};
