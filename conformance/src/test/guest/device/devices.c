// /dev/null, zero, full, random, urandom, tty: reading, writing, seeking, mapping, and getrandom.
#include "guest.h"
#include <sys/random.h>
#include <sys/sysmacros.h>

static bool all(const char *p, size_t n, char c) { for (size_t i = 0; i < n; i++) if (p[i] != c) return false; return true; }

int main(void) {
  static char a[100000], b[100000];
  struct stat st;
  const char *names[] = {"null", "zero", "full", "random", "urandom", "tty"};
  for (int i = 0; i < 6; i++) {
    char path[32];
    snprintf(path, sizeof path, "/dev/%s", names[i]);
    if (stat(path, &st) != 0) printf("%s: %s\n", path, errname(errno));
    else printf("%s: mode %o device %d:%d\n", path, st.st_mode, major(st.st_rdev), minor(st.st_rdev));
  }
  int null = MUST(open("/dev/null", O_RDWR)), zero = MUST(open("/dev/zero", O_RDWR)), full = MUST(open("/dev/full", O_RDWR)), random = MUST(open("/dev/urandom", O_RDWR));
  SHOW(read(null, a, 100));
  SHOW(write(null, a, sizeof a));
  SHOW(write(null, (void *)8, 100));
  SHOW(lseek(null, 100, SEEK_SET));
  SHOW(lseek(null, 0, SEEK_CUR));
  SHOW(ftruncate(null, 0));
  SHOW(fsync(null));
  memset(a, 'x', sizeof a);
  SHOW(read(zero, a, sizeof a));
  CHECK(all(a, sizeof a, 0));
  SHOW(read(zero, (void *)8, 10));
  SHOW(write(zero, a, 10));
  SHOW(pread(zero, a, 10, 12345));
  SHOW(read(full, a, 10));
  SHOW(write(full, a, 10));
  SHOW(write(full, a, 0));
  SHOW(read(random, a, sizeof a));
  SHOW(read(random, b, sizeof b));
  CHECK(memcmp(a, b, sizeof a) != 0);
  int counts[256] = {0}, worst = 0;
  for (size_t i = 0; i < sizeof a; i++) counts[(unsigned char)a[i]]++;
  for (int i = 0; i < 256; i++) worst = counts[i] > worst ? counts[i] : worst;
  CHECK(worst < 600); // 390 on average
  SHOW(write(random, a, 10));
  SHOW(getrandom(a, 100, 0));
  SHOW(getrandom(a, 0, 0));
  SHOW(getrandom(a, 100, GRND_NONBLOCK | GRND_RANDOM));
  SHOW(getrandom(a, 100, 99));
  SHOW(getrandom((void *)8, 100, 0));
  SHOW(open("/dev/null", O_RDONLY | O_DIRECTORY));
  SHOW(open("/dev/null/x", O_RDONLY));
  SHOW(open("/dev/null", O_RDWR | O_CREAT | O_TRUNC, 0644) >= 0);
  SHOW(open("/dev/none", O_RDONLY));
  SHOW(isatty(null));
  SHOW(ioctl(null, TCGETS, a));
  SHOW(ioctl(zero, 0x12345678, a));
  char *m = MUST(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, zero, 0));
  IN_CHILD("a shared mapping of /dev/zero", m[5000] = 'z');
  printf("%c %d\n", m[5000], m[0]);
  SHOW_OK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, null, 0));
  // A node made elsewhere is the same device.
  SHOW(mknod("mynull", S_IFCHR | 0666, makedev(1, 3)));
  SHOW(mknod("nodevice", S_IFCHR | 0666, makedev(250, 250)));
  SHOW(open("nodevice", O_RDONLY));
  return 0;
}
