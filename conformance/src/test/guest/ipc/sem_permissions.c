// Who may do what: owner, creator, group, others, CAP_IPC_OWNER.
#include "ipc.h"

static int id;

static void check(void) {
  struct semid_ds status = {0};
  unsigned short all[2];
  SHOW(semctl(id, 0, GETVAL));
  SHOW(semctl(id, 0, SETVAL, 3));
  SHOW(semctl(id, 0, GETALL, (union semun){.array = all}));
  SHOW(sem_change(id, 0, 1, 0));
  SHOW(sem_change(id, 1, 0, IPC_NOWAIT));
  SHOW(semctl(id, 0, IPC_STAT, (union semun){.buf = &status}));
  status.sem_perm.mode = 0;
  status.sem_perm.uid = getuid();
  status.sem_perm.gid = getgid();
  SHOW(semctl(id, 0, IPC_SET, (union semun){.buf = &status}) == 0 ? 0 : -1);
  SHOW(semctl(id, 0, IPC_RMID) == 0 ? 0 : -1);
}

int main(void) {
  if (geteuid() != 0) { printf("not root\n"); return 0; }
  key_t key = own_key(2);
  int modes[] = {0600, 0060, 0006, 0444, 0222, 0, 0040};
  for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
    id = new_set(key, 2, IPC_CREAT | modes[i]);
    struct semid_ds status;
    MUST(semctl(id, 0, IPC_STAT, (union semun){.buf = &status}));
    status.sem_perm.uid = 1001;
    status.sem_perm.gid = 1002;
    MUST(semctl(id, 0, IPC_SET, (union semun){.buf = &status}));
    printf("mode %o\n", modes[i]);
    check_as("group", 3000, 1002, check);
    check_as("other", 3000, 3000, check);
    IN_CHILD("key", {
      MUST(setresuid(3000, 3000, 3000));
      SHOW(semget(key, 0, 0) == id ? 0 : -1);
      SHOW(semget(key, 0, 0400) == id ? 0 : -1);
      SHOW(semget(key, 0, 0004) == id ? 0 : -1);
      SHOW(semget(key, 0, 0002) == id ? 0 : -1);
    });
    check_as("owner", 1001, 3000, check);
    MUST(semctl(id, 0, IPC_RMID) == 0 || errno == EINVAL ? 0 : -1);
  }
  return 0;
}
