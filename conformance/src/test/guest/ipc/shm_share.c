// Segments shared by processes: contents, futexes in them, their lines in maps, permissions.
#include "ipc.h"
#include <linux/futex.h>

static void show_maps(const char *name) {
  FILE *maps = fopen("/proc/self/maps", "r");
  char line[512];
  while (fgets(line, sizeof line, maps) != NULL) {
    unsigned long start, end, offset, inode;
    char rights[5], device[16], path[256] = "";
    sscanf(line, "%lx-%lx %4s %lx %15s %lu %255[^\n]", &start, &end, rights, &offset, device, &inode, path);
    char *text = path;
    while (*text == ' ') text++;
    if (strstr(text, name)) printf("%lu %s %lx\n", end - start, rights, offset);
  }
  fclose(maps);
}

static int id;

static void check(void) {
  struct shmid_ds status;
  SHOW_OK(shmat(id, NULL, 0));
  SHOW_OK(shmat(id, NULL, SHM_RDONLY));
  SHOW_OK(shmat(id, NULL, SHM_RDONLY | SHM_EXEC));
  SHOW(shmctl(id, IPC_STAT, &status));
  SHOW(shmctl(id, SHM_LOCK, NULL));
  SHOW(shmctl(id, SHM_UNLOCK, NULL));
  SHOW(shmctl(id, IPC_RMID, NULL));
}

int main(void) {
  key_t key = own_key(5);
  id = new_segment(key, 100 * 4096, IPC_CREAT | 0600);
  int *words = MUST(shmat(id, NULL, 0));
  char name[64];
  snprintf(name, sizeof name, "/SYSV%08x (deleted)", key);
  show_maps(name);
  MUST(mprotect((char *)words + 4096, 4096, PROT_NONE));
  show_maps(name);
  MUST(mprotect((char *)words + 4096, 4096, PROT_READ | PROT_WRITE));

  /* A futex hand-off through a segment that the child attached itself. */
  pid_t child = MUST(fork());
  if (child == 0) {
    int *mine = MUST(shmat(id, NULL, 0));
    for (int i = 1; i < 1000; i += 2) {
      while (__atomic_load_n(mine, __ATOMIC_SEQ_CST) != i) syscall(SYS_futex, mine, FUTEX_WAIT, i - 1, NULL, NULL, 0);
      __atomic_store_n(mine, i + 1, __ATOMIC_SEQ_CST);
      syscall(SYS_futex, mine, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
    for (int i = 0; i < 100; i++) mine[i * 1024 + 1] = i * i;
    _exit(0);
  }
  for (int i = 0; i < 1000; i += 2) {
    while (__atomic_load_n(words, __ATOMIC_SEQ_CST) != i) syscall(SYS_futex, words, FUTEX_WAIT, i - 1, NULL, NULL, 0);
    __atomic_store_n(words, i + 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, words, FUTEX_WAKE, 1, NULL, NULL, 0);
  }
  int status;
  MUST(waitpid(child, &status, 0));
  show_status("futex", status);
  long sum = 0;
  for (int i = 0; i < 100; i++) sum += words[i * 1024 + 1];
  printf("%d %ld\n", words[0], sum);

  /* What calls of the kernel write and read. */
  int fd = MUST(open("/proc/self/exe", O_RDONLY));
  SHOW(pread(fd, (char *)words + 5000, 4, 0));
  printf("%.3s\n", (char *)words + 5001);
  close(fd);
  MUST(shmdt(words));
  words = MUST(shmat(id, NULL, 0));
  printf("kept %d\n", words[0]);
  MUST(shmdt(words));

  if (geteuid() != 0) return 0;
  int modes[] = {0600, 0060, 0006, 0444, 0777};
  for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
    id = new_segment(IPC_PRIVATE, 4096, modes[i]);
    struct shmid_ds change;
    MUST(shmctl(id, IPC_STAT, &change));
    change.shm_perm.uid = 1001;
    change.shm_perm.gid = 1002;
    MUST(shmctl(id, IPC_SET, &change));
    printf("mode %o\n", modes[i]);
    check_as("group", 3000, 1002, check);
    check_as("other", 3000, 3000, check);
    check_as("owner", 1001, 3000, check);
  }
  return 0;
}
