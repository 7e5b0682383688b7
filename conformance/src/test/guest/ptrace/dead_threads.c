// Threads that ended and that their tracer has not waited for: their process is not waited for before they are.
#include "trace.h"
#include <sys/pidfd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static struct gate ready, leave;

static void *thread(void *unused) {
  (void)unused;
  pid_t tid = gettid();
  MUST(write(ready.fd[1], &tid, sizeof tid));
  for (;;) pause();
}

/* A process with one more thread, which has begun. */
static pid_t two_threads(pid_t *tid) {
  ready = gate_new();
  leave = gate_new();
  pid_t pid = MUST(fork());
  if (pid == 0) {
    pthread_t other;
    pthread_create(&other, NULL, thread, NULL);
    gate_wait(&leave);
    exit(7);
  }
  MUST(read(ready.fd[0], tid, sizeof *tid));
  return pid;
}

static const char *which(pid_t found, pid_t pid, pid_t tid) {
  return found == pid ? "the process" : found == tid ? "the thread" : found == 0 ? "nobody yet" : errname(errno);
}

static void look(const char *when, pid_t pid, pid_t tid, int options) {
  siginfo_t info = {0};
  int result = waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT | options);
  printf("%s: %s", when, which(result < 0 ? -1 : info.si_pid, pid, tid));
  struct pollfd poller = {.fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};
  if (poller.fd < 0) { printf(", no descriptor: %s\n", errname(errno)); return; }
  MUST(poll(&poller, 1, 0));
  printf(", readable: %d\n", poller.revents & POLLIN);
  close(poller.fd);
}

/* Until the thread is a zombie, which /proc shows. */
static void await_zombie(pid_t pid, pid_t tid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, tid);
  do file_text(path, text, sizeof text);
  while (strstr(text, ") Z ") == NULL && strncmp(text, "E", 1) != 0);
  printf("the state: %s\n", strncmp(text, "E", 1) == 0 ? text : "Z");
}

static void end_of(pid_t pid, pid_t tid) {
  gate_open(&leave);
  await_zombie(pid, tid);
  await_zombie(pid, pid);
}

static void wait_any(const char *who, pid_t pid, pid_t tid) {
  int status = 0;
  pid_t found = waitpid(-1, &status, __WALL | WNOHANG);
  printf("%s: %s", who, which(found, pid, tid));
  if (found > 0) printf(", exited %d", WEXITSTATUS(status));
  printf("\n");
}

static void by_parent(bool leader_too) {
  pid_t tid, pid = two_threads(&tid);
  MUST(trace(PTRACE_SEIZE, tid, 0, 0));
  if (leader_too) MUST(trace(PTRACE_SEIZE, pid, 0, 0));
  end_of(pid, tid);
  look("before", pid, tid, 0);
  SHOW(waitpid(pid, NULL, WNOHANG));
  SHOW(kill(pid, 0));
  wait_any("first", pid, tid);
  look("after", pid, tid, 0);
  wait_any("second", pid, tid);
  wait_any("third", pid, tid);
}

/* A third process traces the thread, and ends or waits for it. */
static void by_another(bool waits) {
  pid_t tid, pid = two_threads(&tid);
  struct gate traced = gate_new(), go = gate_new();
  pid_t tracer = MUST(fork());
  if (tracer == 0) {
    MUST(trace(PTRACE_SEIZE, tid, 0, 0));
    gate_open(&traced);
    gate_wait(&go);
    int status = 0;
    if (waits && waitpid(tid, &status, __WALL) != tid) _exit(1);
    _exit(WEXITSTATUS(status));
  }
  gate_wait(&traced);
  end_of(pid, tid);
  look("before", pid, tid, 0);
  gate_open(&go);
  await("the process", pid);
  await("the tracer", tracer);
}

/* Nobody is left who waits: the first process, or whoever reaps here, gets the process when the tracer has let go of the thread. */
static void orphaned(void) {
  MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
  struct gate told = gate_new();
  pid_t ids[2];
  pid_t between = MUST(fork());
  if (between == 0) {
    ids[0] = two_threads(ids + 1);
    MUST(write(told.fd[1], ids, sizeof ids));
    gate_wait(&ready);
    _exit(0);
  }
  MUST(read(told.fd[0], ids, sizeof ids));
  MUST(trace(PTRACE_SEIZE, ids[1], 0, 0));
  MUST(kill(between, SIGKILL));
  await("between", between);
  MUST(kill(ids[0], SIGKILL));
  await_zombie(ids[0], ids[1]);
  await_zombie(ids[0], ids[0]);
  look("before", ids[0], ids[1], 0);
  await("the thread", ids[1]);
  await("the process", ids[0]);
}

/* A parent that does not care: the process is gone with the last thread that is waited for. */
static void ignored(void) {
  signal(SIGCHLD, SIG_IGN);
  pid_t tid, pid = two_threads(&tid);
  MUST(trace(PTRACE_SEIZE, tid, 0, 0));
  end_of(pid, tid);
  SHOW(kill(pid, 0));
  await("the thread", tid);
  SHOW(kill(pid, 0));
  wait_any("nobody", pid, tid);
}

int main(void) {
  IN_CHILD("the parent traces the thread", by_parent(false));
  IN_CHILD("the parent traces both", by_parent(true));
  IN_CHILD("another traces, and waits", by_another(true));
  IN_CHILD("another traces, and ends", by_another(false));
  IN_CHILD("an orphan", orphaned());
  IN_CHILD("ignored", ignored());
  return 0;
}
