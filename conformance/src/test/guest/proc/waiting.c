// /proc/PID/wchan, syscall and stack: what a process waits in, stopped, running and dead ones, and who may look.
#include "guest.h"
#include <sys/ptrace.h>
#include <sys/socket.h>

static char text[4096];

static const char *look(pid_t pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  return file_text(path, text, sizeof text);
}

/* The call and its first arguments; the stack and instruction pointers are those of a program. */
static void show_call(const char *what, pid_t pid, int arguments) {
  const char *line = look(pid, "syscall");
  long number, words[8];
  int n = sscanf(line, "%ld %lx %lx %lx %lx %lx %lx %lx %lx", &number, words, words + 1, words + 2, words + 3, words + 4, words + 5, words + 6, words + 7);
  if (n == 0) { printf("%s: %s", what, line); return; }
  printf("%s: call %ld, %d numbers", what, number, n);
  for (int i = 0; i < arguments; i++) printf(" %lx", words[i]);
  if (n == 9) printf(words[6] > 0x10000 && words[7] > 0x10000 && words[6] >> 47 == 0 && words[7] >> 47 == 0 ? ", pointers" : ", no pointers");
  printf("\n");
}

/* Names that Linux has had for long are shown. */
static void show_channel(pid_t pid) {
  static const char *const stable[] = {"do_wait", "hrtimer_nanosleep", "do_signal_stop", "ptrace_stop", "0"};
  const char *name = look(pid, "wchan");
  for (unsigned i = 0; i < sizeof stable / sizeof *stable; i++) if (strcmp(name, stable[i]) == 0) { printf("  waits in %s\n", name); return; }
  printf("  waits in %s\n", strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789.") == strlen(name) && *name != 0 ? "a function" : name);
}

static void end(pid_t pid) {
  kill(pid, SIGKILL);
  MUST(waitpid(pid, NULL, 0));
}

#define WAITING(arguments, ...)                     \
  do {                                              \
    pid_t pid_ = MUST(fork());                      \
    if (pid_ == 0) {                                \
      __VA_ARGS__;                                  \
      _exit(0);                                     \
    }                                               \
    await_sleeping(pid_);                           \
    show_call(#__VA_ARGS__, pid_, arguments);       \
    show_call("again", pid_, arguments);            \
    show_channel(pid_);                             \
    end(pid_);                                      \
  } while (0)

static int word;
static volatile bool stop;

static void *spin(void *tid) {
  *(volatile pid_t *)tid = gettid();
  while (!stop) {}
  return NULL;
}

int main(void) {
  int pipes[2], sockets[2];
  char c;
  MUST(pipe(pipes));
  MUST(dup2(pipes[0], 20));
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
  MUST(dup2(sockets[0], 21));
  WAITING(0, syscall(SYS_pause));
  WAITING(1, syscall(SYS_read, 20, &c, 1L));
  WAITING(1, syscall(SYS_read, 21, &c, 1L));
  WAITING(0, syscall(SYS_nanosleep, &((struct timespec){.tv_sec = 1000}), NULL));
  WAITING(0, syscall(SYS_futex, &word, 0L, 0L, NULL, NULL, 0L));
  WAITING(3, syscall(SYS_poll, NULL, 0L, -1L));
  WAITING(5, syscall(SYS_select, 0L, NULL, NULL, NULL, NULL));
  WAITING(0, sigset_t none; sigemptyset(&none); sigsuspend(&none));
  WAITING(0, raise(SIGSTOP); kill(getpid(), SIGSTOP));
  WAITING(0, if (fork() == 0) { prctl(PR_SET_PDEATHSIG, SIGKILL); pause(); } wait(NULL));
  WAITING(0, for (volatile int i = 0; i < 100000; i++) syscall(SYS_getppid); syscall(SYS_read, 20, &c, 1L));

  /* Of one that is asked by many at once. */
  pid_t sleeper = MUST(fork());
  if (sleeper == 0) { for (;;) syscall(SYS_read, 20, &c, 1L); }
  await_sleeping(sleeper);
  pid_t askers[4];
  for (int i = 0; i < 4; i++) {
    if ((askers[i] = MUST(fork())) == 0) {
      int good = 0;
      for (int k = 0; k < 200; k++) {
        long number;
        good += sscanf(look(sleeper, "syscall"), "%ld ", &number) != 1 || number == 0;
      }
      _exit(good == 200 ? 0 : 1);
    }
  }
  for (int i = 0; i < 500; i++) MUST(write(pipes[1], "x", 1));
  for (int i = 0; i < 4; i++) {
    int status;
    MUST(waitpid(askers[i], &status, 0));
    show_status("one of many", status);
  }
  await_sleeping(sleeper);
  show_call("it sleeps still", sleeper, 1);
  end(sleeper);

  show_call("myself", getpid(), 0);
  show_channel(getpid());
  volatile pid_t tid = 0;
  pthread_t thread;
  MUST(pthread_create(&thread, NULL, spin, (void *)&tid));
  while (tid == 0) sched_yield();
  char path[64];
  snprintf(path, sizeof path, "task/%d/syscall", tid);
  printf("a running thread: %.7s\n", look(getpid(), path));
  snprintf(path, sizeof path, "task/%d/wchan", tid);
  printf("a running thread: %s\n", look(getpid(), path));
  stop = true;
  pthread_join(thread, NULL);

  pid_t stopped = MUST(fork());
  if (stopped == 0) {
    MUST(ptrace(PTRACE_TRACEME, 0, 0, 0));
    raise(SIGSTOP);
    _exit(0);
  }
  MUST(waitpid(stopped, NULL, 0));
  while (strcmp(look(stopped, "wchan"), "0") == 0) sched_yield(); /* it has told of its stop, and may be about to sleep */
  show_channel(stopped);
  end(stopped);

  pid_t dead = MUST(fork());
  if (dead == 0) _exit(0);
  MUST(waitid(P_PID, dead, &(siginfo_t){0}, WEXITED | WNOWAIT));
  printf("a zombie: %s", look(dead, "syscall"));
  show_channel(dead);
  waitpid(dead, NULL, 0);

  pid_t parent = getpid();
  struct stat st;
  SHOW(stat("/proc/self/syscall", &st));
  printf("%o\n", st.st_mode);
  SHOW(stat("/proc/self/stack", &st));
  printf("%o\n", st.st_mode);
  if (geteuid() == 0) IN_CHILD("another user", {
    MUST(setresgid(3000, 3000, 3000));
    MUST(setresuid(3000, 3000, 3000));
    MUST(prctl(PR_SET_DUMPABLE, 1));
    printf("syscall %s\n", look(parent, "syscall"));
    printf("stack %s\n", look(parent, "stack"));
    printf("its own stack %s\n", look(getpid(), "stack"));
    printf("wchan %s\n", look(parent, "wchan"));
  });
  return 0;
}
