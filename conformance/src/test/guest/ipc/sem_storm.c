// Many who wait on one set: some are killed, some time out, some are served, the rest see it removed.
#include "ipc.h"

#define WAITERS 40

int main(void) {
  int id = new_set(IPC_PRIVATE, 1, 0600);
  pid_t children[WAITERS];
  for (int i = 0; i < WAITERS; i++) {
    children[i] = MUST(fork());
    if (children[i] == 0) {
      struct sembuf take = {0, -1, i % 4 == 1 ? SEM_UNDO : 0};
      struct timespec soon = {0, 1000000};
      int result = i % 4 == 0 ? semtimedop(id, &take, 1, &soon) : semop(id, &take, 1);
      _exit(result == 0 ? 0 : errno);
    }
  }
  int timedOut = 0, killed = 0, served = 0, removed = 0, status;
  for (int i = 0; i < WAITERS; i += 4) {
    MUST(waitpid(children[i], &status, 0));
    timedOut += WIFEXITED(status) && WEXITSTATUS(status) == EAGAIN;
  }
  await_waiters(id, 0, GETNCNT, WAITERS * 3 / 4);
  for (int i = 1; i < WAITERS; i += 4) {
    kill(children[i], SIGKILL);
    MUST(waitpid(children[i], &status, 0));
    killed += WIFSIGNALED(status);
  }
  SHOW(semctl(id, 0, GETNCNT));
  MUST(sem_change(id, 0, 5, 0));
  await_waiters(id, 0, GETNCNT, WAITERS / 2 - 5);
  SHOW(semctl(id, 0, IPC_RMID));
  for (int i = 0; i < WAITERS; i++) {
    if (i % 4 < 2) continue;
    MUST(waitpid(children[i], &status, 0));
    served += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    removed += WIFEXITED(status) && WEXITSTATUS(status) == EIDRM;
  }
  printf("%d timed out, %d killed, %d served, %d removed\n", timedOut, killed, served, removed);
  return 0;
}
