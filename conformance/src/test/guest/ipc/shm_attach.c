// How many are attached: fork, exec, exit, holes, mremap; a segment that goes with its last user.
#include "ipc.h"

static int id;

static void show(const char *when) {
  struct shmid_ds status;
  if (shmctl(id, IPC_STAT, &status) < 0) printf("%s: %s\n", when, errname(errno));
  else printf("%s: attached %lu mode %o lpid %s\n", when, status.shm_nattch, status.shm_perm.mode, status.shm_lpid == getpid() ? "me" : "other");
}

int main(int argc, char **argv) {
  if (argc > 1) {
    id = atoi(argv[1]);
    show("after exec");
    char *m = MUST(shmat(id, NULL, 0));
    printf("%s\n", m);
    return 0;
  }
  id = new_segment(IPC_PRIVATE, 5 * 4096, 0600);
  show("new");
  char *m = MUST(shmat(id, NULL, 0));
  strcpy(m, "from the parent");
  show("attached");
  IN_CHILD("child", {
    show("forked");
    printf("%s\n", m);
    strcpy(m, "from the child");
    show("in child");
  });
  show("child ended");
  printf("%s\n", m);
  IN_CHILD("detaches", { SHOW(shmdt(m)); show("detached"); SHOW(shmdt(m)); });
  show("child ended");
  IN_CHILD("killed", { raise(SIGKILL); });
  show("child killed");
  IN_CHILD("exec", {
    char number[16];
    snprintf(number, sizeof number, "%d", id);
    execl("/proc/self/exe", "shm_attach", number, NULL);
    _exit(1);
  });
  show("exec ended");
  pid_t child = MUST(vfork());
  if (child == 0) _exit(0);
  MUST(waitpid(child, NULL, 0));
  show("vfork ended");

  /* Pieces count each. */
  MUST(munmap(m + 2 * 4096, 4096));
  show("hole");
  MUST(mprotect(m, 4096, PROT_READ));
  show("protected");
  MUST(mprotect(m, 4096, PROT_READ | PROT_WRITE));
  show("protected back");
  IN_CHILD("pieces", { show("forked"); SHOW(shmdt(m)); show("detached"); });
  show("child ended");
  SHOW(shmdt(m));
  show("detached");

  m = MUST(shmat(id, NULL, 0));
  char *moved = MUST(mremap(m, 5 * 4096, 5 * 4096, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0x210000000000));
  show("moved");
  printf("%s\n", moved);
  SHOW(shmdt(m));
  SHOW(shmdt(moved));
  show("detached");
  m = MUST(shmat(id, NULL, 0));
  MUST(munmap(m, 4096));
  SHOW(shmdt(m + 4096));
  SHOW(shmdt(m));
  show("without a head");
  m = MUST(shmat(id, NULL, 0));
  char *larger = MUST(mremap(m, 5 * 4096, 7 * 4096, MREMAP_MAYMOVE));
  show("larger");
  IN_CHILD("behind the end", { larger[6 * 4096] = 1; });
  MUST(munmap(larger, 7 * 4096));
  show("unmapped");

  /* Marked, it can still be attached by its id. */
  m = MUST(shmat(id, NULL, 0));
  SHOW(shmctl(id, IPC_RMID, NULL));
  show("marked");
  SHOW(shmctl(id, IPC_RMID, NULL));
  char *again = SHOW_OK(shmat(id, NULL, 0));
  printf("%s\n", again);
  SHOW(shmdt(again));
  show("detached once");
  child = MUST(fork());
  if (child == 0) { pause(); _exit(0); }
  SHOW(shmdt(m));
  show("child holds it");
  kill(child, SIGKILL);
  MUST(waitpid(child, NULL, 0));
  show("gone");

  /* The key of a marked segment is free. */
  key_t key = own_key(4);
  id = new_segment(key, 4096, IPC_CREAT | 0600);
  m = MUST(shmat(id, NULL, 0));
  MUST(shmctl(id, IPC_RMID, NULL));
  SHOW(shmget(key, 4096, 0600));
  int other = new_segment(key, 8192, IPC_CREAT | IPC_EXCL | 0600);
  CHECK(other != id);
  struct shmid_ds status;
  MUST(shmctl(id, IPC_STAT, &status));
  printf("key %d mode %o\n", status.shm_perm.__key, status.shm_perm.mode);
  MUST(shmdt(m));
  show("gone");
  return 0;
}
