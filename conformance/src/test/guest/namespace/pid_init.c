// The first process of a PID namespace: it gets the orphans, and takes all others with it.
#include "pid.h"

#include <sys/reboot.h>

static void orphans(void) {
  struct gate done = gate_new(), told = gate_new();
  pid_t middle = MUST(fork());
  if (middle == 0) {
    struct gate ended = gate_new();
    pid_t self = getpid();
    if (MUST(fork()) == 0) {
      close(ended.fd[1]);
      char c;
      while (read(ended.fd[0], &c, 1) < 0 || getppid() == self) sched_yield();
      gate_wait(&told);
      show_self("orphan");
      gate_open(&done);
      _exit(9);
    }
    _exit(8);
  }
  int status;
  MUST(waitpid(middle, &status, 0));
  show_status("middle", status);
  gate_open(&told);
  gate_wait(&done);
  printf("waited for %d\n", wait(&status));
  show_status("orphan", status);
  SHOW(wait(NULL));
}

/* A subreaper is found inside the namespace, and not past its first process. */
static void subreaper(void) {
  pid_t reaper = MUST(fork());
  if (reaper == 0) {
    MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
    orphans();
    _exit(0);
  }
  MUST(waitpid(reaper, NULL, 0));
}

/* All members end with the first: those that sleep, that ignore signals, that are stopped, and further inside. */
static void takes_all(void) {
  struct gate ready = gate_new(), alive = gate_new();
  pid_t first = fork_inside();
  if (first == 0) {
    close(alive.fd[0]);
    for (int i = 0; i < 4; i++) {
      pid_t member = i == 3 ? fork_inside() : MUST(fork());
      if (member == 0) {
        if (i == 0) signal(SIGTERM, SIG_IGN);
        if (i == 3 && MUST(fork()) == 0) gate_open(&ready);
        gate_open(&ready);
        if (i == 1) raise(SIGSTOP);
        for (;;) pause();
      }
    }
    for (int i = 0; i < 5; i++) gate_wait(&ready);
    _exit(5);
  }
  close(alive.fd[1]);
  char c;
  CHECK(read(alive.fd[0], &c, 1) == 0);
  int status;
  MUST(waitpid(first, &status, 0));
  show_status("first", status);
}

/* A process from outside is a member too, and somebody else's child; the first one waits for it to be gone. */
static void outsider(void) {
  struct gate gate = gate_new();
  pid_t first = fork_inside();
  if (first == 0) {
    gate_wait(&gate);
    _exit(7);
  }
  MUST(setns(MUST(open_space(first, "pid")), 0));
  pid_t member = MUST(fork());
  if (member == 0) {
    show_self("member");
    gate_open(&gate);
    for (;;) pause();
  }
  int status;
  MUST(waitpid(member, &status, 0));
  show_status("member", status);
  MUST(waitpid(first, &status, 0));
  show_status("first", status);
}

/* As INSIDE, by a fork that the C library knows of, so that there can be threads. */
#define UNSHARED(who, ...) do { MUST(unshare(CLONE_NEWPID)); IN_CHILD(who, __VA_ARGS__); } while (0)

static void *outlive(void *leader) {
  pthread_join(*(pthread_t *)leader, NULL);
  show_self("thread of the first");
  IN_CHILD("child of the thread", show_self("child"));
  _exit(11);
}

static void threads(void) {
  static pthread_t leader;
  leader = pthread_self();
  pthread_t thread;
  MUST(pthread_create(&thread, NULL, outlive, &leader));
  pthread_exit(NULL);
}

static void *execute(void *name) {
  execl("/proc/self/exe", name, "exec", NULL);
  _exit(99);
}

static void *sleep_on(void *unused) {
  for (;;) pause();
  return unused;
}

static void reboots(int command) {
  INSIDE("rebooted", if (fork() == 0) { SHOW(reboot(command)); _exit(3); } for (;;) pause());
  INSIDE("by the first itself", SHOW(reboot(command)); _exit(3));
}

int main(int argc, char **argv) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  if (argc > 1) {
    show_self("executed");
    IN_CHILD("child", show_self("child"));
    return 12;
  }
  INSIDE("orphans", orphans());
  INSIDE("subreaper", subreaper());
  takes_all();
  IN_CHILD("outsider", outsider());
  IN_CHILD("threads", UNSHARED("first", threads()));
  INSIDE("exec", execl("/proc/self/exe", argv[0], "exec", NULL));
  IN_CHILD("exec by a thread", UNSHARED("first", pthread_t thread; pthread_create(&thread, NULL, sleep_on, NULL); pthread_create(&thread, NULL, execute, argv[0]); sleep_on(NULL)));
  reboots(RB_AUTOBOOT);
  reboots(RB_HALT_SYSTEM);
  reboots(RB_POWER_OFF);
  INSIDE("another command", SHOW(reboot(RB_DISABLE_CAD)); SHOW(syscall(SYS_reboot, 1, 2, 3, 4)));
  INSIDE("unprivileged", MUST(setresuid(1000, 1000, 1000)); SHOW(reboot(RB_AUTOBOOT)));
  return 0;
}
