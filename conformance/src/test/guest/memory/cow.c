// Copy on write: after fork each process has its own, for heap, data, stack, and private file pages.
#include "guest.h"

enum { PAGES = 256, PAGE = 4096 };
static char data[PAGES * PAGE] = {1};

static unsigned sum(const char *p) {
  unsigned total = 0;
  for (int i = 0; i < PAGES; i++) total = total * 31 + (unsigned char)p[i * PAGE];
  return total;
}

int main(void) {
  char *heap = malloc(PAGES * PAGE);
  for (int i = 0; i < PAGES; i++) { heap[i * PAGE] = (char)i; data[i * PAGE] = (char)(i + 1); }
  unsigned before = sum(heap) ^ sum(data);
  for (int round = 0; round < 3; round++)
    IN_CHILD("writer",
      for (int i = 0; i < PAGES; i += 2) heap[i * PAGE]++;
      for (int i = 1; i < PAGES; i += 2) data[i * PAGE]++;
      CHECK((sum(heap) ^ sum(data)) != before));
  CHECK((sum(heap) ^ sum(data)) == before);
  // The parent writes while the child reads the old contents.
  struct gate go = gate_new(), done = gate_new();
  pid_t pid = MUST(fork());
  if (pid == 0) { gate_wait(&go); CHECK((sum(heap) ^ sum(data)) == before); gate_open(&done); _exit(0); }
  for (int i = 0; i < PAGES; i++) heap[i * PAGE] = 'p';
  gate_open(&go);
  gate_wait(&done);
  waitpid(pid, NULL, 0);
  CHECK((sum(heap) ^ sum(data)) != before);
  // Generations: each child writes one page and forks the next.
  char *shared = MUST(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  char *own = MUST(mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  int generation = 0;
  for (; generation < 6; generation++) {
    own[generation * PAGE] = (char)('a' + generation);
    pid = MUST(fork());
    if (pid != 0) break;
  }
  if (pid != 0) waitpid(pid, NULL, 0);
  for (int i = 0; i < 8; i++) shared[generation * 10 + i] = own[i * PAGE] ? own[i * PAGE] : '-';
  if (generation > 0) _exit(0);
  for (int g = 0; g <= 6; g++) printf("generation %d: %.8s\n", g, shared + g * 10);
  // A system call writes into a page that is shared after fork.
  int p[2];
  MUST(pipe(p));
  strcpy(own, "old");
  IN_CHILD("reads into it", write(p[1], "new", 4); read(p[0], own, 4); printf("child %s\n", own));
  printf("parent %s\n", own);
  return 0;
}
