// Filters go to children and threads and stay over execve; what is added later stays where it was added. /proc shows them.
#include "seccomp.h"

static int base;

static void show(const char *who) {
  printf("%s: mode %d filters %d, errno %ld %ld\n", who, status_value("/proc/thread-self/status", "Seccomp"),
         status_value("/proc/thread-self/status", "Seccomp_filters") - base, RAW(9000), RAW(9001));
}

static int in_clone(void *unused) {
  (void)unused;
  show("clone with memory");
  return 4;
}

static struct gate add, added, look, looked;

static void *old_thread(void *unused) {
  (void)unused;
  gate_wait(&look);
  show("thread from before");
  gate_open(&looked);
  return NULL;
}

static void *new_thread(void *unused) {
  (void)unused;
  show("thread from after");
  gate_open(&added);
  gate_wait(&add);
  FILTER(9001, SECCOMP_RET_ERRNO | 66);
  show("thread with one more");
  gate_open(&added);
  gate_wait(&add);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc > 1) {
    base = atoi(argv[1]);
    show("after execve");
    printf("no_new_privs %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    return 0;
  }
  base = status_value("/proc/self/status", "Seccomp_filters");
  add = gate_new(), added = gate_new(), look = gate_new(), looked = gate_new();
  no_new_privs();
  show("first");
  pthread_t before, after;
  pthread_create(&before, NULL, old_thread, NULL);
  FILTER(9000, SECCOMP_RET_ERRNO | 33);
  show("with a filter");
  gate_open(&look);
  gate_wait(&looked);
  pthread_join(before, NULL);
  pthread_create(&after, NULL, new_thread, NULL);
  gate_wait(&added);
  gate_open(&add);
  gate_wait(&added);
  show("thread that made it");
  gate_open(&add);
  pthread_join(after, NULL);

  IN_CHILD("child", show("child"); FILTER(9001, SECCOMP_RET_ERRNO | 44); show("child with one more"));
  show("parent");
  pid_t pid = vfork();
  if (pid == 0) _exit(RAW(9000) == -33 ? 5 : 6);
  int status;
  MUST(waitpid(pid, &status, 0));
  show_status("vfork", status);
  static char stack[65536];
  pid = MUST(clone(in_clone, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL));
  MUST(waitpid(pid, &status, 0));
  show_status("clone", status);

  // What another process and a dead one have.
  struct gate ready = gate_new(), finish = gate_new();
  pid = MUST(fork());
  if (pid == 0) {
    FILTER(9001, SECCOMP_RET_ERRNO | 55);
    FILTER(9002, SECCOMP_RET_ERRNO | 55);
    gate_open(&ready);
    gate_wait(&finish);
    _exit(0);
  }
  gate_wait(&ready);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  printf("other: mode %d filters %d\n", status_value(path, "Seccomp"), status_value(path, "Seccomp_filters") - base);
  gate_open(&finish);
  siginfo_t info;
  MUST(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
  printf("dead: mode %d filters %d\n", status_value(path, "Seccomp"), status_value(path, "Seccomp_filters") - base);
  MUST(waitpid(pid, NULL, 0));

  char text[16];
  snprintf(text, sizeof text, "%d", base);
  execl("/proc/self/exe", argv[0], text, NULL);
  return 1;
}
