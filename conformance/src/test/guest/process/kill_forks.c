// Signals to many at once, while they fork: nobody comes out of it alive who was born meanwhile.
#include "guest.h"

enum { FORKERS = 3, ROUNDS = 40, LIMIT = 60 };

static time_t begun;

/* Each child does as its parent does: there are as many as before, and all of them new. */
static void fork_on(void) {
  while (time(NULL) < begun + 2 * LIMIT) {
    pid_t pid = fork();
    if (pid > 0) _exit(0);
    if (pid < 0) sched_yield();
  }
  _exit(0);
}

static void too_long(int signal) {
  (void)signal;
  static const char text[] = "somebody is left\n";
  write(1, text, sizeof text - 1);
  _exit(1);
}

/* Sends a signal to a process group that keeps forking, and waits until all of it is gone. */
static int kill_group(int signal) {
  struct gate ready = gate_new();
  pid_t group = 0;
  for (int i = 0; i < FORKERS; i++) {
    pid_t pid = MUST(fork());
    if (pid == 0) {
      setpgid(0, group);
      gate_open(&ready);
      fork_on();
    }
    if (i == 0) group = pid;
    setpgid(pid, group);
  }
  for (int i = 0; i < FORKERS; i++) gate_wait(&ready);
  while (waitpid(-1, NULL, WNOHANG) == 0) {} /* at least one has gone on */
  int failures = kill(-group, signal) != 0;
  while (wait(NULL) > 0) {}
  close(ready.fd[0]);
  close(ready.fd[1]);
  return failures;
}

static void many_times(int which) {
  MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
  signal(SIGALRM, too_long);
  alarm(LIMIT);
  int failures = 0;
  for (int i = 0; i < ROUNDS; i++) failures += kill_group(which);
  printf("failures: %d\n", failures);
}

/* The end of the first process of a namespace ends all that are in it, and in those that they make inside. */
static int end_namespace(bool nested) {
  struct gate ready = gate_new();
  pid_t init = MUST(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL));
  if (init == 0) {
    for (int i = 0; i < FORKERS; i++) {
      if (fork() == 0) {
        while (nested) {
          pid_t pid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
          if (pid == 0) for (;;) pause();
          gate_open(&ready);
        }
        gate_open(&ready);
        fork_on();
      }
    }
    for (;;) wait(NULL);
  }
  for (int i = 0; i < FORKERS; i++) gate_wait(&ready);
  MUST(kill(init, SIGKILL));
  MUST(waitpid(init, NULL, 0));
  close(ready.fd[0]);
  close(ready.fd[1]);
  return wait(NULL) != -1;
}

static void many_namespaces(bool nested) {
  signal(SIGALRM, too_long);
  alarm(LIMIT);
  int failures = 0;
  for (int i = 0; i < ROUNDS / 2; i++) failures += end_namespace(nested);
  printf("failures: %d\n", failures);
}

int main(void) {
  begun = time(NULL);
  IN_CHILD("killed", many_times(SIGKILL));
  IN_CHILD("terminated", many_times(SIGTERM));
  IN_CHILD("hung up", many_times(SIGHUP));
  if (geteuid() != 0) return 0;
  IN_CHILD("with their namespace", many_namespaces(false));
  IN_CHILD("with a namespace around theirs", many_namespaces(true));
  return 0;
}
