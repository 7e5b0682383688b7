// Births and deaths of processes and threads.
#define _GNU_SOURCE
#include "micro.h"
#include <pthread.h>
#include <sys/wait.h>

static char tiny[4096];

static void await_child(pid_t child) {
  int status;
  MUST(waitpid(child, &status, 0) == child);
  errno = 0;
  MUST(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static long fork_exit_wait(long count) {
  long start = now();
  for (long i = 0; i < count; i++) {
    pid_t child = fork();
    MUST(child >= 0);
    if (child == 0) _exit(0);
    await_child(child);
  }
  return now() - start;
}

static void find_tiny(void) {
  snprintf(tiny, sizeof tiny, "%s/tiny", program_folder);
  MUST(access(tiny, X_OK) == 0);
}

static long fork_exec_wait(long count) {
  char *arguments[] = {tiny, NULL};
  long start = now();
  for (long i = 0; i < count; i++) {
    pid_t child = fork();
    MUST(child >= 0);
    if (child == 0) {
      execv(tiny, arguments);
      _exit(1);
    }
    await_child(child);
  }
  return now() - start;
}

static void *nothing(void *unused) { return unused; }

static long thread_create_join(long count) {
  long start = now();
  for (long i = 0; i < count; i++) {
    pthread_t thread;
    MUST((errno = pthread_create(&thread, NULL, nothing, NULL)) == 0);
    MUST(pthread_join(thread, NULL) == 0);
  }
  return now() - start;
}

const struct operation process_operations[] = {
    {"fork", NULL, fork_exit_wait},
    {"exec", find_tiny, fork_exec_wait},
    {"thread", NULL, thread_create_join},
    {NULL, NULL, NULL},
};
