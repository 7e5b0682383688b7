// Strict mode: read, write, exit and the return from a handler; everything else kills the thread.
#include "seccomp.h"

static void say(const char *text) { raw_call(SYS_write, 1, (long)text, strlen(text), 0, 0, 0); }

static void on_signal(int signal) {
  (void)signal;
  say("handled\n");
}

static void *strict_thread(void *number) {
  MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
  raw_call((long)number, 0, 0, 0, 0, 0, 0);
  say("alive\n");
  raw_call(SYS_exit, 0, 0, 0, 0, 0, 0);
  return NULL;
}

int main(void) {
  const int numbers[] = {SYS_getpid, SYS_exit_group, SYS_prctl, SYS_seccomp, SYS_readv, SYS_mmap, SYS_futex, SYS_restart_syscall, -1, 9000, 0x40000000};
  for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    IN_CHILD("other call", printf("%#x\n", numbers[i]); MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT)); RAW(numbers[i]); say("alive\n"));
  IN_CHILD("by seccomp", MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL)); say("strict\n"); RAW(SYS_getpid));
  IN_CHILD("read, write, exit", {
    int fds[2];
    MUST(pipe(fds));
    MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
    char text[8] = "";
    raw_call(SYS_write, fds[1], (long)"ab\n", 3, 0, 0, 0);
    raw_call(SYS_read, fds[0], (long)text, 8, 0, 0, 0);
    say(text);
    if (raw_call(SYS_write, -1, (long)text, 1, 0, 0, 0) == -EBADF) say("EBADF\n");
    raw_call(SYS_exit, 9, 0, 0, 0, 0, 0);
  });
  IN_CHILD("handler", {
    struct gate ready = gate_new(), sent = gate_new();
    signal(SIGUSR1, on_signal);
    pid_t me = getpid();
    if (MUST(fork()) == 0) {
      gate_wait(&ready);
      kill(me, SIGUSR1);
      gate_open(&sent);
      _exit(0);
    }
    MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
    raw_call(SYS_write, ready.fd[1], (long)"x", 1, 0, 0, 0);
    char byte;
    raw_call(SYS_read, sent.fd[0], (long)&byte, 1, 0, 0, 0);
    say("back\n");
    raw_call(SYS_exit, 2, 0, 0, 0, 0, 0);
  });
  // Only the thread dies.
  IN_CHILD("thread", {
    pthread_t thread;
    pthread_create(&thread, NULL, strict_thread, (void *)SYS_getpid);
    SHOW(pthread_join(thread, NULL));
    SHOW(prctl(PR_GET_SECCOMP));
    _exit(3);
  });
  // /proc tells of it.
  struct gate ready = gate_new(), finish = gate_new();
  pid_t pid = MUST(fork());
  if (pid == 0) {
    MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
    raw_call(SYS_write, ready.fd[1], (long)"x", 1, 0, 0, 0);
    char byte;
    raw_call(SYS_read, finish.fd[0], (long)&byte, 1, 0, 0, 0);
    raw_call(SYS_exit, 0, 0, 0, 0, 0, 0);
  }
  gate_wait(&ready);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  printf("mode %d\n", status_value(path, "Seccomp"));
  gate_open(&finish);
  int status;
  MUST(waitpid(pid, &status, 0));
  show_status("looked at", status);
  return 0;
}
