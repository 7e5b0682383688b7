// SECCOMP_FILTER_FLAG_TSYNC: all threads get the caller's filters, or none does and the call says which thread stands against it.
#include "seccomp.h"

static struct gate go[2], done[2];
static pid_t tids[2];
static volatile int command[2];
enum { LOOK, ADD, STRICT, LEAVE, TRY_PRIVS };

static void *worker(void *number) {
  int n = (int)(long)number;
  tids[n] = gettid();
  gate_open(&done[n]);
  for (;;) {
    gate_wait(&go[n]);
    switch (command[n]) {
    case LOOK: printf("thread %d: %ld %ld, nnp %ld, mode %d\n", n, RAW(9000), RAW(9001), RAW(SYS_getppid) < 0 ? -1 : (long)prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), status_value("/proc/thread-self/status", "Seccomp")); break;
    case ADD: FILTER(9001, SECCOMP_RET_ERRNO | 11); break;
    case STRICT: MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT)); break;
    case LEAVE: syscall(SYS_exit, 0);
    }
    gate_open(&done[n]);
  }
  return NULL;
}

static void tell(int n, int what) {
  command[n] = what;
  gate_open(&go[n]);
  gate_wait(&done[n]);
}

static void begin(void) {
  for (int n = 0; n < 2; n++) {
    go[n] = gate_new(), done[n] = gate_new();
    pthread_t thread;
    pthread_create(&thread, NULL, worker, (void *)(long)n);
    gate_wait(&done[n]);
  }
}

static int sync_filter(int number, int error, unsigned flags) {
  return INSTALL(SECCOMP_FILTER_FLAG_TSYNC | flags, LOAD(nr), ON(number, SECCOMP_RET_ERRNO | error), ALLOW);
}

static volatile long seen;
static void *spin(void *unused) {
  while (seen != -22) {
    long result = RAW(9000);
    if (result != -ENOSYS) seen = result;
  }
  return unused;
}

int main(void) {
  IN_CHILD("all", {
    begin();
    no_new_privs(); // of this thread only, until the filter is there
    tell(0, LOOK);
    SHOW(sync_filter(9000, 22, 0));
    tell(0, LOOK);
    tell(1, LOOK);
    SHOW(sync_filter(9000, 23, SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
    tell(1, LOOK);
  });
  IN_CHILD("one has a filter of its own", {
    no_new_privs();
    begin();
    tell(1, ADD);
    CHECK(sync_filter(9000, 22, 0) == tids[1]);
    SHOW(sync_filter(9000, 22, SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
    tell(0, LOOK);
    tell(1, LOOK);
    printf("caller %ld %d\n", RAW(9000), prctl(PR_GET_SECCOMP));
  });
  IN_CHILD("the caller has one more", {
    no_new_privs();
    SHOW(sync_filter(9001, 10, 0));
    begin();
    MUST(INSTALL(0, LOAD(nr), ON(9000, SECCOMP_RET_ERRNO | 20), ALLOW));
    SHOW(sync_filter(9002, 22, 0));
    tell(0, LOOK);
    tell(1, LOOK);
    // The others have what the caller had: they may add, and then the caller may not.
    tell(0, ADD);
    CHECK(sync_filter(9003, 22, 0) == tids[0]);
    tell(0, LOOK);
  });
  IN_CHILD("one is strict", {
    no_new_privs();
    begin();
    command[0] = STRICT;
    gate_open(&go[0]);
    gate_wait(&done[0]);
    CHECK(sync_filter(9000, 22, 0) == tids[0]);
  });
  IN_CHILD("one has ended", {
    no_new_privs();
    begin();
    tell(1, ADD);
    command[1] = LEAVE;
    gate_open(&go[1]);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d", tids[1]);
    while (access(path, F_OK) == 0) sched_yield();
    SHOW(sync_filter(9000, 22, 0));
    tell(0, LOOK);
  });
  IN_CHILD("a thread in the middle of calls", {
    no_new_privs();
    pthread_t thread;
    pthread_create(&thread, NULL, spin, NULL);
    SHOW(sync_filter(9000, 22, 0));
    pthread_join(thread, NULL);
    printf("%ld\n", seen);
  });
  IN_CHILD("who clones meanwhile", {
    no_new_privs();
    SHOW(sync_filter(9000, 22, 0));
    begin();
    tell(0, LOOK);
  });
  return 0;
}
