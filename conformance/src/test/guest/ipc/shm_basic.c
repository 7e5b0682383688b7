// shmget, shmat, shmdt, shmctl: sizes, flags, addresses, errors.
#include "ipc.h"

#define PLACE ((char *)0x200000000000)

int main(void) {
  key_t key = own_key(3);
  SHOW(shmget(key, 4096, 0600));
  int id = new_segment(key, 10000, IPC_CREAT | IPC_EXCL | 0640);
  CHECK(shmget(key, 10000, 0) == id);
  CHECK(shmget(key, 0, 0) == id);
  CHECK(shmget(key, 9999, IPC_CREAT | 0600) == id);
  SHOW(shmget(key, 10001, 0));
  SHOW(shmget(key, 100, IPC_CREAT | IPC_EXCL));
  SHOW(shmget(IPC_PRIVATE, 0, 0600));
  SHOW(shmget(IPC_PRIVATE, -1, 0600));
  SHOW(shmget(IPC_PRIVATE, 1L << 62, 0600));
  SHOW(shmget(IPC_PRIVATE, 1 << 21, SHM_HUGETLB | 0600));

  char *a = SHOW_OK(shmat(id, NULL, 0));
  char *b = SHOW_OK(shmat(id, NULL, SHM_RDONLY));
  strcpy(a + 9000, "hello");
  printf("%s %s\n", a + 9000, b + 9000);
  a[12287] = 7; /* to the end of the last page */
  printf("%d\n", b[12287]);
  struct shmid_ds status;
  MUST(shmctl(id, IPC_STAT, &status));
  printf("mode %o size %zu attached %lu cpid %d lpid %d key %d\n", status.shm_perm.mode, status.shm_segsz, status.shm_nattch,
         status.shm_cpid == getpid(), status.shm_lpid == getpid(), status.shm_perm.__key == key);
  CHECK(labs(status.shm_atime - time(NULL)) < 3 && status.shm_dtime == 0);
  SHOW(mprotect(b, 4096, PROT_READ | PROT_WRITE));
  SHOW(mprotect(b, 4096, PROT_READ | PROT_EXEC));
  SHOW(mprotect(a, 4096, PROT_READ));
  SHOW(mprotect(a, 4096, PROT_READ | PROT_WRITE));
  SHOW(shmdt(b));
  SHOW(shmdt(b));
  SHOW(shmdt(a + 1));
  SHOW(shmdt(a + 4096));
  SHOW(shmdt(NULL));

  CHECK(shmat(id, PLACE, 0) == PLACE);
  SHOW(shmat(id, PLACE, 0));
  SHOW(shmat(id, PLACE + 4096, 0));
  SHOW(shmat(id, PLACE + 12288 + 1, 0));
  CHECK(shmat(id, PLACE + 12288 + 1, SHM_RND) == PLACE + 12288);
  CHECK(shmat(id, PLACE, SHM_REMAP) == PLACE);
  SHOW(shmat(id, NULL, SHM_REMAP));
  SHOW(shmat(id, (void *)1, SHM_REMAP | SHM_RND));
  SHOW(shmat(id, (void *)-4096L, 0));
  SHOW(shmat(id, (void *)0x7fffffffe000, 0));
  SHOW(shmat(-1, NULL, 0));
  SHOW(shmat(id + 0x10000, NULL, 0));
  printf("%s %s\n", PLACE + 9000, PLACE + 12288 + 9000);
  MUST(shmctl(id, IPC_STAT, &status));
  printf("attached %lu\n", status.shm_nattch);
  SHOW(shmdt(PLACE));
  MUST(shmctl(id, IPC_STAT, &status));
  printf("attached %lu\n", status.shm_nattch);
  SHOW(shmdt(PLACE + 12288));
  CHECK(status.shm_dtime != 0);
  char *code = SHOW_OK(shmat(id, NULL, SHM_EXEC));
  code[0] = (char)0xc3;
  ((void (*)(void))code)();
  SHOW(shmdt(code));

  SHOW(shmctl(id, SHM_LOCK, NULL));
  MUST(shmctl(id, IPC_STAT, &status));
  printf("mode %o\n", status.shm_perm.mode);
  SHOW(shmctl(id, SHM_UNLOCK, NULL));
  SHOW(shmctl(id, SHM_UNLOCK, NULL));
  status.shm_perm.mode = 0604 | SHM_DEST;
  SHOW(shmctl(id, IPC_SET, &status));
  MUST(shmctl(id, IPC_STAT, &status));
  printf("mode %o\n", status.shm_perm.mode);
  SHOW(shmctl(id, IPC_STAT, (void *)8));
  SHOW(shmctl(id, 77, NULL));
  SHOW(shmctl(-1, IPC_STAT, &status));
  struct shminfo limits;
  CHECK(shmctl(0, IPC_INFO, (void *)&limits) >= 0);
  printf("shmmin %lu\n", limits.shmmin);
  struct shm_info usage;
  int highest = shmctl(0, SHM_INFO, (void *)&usage);
  CHECK(usage.used_ids >= 1 && usage.shm_tot >= 3 && usage.shm_rss >= 1);
  int found = 0;
  for (int i = 0; i <= highest; i++) found += shmctl(i, SHM_STAT, &status) == id;
  for (int i = 0; i <= highest; i++) found += shmctl(i, SHM_STAT_ANY, &status) == id;
  printf("found %d\n", found);
  SHOW(shmctl(id, IPC_RMID, NULL));
  SHOW(shmdt(a));
  SHOW(shmctl(id, IPC_RMID, NULL));
  SHOW(shmat(id, NULL, 0));
  return 0;
}
