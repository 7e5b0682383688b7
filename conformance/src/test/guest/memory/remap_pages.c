// remap_file_pages(2): other pages of the same object under a part of a shared mapping.
#include "guest.h"

static long page;

static int remap(void *start, size_t size, int prot, size_t pgoff) {
  return syscall(SYS_remap_file_pages, start, size, prot, pgoff, 0);
}

static void show(const char *what, int result) {
  printf("%s: %s\n", what, result == 0 ? "ok" : errname(errno));
}

static void print_pages(const char *what, const char *map, int count) {
  printf("%s:", what);
  for (int i = 0; i < count; i++) printf(" %c", map[i * page]);
  printf("\n");
}

static void swap(const char *what, int fd) {
  char *map = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
  for (int i = 0; i < 4; i++) map[i * page] = 'a' + i;
  print_pages(what, map, 4);
  show("last to the front", remap(map, page, 0, 3));
  show("first two to the end", remap(map + 2 * page, 2 * page, 0, 0));
  print_pages(what, map, 4);
  map[2 * page] = 'z';
  show("back", remap(map, page, 0, 0));
  print_pages(what, map, 4);
  munmap(map, 4 * page);
}

int main(void) {
  page = sysconf(_SC_PAGESIZE);
  int fd = memfd_create("pages", 0);
  ftruncate(fd, 4 * page);
  swap("file", fd);
  swap("anonymous", -1);

  char *shared = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *private = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
  show("private", remap(private, page, 0, 1));
  show("nothing there", remap((void *)(2 * page), page, 0, 1));
  show("size 0", remap(shared, 0, 0, 1));
  show("less than a page", remap(shared, 100, 0, 1));
  show("protection", remap(shared, page, PROT_READ, 1));
  show("page number wraps", remap(shared, 2 * page, 0, -1L));
  show("behind the mapping", remap(shared, 1024 * page, 0, 0));
  munmap(shared + page, page);
  show("over a hole", remap(shared, 3 * page, 0, 0));
  show("start within a page", remap(shared + 100, page, 0, 2));
  print_pages("then", shared, 1);
  return 0;
}
