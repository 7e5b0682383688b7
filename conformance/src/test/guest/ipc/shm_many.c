// Many segments and many attachments at a time, in many processes.
#include "ipc.h"

#define SEGMENTS 120

static int ids[SEGMENTS];
static int *maps[SEGMENTS];

int main(void) {
  for (int i = 0; i < SEGMENTS; i++) {
    ids[i] = MUST(shmget(IPC_PRIVATE, (i % 5 + 1) * 4096, 0600));
    maps[i] = MUST(shmat(ids[i], NULL, 0));
    maps[i][0] = i;
    MUST(shmctl(ids[i], IPC_RMID, NULL)); /* gone when the last process is */
  }
  for (int p = 0; p < 8; p++) {
    if (MUST(fork()) == 0) {
      for (int i = p; i < SEGMENTS; i += 8) maps[i][1] = p * 1000 + i;
      for (int i = 0; i < SEGMENTS; i += 2) MUST(shmdt(maps[i]));
      _exit(0);
    }
  }
  int status;
  for (int p = 0; p < 8; p++) {
    MUST(wait(&status));
    show_status("child", status);
  }
  struct shmid_ds segment;
  long sum = 0, attached = 0;
  for (int i = 0; i < SEGMENTS; i++) {
    sum += maps[i][0] + maps[i][1];
    MUST(shmctl(ids[i], IPC_STAT, &segment));
    attached += segment.shm_nattch;
  }
  printf("sum %ld, attached %ld\n", sum, attached);
  for (int i = 0; i < SEGMENTS; i++) MUST(shmdt(maps[i]));
  int left = 0;
  for (int i = 0; i < SEGMENTS; i++) left += shmctl(ids[i], IPC_STAT, &segment) == 0;
  printf("left %d\n", left);

  /* One segment in many places. */
  int id = new_segment(IPC_PRIVATE, 8192, 0600);
  int *places[64];
  for (int i = 0; i < 64; i++) places[i] = MUST(shmat(id, NULL, i % 2 ? SHM_RDONLY : 0));
  places[0][1500] = 99;
  bool same = true;
  for (int i = 0; i < 64; i++) same &= places[i][1500] == 99;
  CHECK(same);
  for (int i = 0; i < 64; i += 2) MUST(shmdt(places[i]));
  MUST(shmctl(id, IPC_STAT, &segment));
  printf("attached %lu\n", segment.shm_nattch);
  return 0;
}
