// A file, its shared mappings in several processes, and read and write all agree.
#include "guest.h"

enum { PAGE = 4096, SIZE = 16 * PAGE };

int main(void) {
  int fd = MUST(open("f", O_RDWR | O_CREAT, 0644));
  MUST(ftruncate(fd, SIZE));
  char *a = MUST(mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  char *b = MUST(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, MUST(open("f", O_RDONLY)), 0));
  char buffer[8] = "";
  strcpy(a + 5 * PAGE, "mapped");
  MUST(pread(fd, buffer, 7, 5 * PAGE));
  printf("%s %s\n", buffer, b + 5 * PAGE);
  MUST(pwrite(fd, "written", 8, 6 * PAGE));
  printf("%s %s\n", a + 6 * PAGE, b + 6 * PAGE);
  IN_CHILD("child", strcpy(a + 7 * PAGE, "child"); MUST(pwrite(fd, "C", 1, 5 * PAGE)));
  printf("%s %s\n", b + 7 * PAGE, b + 5 * PAGE);
  // A write whose source is the mapping of the same file.
  MUST(pwrite(fd, a + 6 * PAGE, 8, 8 * PAGE));
  printf("%s\n", b + 8 * PAGE);
  MUST(pread(fd, a + 9 * PAGE, 8, 6 * PAGE));
  printf("%s\n", b + 9 * PAGE);
  // Truncation and growth.
  MUST(ftruncate(fd, 6 * PAGE + 3));
  MUST(ftruncate(fd, SIZE));
  printf("\"%s\" %d\n", b + 6 * PAGE, b[8 * PAGE]);
  // O_TRUNC through another descriptor.
  close(MUST(open("f", O_WRONLY | O_TRUNC)));
  MUST(ftruncate(fd, PAGE));
  printf("%d\n", a[0]);
  strcpy(a, "after");
  MUST(msync(a, PAGE, MS_SYNC));
  MUST(pread(fd, buffer, 6, 0));
  printf("%s\n", buffer);
  MUST(unlink("f"));
  strcat(a, "!");
  printf("%s\n", b);
  // Many processes increment counters in one shared page.
  int *counters = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  for (int i = 0; i < 4; i++)
    if (MUST(fork()) == 0) { for (int k = 0; k < 10000; k++) __atomic_add_fetch(counters, 1, __ATOMIC_RELAXED); _exit(0); }
  while (wait(NULL) > 0) {}
  printf("%d\n", *counters);
  return 0;
}
