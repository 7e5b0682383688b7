// mmap and munmap: arguments, placement, sharing across fork, what a private mapping hides.
#include "guest.h"

enum { PAGE = 4096 };

int main(void) {
  SHOW_OK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 100));
  SHOW_OK(mmap((void *)100, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  SHOW_OK(mmap(NULL, 1UL << 47, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  SHOW_OK(mmap(NULL, (size_t)-1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  SHOW_OK(mmap((void *)(1UL << 47), PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  char *p = SHOW_OK(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  CHECK(p[0] == 0 && p[8 * PAGE - 1] == 0);
  memset(p, 'a', 8 * PAGE);
  // A hint is taken when it is free; MAP_FIXED replaces; MAP_FIXED_NOREPLACE does not.
  SHOW(munmap(p + 2 * PAGE, PAGE));
  CHECK(mmap(p + 2 * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == p + 2 * PAGE);
  CHECK(p[2 * PAGE] == 0);
  CHECK(mmap(p, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != p);
  CHECK(mmap(p, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
  printf("%d %c\n", p[0], p[PAGE]);
  SHOW_OK(mmap(p + PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
  munmap(p + 5 * PAGE, PAGE);
  SHOW_OK(mmap(p + 5 * PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
  SHOW(munmap(p + 1, PAGE));
  SHOW(munmap(p, 0));
  SHOW(munmap(p, 8 * PAGE));
  SHOW(munmap(p, 8 * PAGE)); // nothing there: fine
  SHOW(munmap((void *)(1UL << 48), PAGE));
  // Files.
  write_file("f", "0123456789");
  int rw = MUST(open("f", O_RDWR)), ro = MUST(open("f", O_RDONLY)), wo = MUST(open("f", O_WRONLY));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ro, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, wo, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, wo, 0));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, rw, 100));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED_VALIDATE | 0x200000, rw, 0));
  int dir = MUST(open(".", O_RDONLY));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, dir, 0));
  int pipes[2];
  MUST(pipe(pipes));
  SHOW_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, pipes[0], 0));
  char *shared = SHOW_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, rw, 0));
  char *private = SHOW_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, ro, 0));
  printf("%.10s %.10s %d\n", shared, private, shared[10]);
  shared[0] = 'S';
  printf("%.10s %.10s\n", shared, private);
  private[1] = 'P';
  shared[2] = 'T';
  printf("%.10s %.10s\n", shared, private);
  show_file("f");
  shared[15] = 'x'; // beyond the end of the file: not part of it
  SHOW(lseek(rw, 0, SEEK_END));
  MUST(pwrite(rw, "W", 1, 3));
  printf("%.10s\n", shared);
  MUST(ftruncate(rw, 5));
  printf("%d\n", shared[6]); // cut off bytes become zero
  close(rw); close(ro); close(wo);
  shared[4] = 'Z'; // a mapping outlives its descriptor
  show_file("f");
  // Sharing across fork.
  char *anon = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  char *own = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  strcpy(anon, "before"); strcpy(own, "before");
  IN_CHILD("child", strcpy(anon, "child"); strcpy(own, "child"); shared[0] = 'C'; private[0] = 'c');
  printf("%s %s %c %c\n", anon, own, shared[0], private[0]);
  // An anonymous mapping much larger than what is touched.
  char *large = SHOW_OK(mmap(NULL, 1UL << 34, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  large[1UL << 33] = 7;
  CHECK(large[(1UL << 33) + PAGE] == 0 && large[1UL << 33] == 7);
  SHOW(munmap(large, 1UL << 34));
  // /dev/zero and offsets into a file
  int zero = MUST(open("/dev/zero", O_RDWR));
  char *z = SHOW_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0));
  CHECK(z[5] == 0);
  int big = MUST(open("big", O_RDWR | O_CREAT, 0644));
  for (int i = 0; i < 4; i++) MUST(pwrite(big, &(char){'0' + i}, 1, i * PAGE));
  char *second = MUST(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, big, 2 * PAGE));
  printf("%c %c\n", second[0], second[PAGE]);
  return 0;
}
