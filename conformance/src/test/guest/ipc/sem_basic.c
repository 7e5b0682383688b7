// semget, semctl and semop without anybody waiting: sizes, values, all-or-nothing lists, errors.
#include "ipc.h"

static void show_all(int id, int n) {
  unsigned short values[8];
  MUST(semctl(id, 0, GETALL, (union semun){.array = values}));
  for (int i = 0; i < n; i++) printf("%u ", values[i]);
  printf("\n");
}

int main(void) {
  key_t key = own_key(1);
  SHOW(semget(key, 1, 0600));
  int id = new_set(key, 3, IPC_CREAT | IPC_EXCL | 0640);
  CHECK(semget(key, 3, 0600) == id);
  CHECK(semget(key, 0, 0) == id);
  SHOW(semget(key, 4, 0600));
  SHOW(semget(key, 3, IPC_CREAT | IPC_EXCL | 0600));
  SHOW(semget(IPC_PRIVATE, 0, 0600));
  SHOW(semget(IPC_PRIVATE, -1, 0600));
  SHOW(semget(IPC_PRIVATE, 1 << 20, 0600));

  show_all(id, 3);
  SHOW(semctl(id, 1, SETVAL, 5));
  SHOW(semctl(id, 1, GETVAL));
  CHECK(semctl(id, 1, GETPID) == getpid());
  CHECK(semctl(id, 0, GETPID) == 0);
  SHOW(semctl(id, 1, SETVAL, -1));
  SHOW(semctl(id, 1, SETVAL, 32768));
  SHOW(semctl(id, 1, SETVAL, 32767));
  SHOW(semctl(id, 3, SETVAL, 1));
  SHOW(semctl(id, -1, GETVAL));
  SHOW(semctl(id, 3, GETVAL));
  SHOW(semctl(id, 0, GETNCNT));
  SHOW(semctl(id, 0, GETZCNT));
  SHOW(semctl(id, 7, GETZCNT));
  SHOW(semctl(-1, 0, GETVAL));
  SHOW(semctl(id, 0, 99));
  SHOW(semctl(id + 0x10000, 0, GETVAL));

  unsigned short some[3] = {1, 2, 3}, bad[3] = {1, 40000, 3};
  SHOW(semctl(id, 0, SETALL, (union semun){.array = some}));
  show_all(id, 3);
  SHOW(semctl(id, 0, SETALL, (union semun){.array = bad}));
  SHOW(semctl(id, 0, SETALL, (union semun){.array = (void *)8}));
  SHOW(semctl(id, 0, GETALL, (union semun){.array = (void *)8}));
  show_all(id, 3);

  /* All or nothing. */
  struct sembuf list[] = {{0, -1, IPC_NOWAIT}, {1, -2, IPC_NOWAIT}, {2, -4, IPC_NOWAIT}};
  SHOW(semop(id, list, 3));
  show_all(id, 3);
  list[2].sem_op = -3;
  SHOW(semop(id, list, 3));
  show_all(id, 3);
  /* One semaphore several times, in order. */
  struct sembuf twice[] = {{0, 2, 0}, {0, -1, IPC_NOWAIT}, {0, -1, IPC_NOWAIT}, {0, 0, IPC_NOWAIT}, {0, 7, 0}};
  SHOW(semop(id, twice, 5));
  show_all(id, 3);
  SHOW(semop(id, twice, 5));
  show_all(id, 3);
  SHOW(sem_change(id, 1, 32767, 0));
  SHOW(sem_change(id, 1, 1, 0));
  SHOW(sem_change(id, 1, -32768, IPC_NOWAIT));
  SHOW(sem_change(id, 1, -32767, IPC_NOWAIT));
  SHOW(sem_change(id, 3, 1, 0));
  SHOW(sem_change(id, 0, 0, IPC_NOWAIT));
  SHOW(sem_change(id, 1, 0, IPC_NOWAIT));
  SHOW(semop(id, twice, 0));
  SHOW(semop(id, (void *)8, 1));
  SHOW(semop(-1, twice, 1));
  SHOW(semop(id + 0x10000, twice, 1));
  static struct sembuf many[501];
  SHOW(semop(id, many, 501));
  for (int i = 0; i < 500; i++) many[i] = (struct sembuf){1, i % 2 ? -1 : 1, 0};
  SHOW(semop(id, many, 500));
  show_all(id, 3);
  struct timespec wrong = {0, 1000000000};
  SHOW(semtimedop(id, twice, 1, &wrong));
  SHOW(semtimedop(id, twice, 1, (void *)8));

  struct semid_ds status;
  MUST(semctl(id, 0, IPC_STAT, (union semun){.buf = &status}));
  printf("mode %o nsems %lu uid %u gid %u cuid %u cgid %u key %d\n", status.sem_perm.mode, status.sem_nsems,
         status.sem_perm.uid == geteuid(), status.sem_perm.gid == getegid(), status.sem_perm.cuid == geteuid(),
         status.sem_perm.cgid == getegid(), status.sem_perm.__key == key);
  CHECK(labs(status.sem_otime - time(NULL)) < 3);
  CHECK(labs(status.sem_ctime - time(NULL)) < 3);
  status.sem_perm.mode = 0777 | 01000;
  status.sem_perm.uid = 77;
  SHOW(semctl(id, 0, IPC_SET, (union semun){.buf = &status}));
  MUST(semctl(id, 0, IPC_STAT, (union semun){.buf = &status}));
  printf("mode %o uid %u cuid %u\n", status.sem_perm.mode, status.sem_perm.uid, status.sem_perm.cuid == geteuid());
  SHOW(semctl(id, 0, IPC_STAT, (union semun){.buf = (void *)8}));

  struct seminfo info;
  CHECK(semctl(0, 0, IPC_INFO, (union semun){.info = &info}) >= 0);
  printf("semvmx %d semusz %d semaem %d\n", info.semvmx, info.semusz, info.semaem);
  int highest = semctl(0, 0, SEM_INFO, (union semun){.info = &info});
  CHECK(highest >= 0 && info.semusz >= 1 && info.semaem >= 3);
  int found = 0;
  for (int i = 0; i <= highest; i++) found += semctl(i, 0, SEM_STAT, (union semun){.buf = &status}) == id;
  printf("found %d\n", found);
  found = 0;
  for (int i = 0; i <= highest; i++) found += semctl(i, 0, SEM_STAT_ANY, (union semun){.buf = &status}) == id;
  printf("found %d\n", found);

  SHOW(semctl(id, 0, IPC_RMID));
  SHOW(semctl(id, 0, IPC_RMID));
  SHOW(semctl(id, 0, GETVAL));
  int next = new_set(key, 1, IPC_CREAT | IPC_EXCL | 0600);
  CHECK(next != id);
  return 0;
}
