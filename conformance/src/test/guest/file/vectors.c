// readv, writev, preadv, pwritev and their second versions: gather, scatter, errors.
#include "guest.h"

int main(void) {
  char a[4] = "", b[4] = "", c[4] = "";
  int fd = MUST(open("f", O_RDWR | O_CREAT, 0644));
  struct iovec out[3] = {{"one", 3}, {"", 0}, {"twothree", 8}};
  SHOW(writev(fd, out, 3));
  SHOW(writev(fd, out, 0));
  SHOW(writev(fd, out, -1));
  SHOW(writev(fd, out, 1025));
  SHOW(writev(fd, (struct iovec *)8, 1));
  SHOW(writev(fd, (struct iovec[]){{"a", 1}, {"b", (size_t)-1}}, 2));
  SHOW(writev(fd, (struct iovec[]){{"a", 1}, {(void *)8, 1}}, 2));
  SHOW(writev(fd, (struct iovec[]){{(void *)8, 1}, {"a", 1}}, 2));
  SHOW(writev(99, out, 1));
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(lseek(fd, 0, SEEK_SET));
  struct iovec in[3] = {{a, 3}, {b, 3}, {c, 3}};
  SHOW(readv(fd, in, 3));
  printf("%.3s|%.3s|%.3s\n", a, b, c);
  SHOW(readv(fd, in, 3));
  SHOW(readv(fd, in, 3));
  SHOW(preadv(fd, in, 2, 3));
  printf("%.3s|%.3s at %ld\n", a, b, (long)lseek(fd, 0, SEEK_CUR));
  SHOW(preadv(fd, in, 2, -1));
  SHOW(pwritev(fd, out, 1, 100));
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(pread(fd, a, 3, 100));
  printf("%.3s\n", a);
  SHOW(pread(fd, a, 3, -1));
  SHOW(pwrite(fd, a, 3, -1));
  SHOW(pread(fd, a, 3, LONG_MAX));
  lseek(fd, 0, SEEK_SET);
  SHOW(preadv2(fd, in, 1, -1, 0)); // offset -1: the position
  printf("%.3s at %ld\n", a, (long)lseek(fd, 0, SEEK_CUR));
  SHOW(preadv2(fd, in, 1, 0, 0x4000));
  SHOW(pwritev2(fd, out, 1, 0, RWF_APPEND));
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(read(fd, (void *)8, 0));
  SHOW(read(fd, (void *)8, 1)); // at the end: nothing is copied
  SHOW(pread(fd, (void *)8, 1, 0));
  SHOW(pread(fd, a, (size_t)-1, 0));
  SHOW(write(fd, (void *)8, 0));
  // A buffer that ends in an unmapped page takes what fits.
  char *page = MUST(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  munmap(page + 4096, 4096);
  SHOW(pread(fd, page + 4096 - 5, 10, 0));
  SHOW(pwrite(fd, page + 4096 - 5, 10, 0));
  return 0;
}
