// Reading directories: entries, types, seeking, changes while reading, errors.
#include "guest.h"

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path) {
  DIR *dir = opendir(path);
  if (dir == NULL) { printf("%s: %s\n", path, errname(errno)); return; }
  char *names[64];
  int count = 0;
  for (struct dirent *e; (e = readdir(dir)) != NULL;) {
    char text[300];
    snprintf(text, sizeof text, "%s type %d", e->d_name, e->d_type);
    names[count++] = strdup(text);
  }
  closedir(dir);
  qsort(names, (size_t)count, sizeof *names, by_name);
  for (int i = 0; i < count; i++) printf("  %s\n", names[i]);
}

static int count_entries(DIR *dir) {
  int count = 0;
  while (readdir(dir) != NULL) count++;
  return count;
}

int main(void) {
  MUST(mkdir("d", 0755));
  write_file("d/file", "x");
  MUST(mkdir("d/dir", 0755));
  MUST(symlink("file", "d/link"));
  MUST(mkfifo("d/fifo", 0600));
  list("d");
  list("d/file");
  list("none");
  MUST(mkdir("many", 0755));
  char name[64];
  for (int i = 0; i < 500; i++) {
    snprintf(name, sizeof name, "many/entry-with-a-longer-name-%04d", i);
    close(MUST(open(name, O_CREAT | O_WRONLY, 0644)));
  }
  DIR *dir = opendir("many");
  printf("many: %d\n", count_entries(dir));
  printf("at the end: %d\n", count_entries(dir));
  rewinddir(dir);
  printf("again: %d\n", count_entries(dir));
  // telldir and seekdir come back to the same entry
  rewinddir(dir);
  for (int i = 0; i < 10; i++) readdir(dir);
  long where = telldir(dir);
  struct dirent *e = readdir(dir);
  strcpy(name, e->d_name);
  for (int i = 0; i < 100; i++) readdir(dir);
  seekdir(dir, where);
  e = readdir(dir);
  printf("seekdir: %s\n", strcmp(name, e->d_name) == 0 ? "same entry" : "another");
  // Removing every entry while reading visits each once.
  rewinddir(dir);
  int removed = 0;
  while ((e = readdir(dir)) != NULL)
    if (e->d_name[0] != '.') { if (unlinkat(dirfd(dir), e->d_name, 0) == 0) removed++; }
  printf("removed %d\n", removed);
  closedir(dir);
  SHOW(rmdir("many"));
  // The raw call.
  char buffer[1024];
  int fd = MUST(open("d", O_RDONLY | O_DIRECTORY));
  SHOW(syscall(SYS_getdents64, fd, buffer, 10));
  SHOW(syscall(SYS_getdents64, fd, (void *)8, 1024));
  CHECK(syscall(SYS_getdents64, fd, buffer, sizeof buffer) > 100);
  SHOW(syscall(SYS_getdents64, fd, buffer, sizeof buffer));
  SHOW(lseek(fd, 0, SEEK_SET));
  CHECK(syscall(SYS_getdents64, fd, buffer, sizeof buffer) > 100);
  int file = MUST(open("d/file", O_RDONLY));
  SHOW(syscall(SYS_getdents64, file, buffer, sizeof buffer));
  SHOW(syscall(SYS_getdents64, 99, buffer, sizeof buffer));
  lseek(fd, 0, SEEK_SET);
  MUST(unlink("d/file")); MUST(rmdir("d/dir")); MUST(unlink("d/link")); MUST(unlink("d/fifo"));
  MUST(rmdir("d"));
  SHOW(syscall(SYS_getdents64, fd, buffer, sizeof buffer));
  return 0;
}
