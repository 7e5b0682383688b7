// /proc/locks: flock(2), record locks of processes and of descriptions, and who waits for one.
#include "guest.h"
#include <sys/file.h>

static pid_t known[3];

static const char *who(int pid) {
  static const char *const names[] = {"first", "second", "third"};
  for (int i = 0; i < 3; i++) if (pid == known[i]) return names[i];
  return pid == -1 ? "-1" : "another";
}

/* The lines about one file, sorted, without the numbers in front. */
static void show(const char *what, const char *path) {
  char lines[16][128], line[256];
  int count = 0;
  struct stat st;
  MUST(stat(path, &st));
  char file[64];
  snprintf(file, sizeof file, " %02x:%02x:%lu ", (unsigned)(st.st_dev >> 8 & 0xfff), (unsigned)(st.st_dev & 0xff), (unsigned long)st.st_ino);
  FILE *f = MUST(fopen("/proc/locks", "r"));
  while (fgets(line, sizeof line, f) != NULL && count < 16) {
    char *at = strstr(line, file), *colon = strchr(line, ':');
    if (at == NULL) continue;
    char *pid = at;
    *at = 0;
    while (pid[-1] != ' ') pid--;
    int id = atoi(pid);
    *pid = 0;
    snprintf(lines[count++], 128, "%s%s|%s", colon + 1, who(id), at + strlen(file));
  }
  fclose(f);
  qsort(lines, (size_t)count, 128, (int (*)(const void *, const void *))strcmp);
  printf("%s: %d\n", what, count);
  for (int i = 0; i < count; i++) printf("  %s", lines[i]);
}

static void lock(int fd, int command, short type, off_t start, off_t length) {
  struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  MUST(fcntl(fd, command, &l));
}

int main(void) {
  int fd = MUST(open("file", O_RDWR | O_CREAT | O_TRUNC, 0600)), other = MUST(open("file", O_RDWR));
  known[0] = getpid();
  show("none", "file");
  MUST(flock(fd, LOCK_SH));
  MUST(flock(other, LOCK_SH));
  show("two shared", "file");
  MUST(flock(other, LOCK_UN));
  MUST(flock(fd, LOCK_EX));
  show("one exclusive", "file");
  lock(fd, F_SETLK, F_WRLCK, 10, 20);
  lock(fd, F_SETLK, F_RDLCK, 15, 5);
  lock(fd, F_SETLK, F_RDLCK, 1000, 0);
  lock(fd, F_OFD_SETLK, F_WRLCK, 100, 1);
  show("records", "file");
  known[1] = MUST(fork());
  if (known[1] == 0) {
    int mine = MUST(open("file", O_RDWR));
    flock(mine, LOCK_EX);
    _exit(0);
  }
  await_sleeping(known[1]);
  known[2] = MUST(fork());
  if (known[2] == 0) {
    int mine = MUST(open("file", O_RDWR));
    lock(mine, F_SETLKW, F_WRLCK, 0, 50);
    _exit(0);
  }
  await_sleeping(known[2]);
  show("waiting", "file");
  lock(fd, F_SETLK, F_UNLCK, 0, 0);
  MUST(waitpid(known[2], NULL, 0));
  known[2] = 0;
  show("without those of the process", "file");
  MUST(close(fd));
  show("the child has it, too", "file");
  kill(known[1], SIGKILL);
  MUST(waitpid(known[1], NULL, 0));
  MUST(close(other));
  show("none is left", "file");
  struct stat st;
  MUST(stat("/proc/locks", &st));
  printf("%o\n", st.st_mode);
  return 0;
}
