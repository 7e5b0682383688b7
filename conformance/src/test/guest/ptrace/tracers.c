// Who may trace whom, tracers that are no parents, tracers that end, and what waits see of threads.
#include "../trace.h"

static void access_errors(void) {
  pid_t child = MUST(fork());
  if (child == 0) {
    if (geteuid() == 0) { /* from here on the same for all who start this */
      MUST(syscall(SYS_setresgid, 65534, 65534, 65534));
      MUST(syscall(SYS_setresuid, 65534, 65534, 65534));
    }
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    SHOW(trace(PTRACE_ATTACH, 0, 0, 0));
    SHOW(trace(PTRACE_ATTACH, -1, 0, 0));
    SHOW(trace(PTRACE_ATTACH, 99999999, 0, 0));
    pid_t other = MUST(fork());
    if (other == 0) {
      prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
      pause();
    }
    await_sleeping(other);
    SHOW(trace(PTRACE_ATTACH, other, 0, 0));
    SHOW(trace(PTRACE_SEIZE, other, 0, 0));
    struct iovec local = {&other, 4}, remote = {&other, 4};
    SHOW(process_vm_readv(other, &local, 1, &remote, 1, 0));
    kill(other, SIGKILL);
    siginfo_t info;
    MUST(waitid(P_PID, other, &info, WEXITED | WNOWAIT));
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    SHOW(trace(PTRACE_ATTACH, other, 0, 0));
    wait(NULL);
    _exit(0);
  }
  await("access", child);
}

/* The parent waits for a child that somebody else traces: it sees the end when the tracer has seen it. */
static void other_tracer(void) {
  pid_t child = MUST(fork());
  if (child == 0) {
    for (;;) pause();
  }
  struct gate traced = gate_new(), seen = gate_new();
  pid_t tracer = MUST(fork());
  if (tracer == 0) {
    MUST(trace(PTRACE_SEIZE, child, 0, 0));
    SHOW(trace(PTRACE_SEIZE, child, 0, 0));
    MUST(trace(PTRACE_INTERRUPT, child, 0, 0));
    await("tracer", child);
    SHOW(waitpid(child, NULL, WNOHANG));
    gate_open(&traced);
    resume(child, 0);
    siginfo_t info;
    MUST(waitid(P_PID, child, &info, WEXITED | WSTOPPED | WNOWAIT));
    printf("tracer: code %d\n", info.si_code);
    resume(child, SIGTERM);
    MUST(waitid(P_PID, child, &info, WEXITED | WNOWAIT));
    printf("tracer: code %d, status %d\n", info.si_code, info.si_status);
    gate_open(&traced);
    gate_wait(&seen);
    await("tracer", child);
    SHOW(waitpid(child, NULL, WNOHANG));
    _exit(0);
  }
  gate_wait(&traced);
  SHOW(trace(PTRACE_ATTACH, child, 0, 0));
  SHOW(trace(PTRACE_CONT, child, 0, 0));
  show_line(child, "TracerPid");
  SHOW(waitpid(child, NULL, WNOHANG | WUNTRACED));
  kill(child, SIGTERM);
  gate_wait(&traced);
  SHOW(waitpid(child, NULL, WNOHANG));
  gate_open(&seen);
  await("tracer", tracer);
  await("parent", child);
}

/* A tracer that ends lets its tracees go, or takes them along. */
static void ending_tracer(long options) {
  pid_t child = MUST(fork());
  if (child == 0) {
    for (;;) pause();
  }
  pid_t tracer = MUST(fork());
  if (tracer == 0) {
    MUST(trace(PTRACE_SEIZE, child, 0, options));
    MUST(trace(PTRACE_INTERRUPT, child, 0, 0));
    await("tracer", child);
    _exit(0);
  }
  await("tracer", tracer);
  show_line(child, "TracerPid");
  if (options == 0) {
    SHOW(waitpid(child, NULL, WNOHANG));
    kill(child, SIGTERM);
  }
  await("child", child);
}

/* The parent's end changes nothing for the tracer. */
static void ending_parent(void) {
  int fd[2];
  MUST(pipe(fd));
  struct gate traced = gate_new();
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  pid_t parent = MUST(fork());
  if (parent == 0) {
    pid_t child = MUST(fork());
    if (child == 0) {
      for (;;) pause();
    }
    MUST(write(fd[1], &child, sizeof child));
    gate_wait(&traced);
    _exit(0);
  }
  pid_t child;
  MUST(read(fd[0], &child, sizeof child));
  MUST(trace(PTRACE_SEIZE, child, 0, 0));
  gate_open(&traced);
  await("parent", parent);
  MUST(trace(PTRACE_INTERRUPT, child, 0, 0));
  await("child", child);
  resume(child, SIGKILL);
  kill(child, SIGKILL);
  await("child", child);
}

static struct gate ready, finish;
static pid_t tid;

static void *work(void *argument) {
  (void)argument;
  tid = syscall(SYS_gettid);
  gate_open(&ready);
  gate_wait(&finish);
  syscall(SYS_exit, 5);
  return NULL;
}

/* A thread is traced and waited for like a process of its own. */
static void threads(void) {
  int fd[2];
  MUST(pipe(fd));
  finish = gate_new();
  struct gate end = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    ready = gate_new();
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    gate_wait(&ready);
    MUST(write(fd[1], &tid, sizeof tid));
    pthread_join(t, NULL);
    gate_wait(&end);
    _exit(6);
  }
  pid_t thread;
  MUST(read(fd[0], &thread, sizeof thread));
  SHOW(waitpid(thread, NULL, WNOHANG | __WALL));
  MUST(trace(PTRACE_SEIZE, thread, 0, 0));
  SHOW(waitpid(thread, NULL, WNOHANG));
  SHOW(trace(PTRACE_INTERRUPT, child, 0, 0));
  MUST(trace(PTRACE_INTERRUPT, thread, 0, 0));
  await("thread", thread);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task/%d/stat", child, thread);
  CHECK(access(path, F_OK) == 0);
  resume(thread, 0);
  gate_open(&finish);
  await("thread", thread);
  SHOW(waitpid(thread, NULL, WNOHANG | __WALL));
  CHECK(access(path, F_OK) != 0);
  gate_open(&end);
  await("child", child);
}

static void *attach_and_wait(void *argument) {
  pid_t child = *(pid_t *)argument;
  MUST(trace(PTRACE_SEIZE, child, 0, 0));
  MUST(trace(PTRACE_INTERRUPT, child, 0, 0));
  gate_open(&ready);
  gate_wait(&finish);
  return NULL;
}

/* The tracer is a thread: others of its process may wait, but not ask. */
static void tracing_thread(void) {
  ready = gate_new();
  finish = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    for (;;) pause();
  }
  pthread_t t;
  pthread_create(&t, NULL, attach_and_wait, &child);
  gate_wait(&ready);
  int status = 0;
  MUST(waitpid(child, &status, __WALL));
  show_stop("thread's", status);
  SHOW(trace(PTRACE_CONT, child, 0, 0));
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  SHOW(waitpid(child, NULL, WNOHANG | __WNOTHREAD));
  gate_open(&finish);
  pthread_join(t, NULL);
  kill(child, SIGKILL);
  await("child", child);
}

int main(void) {
  access_errors();
  other_tracer();
  ending_tracer(0);
  ending_tracer(PTRACE_O_EXITKILL);
  ending_parent();
  threads();
  tracing_thread();
}
