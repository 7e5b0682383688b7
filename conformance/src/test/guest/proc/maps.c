// /proc/self/maps: permissions and names, merged and split areas, what mprotect and fork do to it.
#include "guest.h"

static void show_range(const char *what, char *from, size_t length) {
  FILE *f = fopen("/proc/self/maps", "r");
  char line[1024];
  printf("%s\n", what);
  while (fgets(line, sizeof line, f) != NULL) {
    unsigned long start, end, offset, inode;
    char perms[5], dev[16];
    int name = 0;
    sscanf(line, "%lx-%lx %4s %lx %15s %lu %n", &start, &end, perms, &offset, dev, &inode, &name);
    line[strcspn(line, "\n")] = 0;
    if (start >= (unsigned long)from && start < (unsigned long)from + length)
      printf("  +%lx-%lx %s %lx %s\n", start - (unsigned long)from, end - (unsigned long)from, perms, offset, line + name);
  }
  fclose(f);
}

int main(void) {
  FILE *f = fopen("/proc/self/maps", "r");
  char line[1024], last[1024] = "";
  int program = 0;
  while (fgets(line, sizeof line, f) != NULL) {
    line[strcspn(line, "\n")] = 0;
    char *perms = strchr(line, ' ') + 1, *name = strrchr(line, ' ') + 1;
    const char *special[] = {"[stack]", "[heap]", "[vdso]"};
    for (int i = 0; i < 3; i++) if (strcmp(name, special[i]) == 0) printf("%.4s %s\n", perms, name);
    if (strstr(name, "/proc/maps") != NULL) { program++; printf("%.4s program\n", perms); }
    if (strstr(name, "libc.so") != NULL && strcmp(last, "libc") != 0) { printf("libc is there\n"); strcpy(last, "libc"); }
  }
  fclose(f);
  enum { PAGE = 4096 };
  char *p = MUST(mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  char *q = p + 8 * PAGE;
  MUST(mmap(q, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  show_range("fresh", q, 8 * PAGE);
  MUST(mprotect(q + 2 * PAGE, PAGE, PROT_READ));
  show_range("one page read-only", q, 8 * PAGE);
  MUST(mprotect(q + 2 * PAGE, PAGE, PROT_READ | PROT_WRITE));
  show_range("merged again", q, 8 * PAGE);
  MUST(munmap(q + 4 * PAGE, PAGE));
  show_range("a hole", q, 8 * PAGE);
  write_file("file", "x");
  int fd = MUST(open("file", O_RDWR));
  MUST(mmap(q, 2 * PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, fd, PAGE));
  MUST(mmap(q + 5 * PAGE, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd, 0));
  show_range("a file", q, 8 * PAGE);
  MUST(unlink("file"));
  show_range("unlinked", q, 8 * PAGE);
  MUST(mmap(q + 6 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  show_range("shared anonymous", q + 6 * PAGE, PAGE);
  IN_CHILD("child", show_range("the same after fork", q, 8 * PAGE));
  return 0;
}
