// Job control: stop signals stop a process, SIGCONT continues it, SIGKILL ends it even stopped.
#include "guest.h"

static void on_continue(int sig) { (void)sig; printf("child: SIGCONT handled\n"); }

int main(void) {
  int status = 0;
  struct gate gate = gate_new();
  pid_t pid = MUST(fork());
  if (pid == 0) {
    signal(SIGCONT, on_continue);
    setpgid(0, 0);
    printf("child: about to stop\n");
    raise(SIGSTOP);
    printf("child: continued\n");
    gate_wait(&gate);
    signal(SIGTTIN, SIG_IGN);
    raise(SIGTTIN);
    printf("child: SIGTTIN ignored\n");
    for (;;) pause();
  }
  CHECK(waitpid(pid, &status, WUNTRACED) == pid);
  show_status("first", status);
  // Signals other than SIGKILL and SIGCONT wait until it is continued.
  kill(pid, SIGUSR2);
  SHOW(waitpid(pid, &status, WUNTRACED | WNOHANG));
  MUST(kill(pid, SIGSTOP));
  SHOW(waitpid(pid, &status, WUNTRACED | WNOHANG));
  MUST(kill(pid, SIGKILL));
  CHECK(waitpid(pid, &status, 0) == pid);
  show_status("killed while stopped", status);

  pid = MUST(fork());
  if (pid == 0) {
    signal(SIGCONT, on_continue);
    raise(SIGSTOP);
    printf("child: continued\n");
    gate_wait(&gate);
    _exit(3);
  }
  CHECK(waitpid(pid, &status, WUNTRACED) == pid);
  show_status("second", status);
  MUST(kill(pid, SIGCONT));
  MUST(waitpid(pid, &status, WCONTINUED));
  await_sleeping(pid); // after it has printed what it does
  show_status("second", status);
  // Continuing a process that is not stopped is no event for wait.
  gate_open(&gate);
  CHECK(waitpid(pid, &status, WCONTINUED | WUNTRACED) == pid);
  show_status("second", status);

  // An orphaned group does not stop for SIGTSTP: raise it in a new session, it is discarded.
  IN_CHILD("orphaned group", setsid(); raise(SIGTSTP); raise(SIGTTIN); raise(SIGTTOU); printf("not stopped\n"));
  return 0;
}
