// A working directory in /proc stays one, whoever looks the same names up meanwhile.
#include "guest.h"

static void stay(const char *name) {
  char directory[100], file[200], here[200];
  snprintf(directory, sizeof directory, "/proc/%d%s", getpid(), name);
  snprintf(file, sizeof file, "%s/stat", directory);
  MUST(chdir(directory));
  for (int i = 0; i < 3; i++) {
    close(MUST(open(file, O_RDONLY)));
    close(MUST(open("stat", O_RDONLY)));
    bool same = getcwd(here, sizeof here) != NULL && strcmp(here, directory) == 0;
    printf("%s: %s\n", *name ? "task" : "process", same ? "the same" : here);
  }
}

int main(void) {
  char task[50];
  stay("");
  snprintf(task, sizeof task, "/task/%d", gettid());
  stay(task);
  return 0;
}
