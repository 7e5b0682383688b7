// mprotect, mremap, madvise, mincore, msync, mlock: effects and errors.
#include "guest.h"

enum { PAGE = 4096 };

int main(void) {
  char *p = MUST(mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  memset(p, 'a', 16 * PAGE);
  SHOW(mprotect(p + 1, PAGE, PROT_READ));
  SHOW(mprotect(p, 0, PROT_READ));
  SHOW(mprotect(p, PAGE, 0x100));
  SHOW(mprotect(p + 4 * PAGE, 2 * PAGE, PROT_READ));
  CHECK(p[4 * PAGE] == 'a');
  IN_CHILD("writes where it may not", setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); *(volatile char *)(p + 5 * PAGE) = 1);
  SHOW(mprotect(p + 4 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE));
  p[5 * PAGE] = 'b';
  MUST(munmap(p + 10 * PAGE, PAGE));
  SHOW(mprotect(p + 9 * PAGE, 3 * PAGE, PROT_READ)); // up to the hole
  SHOW(mprotect(p + 10 * PAGE, PAGE, PROT_READ));
  write_file("f", "file");
  int ro = MUST(open("f", O_RDONLY));
  char *file = MUST(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0));
  SHOW(mprotect(file, PAGE, PROT_READ | PROT_WRITE));
  // Code that was written, then made executable: mov $42,%eax; ret
  unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};
  char *x = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  memcpy(x, code, sizeof code);
  SHOW(mprotect(x, PAGE, PROT_READ | PROT_EXEC));
  printf("returns %d\n", ((int (*)(void))x)());
  SHOW(mprotect(x, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC));
  x[1] = 43;
  printf("returns %d\n", ((int (*)(void))x)());

  // mremap
  char *q = MUST(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  for (int i = 0; i < 8; i++) q[i * PAGE] = '0' + i;
  CHECK(mremap(q, 8 * PAGE, 4 * PAGE, 0) == q);
  SHOW_OK(mremap(q, 0, PAGE, 0));
  SHOW_OK(mremap(q, 4 * PAGE, 0, 0));
  SHOW_OK(mremap(q + 1, PAGE, PAGE, 0));
  SHOW_OK(mremap(q, PAGE, PAGE, 8));
  SHOW_OK(mremap(q, PAGE, 2 * PAGE, MREMAP_FIXED, q));
  MUST(mmap(q + 4 * PAGE, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  SHOW_OK(mremap(q, 4 * PAGE, 6 * PAGE, 0)); // in the way
  char *moved = SHOW_OK(mremap(q, 4 * PAGE, 100 * PAGE, MREMAP_MAYMOVE));
  printf("%c %c %d\n", moved[0], moved[3 * PAGE], moved[4 * PAGE]);
  SHOW_OK(mremap(q, 4 * PAGE, 4 * PAGE, 0)); // gone from there
  char *target = MUST(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  CHECK(mremap(moved, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target) == target);
  printf("%c %c %d\n", target[0], target[PAGE], target[2 * PAGE]);
  SHOW_OK(mremap(target, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, target + 100));
  // A shared mapping can be doubled by an old size of zero.
  char *s = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  char *twin = SHOW_OK(mremap(s, 0, PAGE, MREMAP_MAYMOVE));
  strcpy(s, "twin");
  printf("%s\n", twin);

  // madvise
  char *m = MUST(mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  memset(m, 'm', 4 * PAGE);
  SHOW(madvise(m, 2 * PAGE, MADV_DONTNEED));
  printf("%d %c\n", m[0], m[2 * PAGE]);
  SHOW(madvise(m + 1, PAGE, MADV_DONTNEED));
  SHOW(madvise(m, PAGE, 9999));
  SHOW(madvise(m, 0, MADV_DONTNEED));
  SHOW(madvise(m, 4 * PAGE, MADV_NORMAL));
  SHOW(madvise(m, 4 * PAGE, MADV_WILLNEED));
  SHOW(madvise(m, 4 * PAGE, MADV_SEQUENTIAL));
  SHOW(madvise(m, 4 * PAGE, MADV_FREE));
  SHOW(madvise(m, PAGE, MADV_DONTFORK));
  IN_CHILD("not inherited", setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); (void)*(volatile char *)m);
  SHOW(madvise(m, PAGE, MADV_DOFORK));
  char *w = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  w[0] = 'w';
  SHOW(madvise(w, PAGE, MADV_WIPEONFORK));
  IN_CHILD("wiped", printf("child sees %d\n", w[0]));
  munmap(m + PAGE, PAGE);
  SHOW(madvise(m, 3 * PAGE, MADV_DONTNEED));

  // mincore, msync, mlock
  unsigned char vec[4] = {0};
  m = MUST(mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  m[PAGE] = 1;
  SHOW(mincore(m, 4 * PAGE, vec));
  printf("%d %d %d %d\n", vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
  SHOW(mincore(m + 1, PAGE, vec));
  SHOW(mincore(m, PAGE, (unsigned char *)8));
  SHOW(mincore((void *)(1UL << 40), PAGE, vec));
  SHOW(msync(m, PAGE, MS_SYNC));
  SHOW(msync(m, PAGE, MS_SYNC | MS_ASYNC));
  SHOW(msync(m + 1, PAGE, MS_SYNC));
  SHOW(msync(m, PAGE, 0x100));
  SHOW(msync((void *)(1UL << 40), PAGE, MS_SYNC));
  SHOW(mlock(m, PAGE));
  SHOW(munlock(m, PAGE));
  SHOW(mlock((void *)(1UL << 40), PAGE));
  return 0;
}
