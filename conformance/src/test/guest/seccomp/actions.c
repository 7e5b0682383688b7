// What is done about a call for each answer of a filter: errno and its cap, trace, log, kill of a thread and of the process.
#include "seccomp.h"

static void *wait_forever(void *unused) {
  for (;;) pause();
  return unused;
}

static void *make_call(void *unused) {
  (void)unused;
  RAW(SYS_getppid);
  puts("the call returned");
  return NULL;
}

static void *outlive_leader(void *leader) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/stat", *(pid_t *)leader);
  for (bool gone = false; !gone;) {
    char text[512];
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (n <= 0) break;
    text[n] = 0;
    gone = strrchr(text, ')')[2] == 'Z';
    sched_yield();
  }
  puts("the leader is gone, others run");
  syscall(SYS_exit, 6); /* the last one's status is that of the process */
  return NULL;
}

int main(void) {
  no_new_privs();
  const unsigned data[] = {0, 1, 38, 512, 513, 514, 516, 4094, 4095, 4096, 0xffff};
  for (unsigned i = 0; i < sizeof data / sizeof data[0]; i++)
    IN_CHILD("errno", FILTER(SYS_getppid, SECCOMP_RET_ERRNO | data[i]); printf("%u: %ld\n", data[i], RAW(SYS_getppid)));
  IN_CHILD("trace", FILTER(SYS_getppid, SECCOMP_RET_TRACE | 7); printf("%ld\n", RAW(SYS_getppid)));
  IN_CHILD("log", FILTER(SYS_getppid, SECCOMP_RET_LOG | 7); CHECK(RAW(SYS_getppid) > 0));
  IN_CHILD("allow with data", FILTER(SYS_getppid, SECCOMP_RET_ALLOW | 7); CHECK(RAW(SYS_getppid) > 0));
  IN_CHILD("notify nobody", FILTER(SYS_getppid, SECCOMP_RET_USER_NOTIF); printf("%ld\n", RAW(SYS_getppid)));
  IN_CHILD("kill process", FILTER(SYS_getppid, SECCOMP_RET_KILL_PROCESS); RAW(SYS_getppid); puts("alive"));
  IN_CHILD("kill the only thread", FILTER(SYS_getppid, SECCOMP_RET_KILL_THREAD); RAW(SYS_getppid); puts("alive"));
  IN_CHILD("trap without handler", FILTER(SYS_getppid, SECCOMP_RET_TRAP); RAW(SYS_getppid); puts("alive"));
  const unsigned unknown[] = {0x00010000, 0x00040000, 0x7ffe0000, 0x7ffd0000, 0x81000000, 0xffff0000};
  for (unsigned i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
    IN_CHILD("unknown action", printf("%#x\n", unknown[i]); FILTER(SYS_getppid, unknown[i]); RAW(SYS_getppid); puts("alive"));

  // A killed thread takes nobody along, and who waits for it is told.
  IN_CHILD("kill a thread", {
    FILTER(SYS_getppid, SECCOMP_RET_KILL_THREAD);
    pthread_t thread;
    pthread_create(&thread, NULL, make_call, NULL);
    SHOW(pthread_join(thread, NULL));
    _exit(3);
  });
  IN_CHILD("kill the leader", {
    static pid_t leader;
    leader = getpid();
    FILTER(SYS_getppid, SECCOMP_RET_KILL_THREAD);
    pthread_t thread;
    pthread_create(&thread, NULL, outlive_leader, &leader);
    RAW(SYS_getppid);
  });
  IN_CHILD("kill the process from a thread", {
    FILTER(SYS_getppid, SECCOMP_RET_KILL_PROCESS);
    pthread_t other;
    pthread_t thread;
    pthread_create(&other, NULL, wait_forever, NULL);
    pthread_create(&thread, NULL, make_call, NULL);
    pthread_join(thread, NULL);
  });
  // A handler does not help against being killed, and siginfo of the parent says what it was.
  pid_t pid = MUST(fork());
  if (pid == 0) {
    signal(SIGSYS, SIG_IGN);
    FILTER(SYS_getppid, SECCOMP_RET_KILL_PROCESS);
    RAW(SYS_getppid);
    _exit(1);
  }
  siginfo_t info;
  MUST(waitid(P_PID, pid, &info, WEXITED));
  printf("code %s status %s\n", info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED ? "killed" : "?", signame(info.si_status));

  // Numbers that there are not are asked about too.
  IN_CHILD("strange numbers", {
    const int numbers[] = {-1, -2, 462, 463, 5000, 0x40000000 + SYS_getppid, 0x7fffffff, (int)0x80000000};
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) FILTER(numbers[i], SECCOMP_RET_ERRNO | (100 + i));
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) printf("%#x: %ld\n", numbers[i], RAW(numbers[i]));
    printf("the lower half counts: %ld\n", RAW(0x1234567800000000L + 5000));
    printf("not filtered: %ld\n", RAW(5001));
  });
  return 0;
}
