// SEM_UNDO: applied at exit and when killed, kept over exec, shared by threads, not inherited.
#include "ipc.h"

static int id;
static int value(int n) { return semctl(id, n, GETVAL); }

static void *undo_in_thread(void *unused) {
  MUST(sem_change(id, 0, -2, SEM_UNDO));
  return unused;
}

int main(int argc, char **argv) {
  if (argc > 1) {
    id = atoi(argv[1]);
    printf("after exec: %d\n", value(0));
    return 0;
  }
  id = new_set(IPC_PRIVATE, 2, 0600);
  MUST(semctl(id, 0, SETVAL, 10));

  IN_CHILD("exit", { MUST(sem_change(id, 0, -3, SEM_UNDO)); printf("in child: %d\n", value(0)); });
  printf("after: %d\n", value(0));
  IN_CHILD("killed", { MUST(sem_change(id, 0, 5, SEM_UNDO)); MUST(sem_change(id, 0, -9, SEM_UNDO)); raise(SIGKILL); });
  printf("after: %d\n", value(0));

  /* Whoever undid is the last to have changed it. */
  pid_t child = MUST(fork());
  if (child == 0) { MUST(sem_change(id, 1, 1, SEM_UNDO)); _exit(0); }
  MUST(waitpid(child, NULL, 0));
  CHECK(semctl(id, 1, GETPID) == child);

  /* Undoing stops at 0 and at the highest value. */
  IN_CHILD("below zero", { MUST(sem_change(id, 0, 4, SEM_UNDO)); MUST(semctl(id, 1, SETVAL, 0)); MUST(sem_change(id, 1, 3, SEM_UNDO)); MUST(sem_change(id, 1, -2, 0)); });
  printf("after: %d %d\n", value(0), value(1));
  IN_CHILD("above", { MUST(semctl(id, 1, SETVAL, 100)); MUST(sem_change(id, 1, -100, SEM_UNDO)); MUST(sem_change(id, 1, 32700, 0)); });
  printf("after: %d\n", value(1));

  /* Kept over exec. */
  IN_CHILD("exec", {
    char number[16];
    snprintf(number, sizeof number, "%d", id);
    MUST(sem_change(id, 0, -1, SEM_UNDO));
    execl("/proc/self/exe", "sem_undo", number, NULL);
    _exit(1);
  });
  printf("after: %d\n", value(0));

  /* A child of fork begins with nothing. */
  MUST(semctl(id, 0, SETVAL, 10));
  IN_CHILD("fork", {
    MUST(sem_change(id, 0, -1, SEM_UNDO));
    IN_CHILD("grandchild", {});
    printf("before exit: %d\n", value(0));
  });
  printf("after: %d\n", value(0));

  /* Threads share: nothing is undone when one ends, all when the process does. */
  IN_CHILD("threads", {
    pthread_t thread;
    pthread_create(&thread, NULL, undo_in_thread, NULL);
    pthread_join(thread, NULL);
    printf("thread ended: %d\n", value(0));
    pthread_create(&thread, NULL, undo_in_thread, NULL);
    pthread_join(thread, NULL);
    printf("thread ended: %d\n", value(0));
  });
  printf("after: %d\n", value(0));
  IN_CHILD("unshare", {
    MUST(sem_change(id, 0, -4, SEM_UNDO));
    SHOW(unshare(CLONE_SYSVSEM));
    printf("unshared: %d\n", value(0));
  });
  printf("after: %d\n", value(0));

  /* SETVAL and SETALL forget what was to be undone. */
  IN_CHILD("setval", { MUST(sem_change(id, 0, -4, SEM_UNDO)); MUST(semctl(id, 0, SETVAL, 7)); });
  printf("after: %d\n", value(0));
  IN_CHILD("setall", {
    unsigned short all[] = {8, 9};
    MUST(sem_change(id, 0, -4, SEM_UNDO));
    MUST(semctl(id, 0, SETALL, (union semun){.array = all}));
  });
  printf("after: %d %d\n", value(0), value(1));

  /* Operations that fail leave nothing to be undone. */
  IN_CHILD("fail", {
    struct sembuf list[] = {{0, 5, SEM_UNDO}, {1, -100, SEM_UNDO | IPC_NOWAIT}};
    SHOW(semop(id, list, 2));
  });
  printf("after: %d %d\n", value(0), value(1));

  /* The limit of what can be undone. */
  IN_CHILD("limit", {
    MUST(semctl(id, 0, SETVAL, 0));
    SHOW(sem_change(id, 0, 32767, SEM_UNDO));
    MUST(sem_change(id, 0, -32767, 0));
    SHOW(sem_change(id, 0, 1, SEM_UNDO));
    SHOW(sem_change(id, 0, 1, SEM_UNDO));
    SHOW(sem_change(id, 0, 1, 0));
  });
  printf("after: %d\n", value(0));

  /* Undoing wakes who waits. */
  MUST(semctl(id, 0, SETVAL, 1));
  child = MUST(fork());
  if (child == 0) { MUST(sem_change(id, 0, -1, SEM_UNDO)); pause(); _exit(0); }
  while (value(0) != 0) sched_yield();
  pid_t waiter = MUST(fork());
  if (waiter == 0) { SHOW(sem_change(id, 0, -1, 0)); _exit(0); }
  await_waiters(id, 0, GETNCNT, 1);
  kill(child, SIGKILL);
  int status;
  MUST(waitpid(waiter, &status, 0));
  show_status("waiter", status);
  MUST(waitpid(child, &status, 0));

  /* A set that is gone has nothing to undo. */
  child = MUST(fork());
  if (child == 0) { MUST(sem_change(id, 0, 1, SEM_UNDO)); pause(); _exit(0); }
  while (value(0) != 1) sched_yield();
  MUST(semctl(id, 0, IPC_RMID));
  kill(child, SIGKILL);
  MUST(waitpid(child, &status, 0));
  show_status("child", status);
  return 0;
}
