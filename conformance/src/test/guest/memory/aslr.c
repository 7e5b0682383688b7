// Address space layout randomisation: two runs differ in stack, heap, libraries and program.
#include "guest.h"
#include <sys/personality.h>

int main(int argc, char **argv) {
  if (argc > 2) {
    int local;
    void *addresses[] = {&local, malloc(1), (void *)puts, (void *)main, mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)};
    MUST(write(atoi(argv[2]), addresses, sizeof addresses));
    return 0;
  }
  (void)argv;
  uintptr_t runs[4][5];
  int p[2];
  MUST(pipe(p));
  char fd[12];
  snprintf(fd, sizeof fd, "%d", p[1]);
  for (int i = 0; i < 4; i++) {
    pid_t pid = MUST(fork());
    if (pid == 0) { execl("/proc/self/exe", "aslr", "print", fd, NULL); _exit(1); }
    waitpid(pid, NULL, 0);
    MUST(read(p[0], runs[i], sizeof runs[i]));
  }
  const char *names[] = {"stack", "heap", "libc", "program", "mmap"};
  for (int k = 0; k < 5; k++) {
    bool moved = false, aligned = true;
    for (int i = 1; i < 4; i++) moved |= runs[i][k] != runs[0][k];
    for (int i = 1; i < 4; i++) aligned &= (k == 0 || k == 1) || ((runs[i][k] ^ runs[0][k]) & 4095) == 0;
    printf("%s: %s, %s\n", names[k], moved ? "moves" : "stays", aligned ? "by pages" : "by bytes");
    CHECK(runs[0][k] < (1UL << 47));
  }
  return 0;
}
