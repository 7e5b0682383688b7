// Children by the thousand, one after the other and many at a time, with and without a program of their own: each ends, is waited for,
// and leaves nothing behind. With arguments, FORKS PROGRAMS and any third, so many.
#include "guest.h"
#include <spawn.h>

extern char **environ;

/* What /proc lists: this process only, if all others are gone. */
static int listed(void) {
  DIR *proc = opendir("/proc");
  struct dirent *entry;
  int count = 0;
  while ((entry = readdir(proc)) != NULL) {
    char path[300], line[300];
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
    FILE *file = fopen(path, "r");
    int parent = 0;
    if (file == NULL) continue;
    if (fgets(line, sizeof line, file) != NULL) sscanf(strrchr(line, ')') + 1, " %*c %d", &parent);
    fclose(file);
    count += parent == getpid();
  }
  closedir(proc);
  return count;
}

static void forks(int total, int at_a_time) {
  int good = 0, status;
  for (int made = 0; made < total; made += at_a_time) {
    for (int i = 0; i < at_a_time; i++) {
      pid_t child = MUST(fork());
      if (child == 0) _exit((made + i) % 200);
    }
    for (int i = 0; i < at_a_time; i++) {
      if (wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) < 200) good++;
    }
  }
  printf("%d forks, %d at a time: %d well ended, %d children listed\n", total, at_a_time, good, listed());
  SHOW(wait(&status));
}

static void execs(int total) {
  char *const arguments[] = {"many_forks", "5", NULL};
  int good = 0, status;
  for (int i = 0; i < total; i++) {
    pid_t child;
    if (i % 2 == 0) {
      if ((child = MUST(fork())) == 0) {
        execv("/proc/self/exe", arguments);
        _exit(127);
      }
    } else if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ) != 0) {
      abort();
    }
    if (MUST(waitpid(child, &status, 0)) == child && WIFEXITED(status) && WEXITSTATUS(status) == 5) good++;
  }
  printf("%d programs: %d well ended, %d children listed\n", total, good, listed());
}

int main(int count, char **arguments) {
  if (count == 2) return atoi(arguments[1]);
  int forks_each = count > 2 ? atoi(arguments[1]) : 1000, programs = count > 2 ? atoi(arguments[2]) : 300;
  forks(forks_each, 1);
  forks(forks_each, 50);
  execs(programs);
  return 0;
}
