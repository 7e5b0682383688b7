// wait4, waitid and waitpid: options, errors, what they report for each way to end.
#include "guest.h"

static void show_siginfo(const siginfo_t *info, pid_t pid) {
  static const char *codes[] = {"?", "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"};
  printf("  signo %d code %s status %d pid %s uid %d\n", info->si_signo,
         info->si_code >= 1 && info->si_code <= 6 ? codes[info->si_code] : "?", info->si_status,
         info->si_pid == pid ? "child" : "other", info->si_uid);
}

int main(void) {
  int status;
  siginfo_t info;
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  SHOW(waitpid(-1, &status, 0));
  SHOW(waitpid(-1, &status, WNOHANG));
  SHOW(waitpid(999999, &status, 0));
  SHOW(waitpid(-1, &status, 0x40));
  SHOW(waitpid(INT_MIN, &status, 0));
  SHOW(waitid(P_ALL, 0, &info, WEXITED));
  SHOW(waitid(P_ALL, 0, &info, 0));
  SHOW(waitid(7, 0, &info, WEXITED));
  SHOW(waitid(P_PID, 0, &info, WEXITED));
  SHOW(waitid(P_PID, -5, &info, WEXITED));

  struct gate gate = gate_new();
  pid_t pid = MUST(fork());
  if (pid == 0) { gate_wait(&gate); _exit(9); }
  SHOW(waitpid(-1, &status, WNOHANG));
  memset(&info, 0x55, sizeof info);
  SHOW(waitid(P_PID, pid, &info, WEXITED | WNOHANG));
  printf("  nothing yet: signo %d pid %d\n", info.si_signo, info.si_pid);
  gate_open(&gate);
  SHOW(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
  show_siginfo(&info, pid);
  SHOW(waitid(P_PID, pid, &info, WEXITED));
  show_siginfo(&info, pid);
  SHOW(waitid(P_PID, pid, &info, WEXITED));

  pid = MUST(fork());
  if (pid == 0) { raise(SIGKILL); _exit(0); }
  SHOW(waitid(P_PGID, 0, &info, WEXITED));
  show_siginfo(&info, pid);

  pid = MUST(fork());
  if (pid == 0) { raise(SIGSTOP); gate_wait(&gate); _exit(4); }
  SHOW(waitid(P_PID, pid, &info, WSTOPPED));
  show_siginfo(&info, pid);
  SHOW(waitid(P_PID, pid, &info, WSTOPPED | WNOHANG));
  MUST(kill(pid, SIGCONT));
  SHOW(waitid(P_PID, pid, &info, WCONTINUED));
  show_siginfo(&info, pid);
  gate_open(&gate); // not before: a child that has ended is not reported as continued
  struct rusage usage;
  memset(&usage, 0xff, sizeof usage);
  CHECK(wait4(pid, &status, 0, &usage) == pid);
  CHECK(usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_sec < 5);
  show_status("stopped and continued", status);

  // The status pointer is written after the child is chosen: it is reaped although the copy fails.
  pid = MUST(fork());
  if (pid == 0) _exit(1);
  SHOW(waitpid(pid, (int *)8, 0));
  SHOW(waitpid(pid, &status, 0));

  // With SIGCHLD ignored a child leaves no zombie, and wait blocks until none is left.
  signal(SIGCHLD, SIG_IGN);
  pid = MUST(fork());
  if (pid == 0) _exit(2);
  SHOW(waitpid(pid, &status, 0));
  signal(SIGCHLD, SIG_DFL);
  // wait by process group
  pid = MUST(fork());
  if (pid == 0) { setpgid(0, 0); _exit(6); }
  setpgid(pid, pid);
  SHOW(waitpid(0, &status, WNOHANG));
  CHECK(waitpid(-pid, &status, 0) == pid);
  show_status("by group", status);
  return 0;
}
