// semop that waits: counts of waiters, order, zero, signals, removal, time.
#include "ipc.h"

static int id;
static int status;

static pid_t waiter(const char *name, struct sembuf *list, int n) {
  pid_t child = MUST(fork());
  if (child == 0) {
    errno = 0;
    int result = semop(id, list, n);
    if (name != NULL) printf("%s: %d %s\n", name, result, result == 0 ? "ok" : errname(errno));
    _exit(0);
  }
  return child;
}

static void end(pid_t child) { MUST(waitpid(child, &status, 0)); }

int main(void) {
  id = new_set(IPC_PRIVATE, 3, 0600);

  struct sembuf take = {0, -1, 0}, take2 = {0, -2, 0}, zero = {0, 0, 0};
  pid_t a = waiter("take", &take, 1);
  await_waiters(id, 0, GETNCNT, 1);
  SHOW(semctl(id, 0, GETZCNT));
  SHOW(semctl(id, 0, GETVAL));
  MUST(sem_change(id, 0, 1, 0));
  end(a);
  CHECK(semctl(id, 0, GETPID) == a);
  SHOW(semctl(id, 0, GETVAL));

  MUST(semctl(id, 0, SETVAL, 2));
  a = waiter("zero", &zero, 1);
  await_waiters(id, 0, GETZCNT, 1);
  SHOW(semctl(id, 0, GETNCNT));
  MUST(sem_change(id, 0, -1, 0));
  SHOW(semctl(id, 0, GETZCNT));
  MUST(sem_change(id, 0, -1, 0));
  end(a);

  /* SETVAL and SETALL wake as well. */
  a = waiter("take", &take, 1);
  await_waiters(id, 0, GETNCNT, 1);
  MUST(semctl(id, 0, SETVAL, 1));
  end(a);
  a = waiter("take2", &take2, 1);
  await_waiters(id, 0, GETNCNT, 1);
  unsigned short all[] = {2, 0, 0};
  MUST(semctl(id, 0, SETALL, (union semun){.array = all}));
  end(a);
  SHOW(semctl(id, 0, GETVAL));

  /* First come, first served, but a large wish does not hold up a small one. */
  a = waiter("large", &take2, 1);
  await_waiters(id, 0, GETNCNT, 1);
  pid_t b = waiter("small", &take, 1);
  await_waiters(id, 0, GETNCNT, 2);
  MUST(sem_change(id, 0, 1, 0));
  end(b);
  SHOW(semctl(id, 0, GETNCNT));
  MUST(sem_change(id, 0, 2, 0));
  end(a);
  pid_t order[6];
  for (int i = 0; i < 6; i++) {
    char name[8];
    snprintf(name, sizeof name, "n%d", i);
    order[i] = waiter(name, &take, 1);
    await_waiters(id, 0, GETNCNT, i + 1);
  }
  for (int i = 0; i < 6; i++) {
    MUST(sem_change(id, 0, 1, 0));
    end(order[i]);
    CHECK(semctl(id, 0, GETPID) == order[i]);
  }

  /* A list that waits in its second semaphore, then in its third. */
  struct sembuf list[] = {{0, 1, 0}, {1, -1, 0}, {2, -1, 0}};
  a = waiter("list", list, 3);
  await_waiters(id, 1, GETNCNT, 1);
  SHOW(semctl(id, 2, GETNCNT));
  MUST(sem_change(id, 1, 1, 0));
  await_waiters(id, 2, GETNCNT, 1);
  SHOW(semctl(id, 1, GETNCNT));
  SHOW(semctl(id, 1, GETVAL));
  SHOW(semctl(id, 0, GETVAL));
  MUST(sem_change(id, 2, 1, 0));
  end(a);
  SHOW(semctl(id, 0, GETVAL));
  SHOW(semctl(id, 1, GETVAL));

  /* What one does lets the next go on. */
  MUST(semctl(id, 0, SETVAL, 0));
  struct sembuf chain1[] = {{0, -1, 0}, {1, 1, 0}}, chain2[] = {{1, -1, 0}, {2, 1, 0}}, chain3[] = {{2, -1, 0}, {0, 0, 0}};
  waiter(NULL, chain3, 2);
  await_waiters(id, 2, GETNCNT, 1);
  waiter(NULL, chain2, 2);
  await_waiters(id, 1, GETNCNT, 1);
  waiter(NULL, chain1, 2);
  await_waiters(id, 0, GETNCNT, 1);
  MUST(sem_change(id, 0, 1, 0));
  for (int i = 0; i < 3; i++) MUST(wait(&status));
  SHOW(semctl(id, 0, GETVAL));
  SHOW(semctl(id, 1, GETVAL));
  SHOW(semctl(id, 2, GETVAL));

  /* A wish that fails once it would be its turn. */
  struct sembuf range[] = {{1, -1, 0}, {0, 32767, 0}};
  MUST(semctl(id, 0, SETVAL, 1));
  a = waiter("range", range, 2);
  await_waiters(id, 1, GETNCNT, 1);
  MUST(sem_change(id, 1, 1, 0));
  end(a);
  SHOW(semctl(id, 1, GETVAL));
  struct sembuf impatient[] = {{2, -1, 0}, {1, -5, IPC_NOWAIT}};
  a = waiter("impatient", impatient, 2);
  await_waiters(id, 2, GETNCNT, 1);
  MUST(sem_change(id, 2, 1, 0));
  end(a);

  /* Signals: never restarted. */
  MUST(semctl(id, 0, SETVAL, 0));
  for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
    a = MUST(fork());
    if (a == 0) {
      handle(SIGUSR1, flags);
      SHOW(sem_change(id, 0, -1, 0));
      printf("caught %s\n", signame(caught));
      _exit(0);
    }
    await_waiters(id, 0, GETNCNT, 1);
    kill(a, SIGUSR1);
    end(a);
    SHOW(semctl(id, 0, GETNCNT));
  }
  a = MUST(fork());
  if (a == 0) { SHOW(sem_change(id, 0, -1, 0)); _exit(0); }
  await_waiters(id, 0, GETNCNT, 1);
  kill(a, SIGSTOP);
  MUST(waitpid(a, &status, WUNTRACED));
  kill(a, SIGCONT);
  end(a);
  a = waiter("killed", &take, 1);
  await_waiters(id, 0, GETNCNT, 1);
  kill(a, SIGKILL);
  end(a);
  show_status("killed", status);
  SHOW(semctl(id, 0, GETNCNT));

  /* Time. */
  struct timespec soon = {0, 20000000}, now = {0, 0}, negative = {-1, 0};
  SHOW(semtimedop(id, &take, 1, &soon));
  SHOW(semtimedop(id, &take, 1, &now));
  SHOW(semtimedop(id, &take, 1, &negative));
  SHOW(semctl(id, 0, GETNCNT));
  MUST(sem_change(id, 0, 1, 0));
  SHOW(semtimedop(id, &take, 1, &now));

  /* Removal. */
  a = waiter("removed", &take, 1);
  await_waiters(id, 0, GETNCNT, 1);
  MUST(semctl(id, 1, SETVAL, 1));
  struct sembuf other = {1, 0, 0};
  b = waiter("removed too", &other, 1);
  await_waiters(id, 1, GETZCNT, 1);
  kill(a, SIGSTOP);
  MUST(waitpid(a, &status, WUNTRACED));
  MUST(semctl(id, 0, IPC_RMID));
  end(b);
  kill(a, SIGCONT);
  end(a);
  return 0;
}
