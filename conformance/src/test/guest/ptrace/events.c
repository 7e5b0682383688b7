// PTRACE_EVENT stops: processes and threads that a tracee makes are traced too, programs it executes, its end.
#include "../trace.h"

static unsigned long message(pid_t pid) {
  unsigned long value = 0;
  MUST(trace(PTRACE_GETEVENTMSG, pid, 0, ADDRESS(&value)));
  return value;
}

static void *thread(void *argument) {
  (void)argument;
  syscall(SYS_exit, 9);
  return NULL;
}

/* Follows a new task from its birth to its end. */
static void follow(const char *who, pid_t pid) {
  show_line(pid, "TracerPid");
  await(who, pid);
  show_info(who, pid);
  resume(pid, 0);
  int status = await(who, pid);
  if (status >> 16 == PTRACE_EVENT_EXIT) {
    printf("%s: message %lx\n", who, message(pid));
    resume(pid, 0);
    await(who, pid);
  }
}

static void births(void) {
  pid_t child = TRACED_CHILD({
    pid_t pid = fork();
    if (pid == 0) _exit(4);
    waitpid(pid, NULL, 0);
    pid = vfork();
    if (pid == 0) _exit(5);
    waitpid(pid, NULL, 0);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    pid = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) _exit(6);
    waitpid(pid, NULL, 0);
    _exit(3);
  });
  await("births", child);
  SHOW(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXIT));
  int status;
  do {
    resume(child, 0);
    status = await("parent", child);
    if (!WIFSTOPPED(status)) break;
    if (WSTOPSIG(status) == SIGTRAP) show_info("parent", child);
    switch (status >> 16) {
      case PTRACE_EVENT_FORK:
      case PTRACE_EVENT_VFORK: {
        pid_t made = message(child);
        if (status >> 16 == PTRACE_EVENT_VFORK) resume(child, 0);
        follow("child", made);
        if (status >> 16 == PTRACE_EVENT_VFORK) {
          await("vfork", child);
          CHECK(message(child) == (unsigned long)made);
        }
        break;
      }
      case PTRACE_EVENT_CLONE: {
        pid_t made = message(child);
        CHECK(made > 0 && made != child);
        follow("thread", made);
        break;
      }
      case PTRACE_EVENT_EXIT: printf("exit message %lx\n", message(child)); break;
    }
  } while (WIFSTOPPED(status));
}

static void *exec_thread(void *argument) {
  (void)argument;
  execl("/bin/true", "true", NULL);
  return NULL;
}

static void executions(void) {
  pid_t child = TRACED_CHILD(execl("/bin/true", "true", NULL));
  await("exec", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT));
  resume(child, 0);
  await("exec", child);
  CHECK(message(child) == (unsigned long)child);
  unsigned long rip = peek_user(child, REGISTER(rip));
  unsigned long value;
  SHOW(trace(PTRACE_PEEKTEXT, child, rip, ADDRESS(&value)));
  MUST(trace(PTRACE_SYSCALL, child, 0, 0));
  await("exec's result", child);
  printf("orig_rax %ld, rax %ld\n", peek_user(child, REGISTER(orig_rax)), peek_user(child, REGISTER(rax)));
  resume(child, 0);
  await("exec's end", child);
  resume(child, 0);
  await("exec's end", child);

  /* By a thread, which becomes the leader. */
  child = TRACED_CHILD({
    pthread_t t;
    pthread_create(&t, NULL, exec_thread, NULL);
    pause();
  });
  await("thread", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC));
  resume(child, 0);
  await("clone", child);
  pid_t made = message(child);
  await("made", made);
  resume(child, 0);
  resume(made, 0);
  await("exec", child);
  CHECK(message(child) == (unsigned long)made);
  SHOW(trace(PTRACE_CONT, made, 0, 0));
  resume(child, 0);
  await("end", child);
  SHOW(waitpid(-1, NULL, __WALL));
}

static void ends(void) {
  pid_t child = TRACED_CHILD(pause());
  await("end", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT));
  resume(child, SIGTERM);
  await("killed", child);
  printf("message %lx\n", message(child));
  show_line(child, "State");
  resume(child, 0);
  await("killed", child);

  /* Killed within the stop: it is too late for that. */
  child = TRACED_CHILD(_exit(1));
  await("end", child);
  MUST(trace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT));
  resume(child, 0);
  await("exits", child);
  kill(child, SIGKILL);
  SHOW(waitpid(child, NULL, WNOHANG));
  resume(child, 0);
  await("exits", child);
}

int main(void) {
  births();
  executions();
  ends();
}
