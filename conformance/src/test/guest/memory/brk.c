// brk: growing, shrinking, what new pages hold, the limit, and that it is not inherited by exec.
#include "guest.h"

int main(void) {
  char *start = sbrk(0);
  CHECK(syscall(SYS_brk, 0) == (long)start);
  CHECK(sbrk(10000) == start);
  CHECK(start[0] == 0 && start[9999] == 0);
  memset(start, 'x', 10000);
  CHECK(sbrk(-10000) == start + 10000);
  CHECK(sbrk(10000) == start);
  printf("%d %d\n", start[0] == 'x', start[9000]); // the first page was shared with what came before
  CHECK(syscall(SYS_brk, 1) == (long)start + 10000);
  CHECK(syscall(SYS_brk, 1UL << 62) == (long)start + 10000);
  IN_CHILD("child", CHECK(sbrk(0) == start + 10000); sbrk(4096));
  CHECK(sbrk(0) == start + 10000);
  // Another mapping in the way stops it.
  char *end = (char *)(((uintptr_t)start + 10000 + 4095) & ~4095UL);
  MUST(mmap(end + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  CHECK(syscall(SYS_brk, end + 8192) == (long)start + 10000);
  MUST(munmap(end + 4096, 4096));
  MUST(setrlimit(RLIMIT_DATA, &(struct rlimit){1 << 20, 1 << 20}));
  SHOW_OK(sbrk(64 << 20));
  printf("%s\n", sbrk(4096) != (void *)-1 ? "a little more is fine" : "refused");
  void *m = malloc(64 << 20);
  printf("malloc beyond RLIMIT_DATA: %s\n", m == NULL ? errname(errno) : "fine");
  MUST(setrlimit(RLIMIT_AS, &(struct rlimit){16 << 20, 16 << 20}));
  SHOW_OK(mmap(NULL, 32 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  return 0;
}
