// What mincore(2), getrusage(2) and smaps tell of memory that was touched or locked.
#include "guest.h"

static int count(void *start, int pages) {
  unsigned char vec[64] = {0};
  if (mincore(start, pages * 4096L, vec) < 0) return -errno;
  int present = 0;
  for (int i = 0; i < pages; i++) present += vec[i] & 1;
  return present;
}

static long locked(const char *start) {
  FILE *smaps = fopen("/proc/self/smaps", "r");
  char line[256], wanted[32];
  snprintf(wanted, sizeof wanted, "%lx-", (long)start);
  long kilobytes = -1;
  bool inside = false;
  while (fgets(line, sizeof line, smaps) != NULL) {
    if (strchr(line, '-') != NULL && strchr(line, ':') > strchr(line, '-')) inside = strncmp(line, wanted, strlen(wanted)) == 0;
    if (inside) sscanf(line, "Locked: %ld kB", &kilobytes);
  }
  fclose(smaps);
  return kilobytes;
}

int main(void) {
  int prot = PROT_READ | PROT_WRITE;
  char *fence = mmap(NULL, 64 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *area = mmap(fence + 4096, 16 * 4096, prot, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  printf("new: %d\n", count(area, 16));
  area[3 * 4096] = 1;
  printf("one touched: %d\n", count(area, 16));
  mlock(area, 16 * 4096);
  printf("locked: %d, %ld kB\n", count(area, 16), locked(area));
  munlock(area, 16 * 4096);
  printf("unlocked: %ld kB\n", locked(area));

  char *fault = mmap(fence + 20 * 4096, 16 * 4096, prot, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  syscall(SYS_mlock2, fault, 16 * 4096, MLOCK_ONFAULT);
  fault[5 * 4096] = 1;
  printf("locked on fault: %d, %ld kB\n", count(fault, 16), locked(fault));

  char *shared = mmap(fence + 40 * 4096, 16 * 4096, prot, MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t child = fork();
  if (child == 0) {
    mlock(shared, 16 * 4096);
    _exit(0);
  }
  waitpid(child, NULL, 0);
  printf("touched by a child: %d\n", count(shared, 16));
  printf("hole: %s\n", errname(-count((void *)(8 * 4096L), 1)));

  // In a child: what a program is executed from leaves its maximum behind.
  pid_t fresh = fork();
  if (fresh > 0) {
    waitpid(fresh, NULL, 0);
    return 0;
  }
  struct rusage before, after, thread, children;
  getrusage(RUSAGE_SELF, &before);
  long bytes = 32 << 20;
  char *large = mmap(NULL, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(large, 1, bytes);
  munmap(large, bytes);
  getrusage(RUSAGE_SELF, &after);
  getrusage(RUSAGE_THREAD, &thread);
  getrusage(RUSAGE_CHILDREN, &children);
  printf("maximum: %d, stays: %d\n", after.ru_maxrss - before.ru_maxrss > 28 << 10, after.ru_maxrss >= 32 << 10);
  printf("faults: %d %d\n", after.ru_minflt > before.ru_minflt, thread.ru_minflt > 0);
  printf("thread's maximum: %d\n", thread.ru_maxrss == after.ru_maxrss);
  printf("children: %d\n", children.ru_maxrss > 100 && children.ru_maxrss < 32 << 10);
  struct rusage waited;
  if ((child = fork()) == 0) {
    large = mmap(NULL, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(large, 1, bytes);
    _exit(0);
  }
  wait4(child, NULL, 0, &waited);
  printf("waited: %d %d\n", waited.ru_maxrss > 32 << 10, waited.ru_minflt > 0);
  return 0;
}
