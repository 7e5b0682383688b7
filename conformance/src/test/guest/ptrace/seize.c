// PTRACE_ATTACH and PTRACE_SEIZE of a process that runs: INTERRUPT, LISTEN, DETACH.
#include "../trace.h"

static pid_t sleeper(void) {
  pid_t child = MUST(fork());
  if (child == 0) {
    for (;;) pause();
  }
  await_sleeping(child);
  return child;
}

static void end(pid_t child) {
  kill(child, SIGKILL);
  await("killed", child);
}

static void attach(void) {
  pid_t child = sleeper();
  SHOW(trace(PTRACE_ATTACH, child, 0, 0));
  SHOW(trace(PTRACE_ATTACH, child, 0, 0));
  await("attached", child);
  show_info("attached", child);
  printf("orig_rax %ld, rax %ld\n", peek_user(child, REGISTER(orig_rax)), peek_user(child, REGISTER(rax)));
  resume(child, 0);
  SHOW(trace(PTRACE_CONT, child, 0, 0));
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  kill(child, SIGWINCH);
  await("running", child);
  SHOW(trace(PTRACE_DETACH, child, 0, 65));
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  show_line(child, "TracerPid");
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  SHOW(trace(PTRACE_ATTACH, child, 0, 0));
  await("again", child);
  SHOW(trace(PTRACE_DETACH, child, 0, SIGTERM));
  await("detached with a signal", child);
}

/* One that computes, not sleeps. */
static void busy(void) {
  pid_t child = MUST(fork());
  if (child == 0) {
    for (volatile long i = 0;; i++) {}
  }
  MUST(trace(PTRACE_SEIZE, child, 0, 0));
  MUST(trace(PTRACE_INTERRUPT, child, 0, 0));
  await("busy", child);
  end(child);
}

static void attach_to_stopped(void) {
  pid_t child = sleeper();
  kill(child, SIGSTOP);
  int status;
  MUST(waitpid(child, &status, WUNTRACED));
  show_status("stopped", status);
  MUST(trace(PTRACE_ATTACH, child, 0, 0));
  await("attached", child);
  show_line(child, "State");
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  kill(child, SIGCONT);
  end(child);
}

static void seize(void) {
  pid_t child = sleeper();
  SHOW(trace(PTRACE_SEIZE, child, 0, 1UL << 30));
  SHOW(trace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESYSGOOD));
  show_line(child, "State");
  SHOW(trace(PTRACE_CONT, child, 0, 0));
  SHOW(trace(PTRACE_INTERRUPT, child, 0, 0));
  await("interrupted", child);
  show_info("interrupted", child);
  resume(child, 0);
  await_sleeping(child);
  kill(child, SIGWINCH);
  await("signal", child);
  SHOW(trace(PTRACE_LISTEN, child, 0, 0));
  SHOW(trace(PTRACE_INTERRUPT, child, 0, 0));
  resume(child, 0);
  await("interrupted", child);
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  end(child);
}

static void listen_to_job_control(void) {
  pid_t child = sleeper();
  MUST(trace(PTRACE_SEIZE, child, 0, 0));
  kill(child, SIGSTOP);
  await("signal", child);
  resume(child, SIGSTOP);
  await("stopped", child);
  show_info("stopped", child);
  SHOW(trace(PTRACE_LISTEN, child, 0, 0));
  show_line(child, "State");
  SHOW(trace(PTRACE_GETEVENTMSG, child, 0, 0));
  SHOW(waitpid(child, NULL, WNOHANG));
  kill(child, SIGCONT);
  await("continued", child);
  show_info("continued", child);
  resume(child, 0);
  await("SIGCONT", child);
  resume(child, 0);
  kill(child, SIGSTOP);
  await("signal", child);
  resume(child, SIGSTOP);
  await("stopped", child);
  SHOW(trace(PTRACE_LISTEN, child, 0, 0));
  SHOW(trace(PTRACE_INTERRUPT, child, 0, 0));
  await("interrupted", child);
  SHOW(trace(PTRACE_DETACH, child, 0, 0));
  int status = 0;
  kill(child, SIGCONT);
  MUST(waitpid(child, &status, WCONTINUED));
  show_status("detached", status);
  end(child);
}

/* Processes of a seized one begin with a stop of their own. */
static void children(void) {
  struct gate go = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    gate_wait(&go);
    if (fork() == 0) _exit(8);
    wait(NULL);
    execl("/bin/true", "true", NULL);
  }
  MUST(trace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACEFORK));
  gate_open(&go);
  await("parent", child);
  unsigned long made = 0;
  MUST(trace(PTRACE_GETEVENTMSG, child, 0, ADDRESS(&made)));
  await("child", made);
  show_info("child", made);
  resume(made, 0);
  await("child", made);
  resume(child, 0);
  await("parent", child);
  resume(child, SIGCHLD);
  await("parent", child);
}

int main(void) {
  attach();
  busy();
  attach_to_stopped();
  seize();
  listen_to_job_control();
  children();
}
