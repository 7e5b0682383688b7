// Thousands of hand-offs between processes and between threads, without a lost wake-up.
#include "ipc.h"

#define ROUNDS 3000
#define THREADS 8

static int id;
static int counter;

static void *worker(void *unused) {
  for (int i = 0; i < 400; i++) {
    MUST(sem_change(id, 2, -1, 0));
    counter++;
    MUST(sem_change(id, 2, 1, 0));
  }
  return unused;
}

int main(void) {
  id = new_set(IPC_PRIVATE, 4, 0600);
  pid_t child = MUST(fork());
  for (int i = 0; i < ROUNDS; i++) {
    if (child == 0) {
      MUST(sem_change(id, 0, -1, 0));
      MUST(sem_change(id, 1, 1, 0));
    } else {
      MUST(sem_change(id, 0, 1, 0));
      MUST(sem_change(id, 1, -1, 0));
    }
  }
  if (child == 0) _exit(0);
  int status;
  MUST(waitpid(child, &status, 0));
  show_status("ping-pong", status);
  SHOW(semctl(id, 0, GETVAL));
  SHOW(semctl(id, 1, GETVAL));

  MUST(semctl(id, 2, SETVAL, 1));
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, worker, NULL);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  printf("counted %d\n", counter);

  /* A barrier of zero: all leave when the last has come. */
  for (int round = 0; round < 50; round++) {
    MUST(semctl(id, 3, SETVAL, 4));
    for (int i = 0; i < 4; i++) {
      if (MUST(fork()) == 0) {
        MUST(sem_change(id, 3, -1, 0));
        MUST(sem_change(id, 3, 0, 0));
        _exit(0);
      }
    }
    for (int i = 0; i < 4; i++) MUST(wait(&status));
  }
  SHOW(semctl(id, 3, GETVAL));
  return 0;
}
