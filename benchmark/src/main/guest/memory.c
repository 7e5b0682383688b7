// Mappings and page faults.
#define _GNU_SOURCE
#include "micro.h"
#include <sys/mman.h>

enum { PAGE = 4096, AREA_PAGES = 16384 };

static char *map(long pages) {
  char *area = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  MUST(area != MAP_FAILED);
  return area;
}

static void touch(char *area, long pages) {
  for (long i = 0; i < pages; i++) *(volatile char *)(area + i * PAGE) = 1;
}

static long map_touch_unmap(long pages, long count) {
  long start = now();
  for (long i = 0; i < count; i++) {
    char *area = map(pages);
    touch(area, pages);
    MUST(munmap(area, pages * PAGE) == 0);
  }
  return now() - start;
}

static long map_1(long count) { return map_touch_unmap(1, count); }

static long map_256(long count) { return map_touch_unmap(256, count); }

// First touches of pages of a large area. Making and freeing the area is not timed.
static long fault(long count) {
  long taken = 0;
  while (count > 0) {
    long pages = count < AREA_PAGES ? count : AREA_PAGES;
    char *area = map(AREA_PAGES);
    // A page at a time everywhere; a kernel that does not know the advice has no huge pages either.
    madvise(area, (long)AREA_PAGES * PAGE, MADV_NOHUGEPAGE);
    long start = now();
    touch(area, pages);
    taken += now() - start;
    MUST(munmap(area, (long)AREA_PAGES * PAGE) == 0);
    count -= pages;
  }
  return taken;
}

const struct operation memory_operations[] = {
    {"mmap-1", NULL, map_1},
    {"mmap-256", NULL, map_256},
    {"fault", NULL, fault},
    {NULL, NULL, NULL},
};
