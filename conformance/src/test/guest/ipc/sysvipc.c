// /proc/sysvipc, the limits in /proc/sys/kernel, and ids that are not used again at once.
#include "ipc.h"
#include <linux/limits.h>

/* Columns that differ from run to run. */
static bool is_masked(const char *name) {
  return strstr(name, "time") || strstr(name, "pid") || strstr(name, "id") == name + 3 || strcmp(name, "key") == 0;
}

static void show_line(const char *path, int id) {
  FILE *file = fopen(path, "r");
  char head[512], line[512], *names[20];
  if (file == NULL) { printf("%s: %s\n", path, errname(errno)); return; }
  if (fgets(head, sizeof head, file)) printf("%s", head);
  int columns = 0;
  for (char *word = strtok(head, " \n"); word != NULL; word = strtok(NULL, " \n")) names[columns++] = word;
  while (fgets(line, sizeof line, file) != NULL) {
    long key, number;
    if (sscanf(line, "%ld %ld", &key, &number) != 2 || number != id) continue;
    printf("%d characters:", (int)strlen(line));
    int column = 0;
    for (char *word = strtok(line, " \n"); word != NULL; word = strtok(NULL, " \n")) {
      printf(" %s", is_masked(names[column++]) ? "*" : word);
    }
    printf("\n");
  }
  fclose(file);
}

int main(void) {
  int set = new_set(own_key(7), 5, IPC_CREAT | 0612);
  int queue = new_queue(own_key(7), IPC_CREAT | 0634);
  int segment = new_segment(own_key(7), 4096, IPC_CREAT | 0656);
  struct { long type; char text[40]; } message = {1, "text"};
  MUST(msgsnd(queue, &message, 40, 0));
  char *memory = MUST(shmat(segment, NULL, 0));
  memory[0] = 1;
  show_line("/proc/sysvipc/sem", set);
  show_line("/proc/sysvipc/msg", queue);
  show_line("/proc/sysvipc/shm", segment);
  MUST(shmctl(segment, IPC_RMID, NULL));
  show_line("/proc/sysvipc/shm", segment);

  const char *files[] = {"shmmni", "msgmax", "msgmnb", "msgmni", "sem", "sem_next_id", "msg_next_id", "shm_next_id", "shm_rmid_forced", "shmmin"};
  for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "/proc/sys/kernel/%s", files[i]);
    show_file(path);
  }

  /* An id is not soon another's. */
  int seen[200];
  bool again = false;
  for (int i = 0; i < 200; i++) {
    seen[i] = MUST(msgget(IPC_PRIVATE, 0600));
    for (int j = 0; j < i; j++) again |= seen[j] == seen[i];
    MUST(msgctl(seen[i], IPC_RMID, NULL));
  }
  CHECK(!again);
  CHECK(seen[199] >= 0);
  return 0;
}
