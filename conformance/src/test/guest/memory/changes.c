// What is taken away is gone at once, whatever was touched before: also for other threads, across
// forks, and in mappings of many pieces. What is refused is refused, and nothing else is.
#include "guest.h"
#include <stdatomic.h>

static sigjmp_buf back;
static void on_fault(int sig, siginfo_t *info, void *context) {
  siglongjmp(back, sig == SIGBUS ? 3 : info->si_code);
}

/* 0 when it went well, else the si_code of the fault. */
static int try(volatile char *at, bool write) {
  int code = sigsetjmp(back, 1);
  if (code == 0) {
    if (write) *at = 'x';
    else (void)*at;
  }
  return code;
}

static void *map(int pages, int prot) { return mmap(NULL, pages * 4096L, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }

static void many_pieces(void) {
  char *area = map(600, PROT_READ | PROT_WRITE);
  for (int i = 0; i < 600; i++) area[i * 4096] = i;
  for (int i = 0; i < 600; i += 3) munmap(area + i * 4096, 4096);
  for (int i = 1; i < 600; i += 3) mprotect(area + i * 4096, 4096, PROT_READ);
  int unmapped = 0, refused = 0, fine = 0;
  for (int i = 0; i < 600; i++) {
    int code = try(area + i * 4096, true);
    if (code == SEGV_MAPERR) unmapped++;
    else if (code == SEGV_ACCERR) refused++;
    else fine++;
  }
  printf("pieces: %d unmapped, %d refused, %d fine\n", unmapped, refused, fine);
  mprotect(area + 4096, 2 * 4096, PROT_READ | PROT_WRITE);
  printf("given back: %d %d\n", try(area + 4096, true), try(area + 2 * 4096, true));
  printf("moved: %d\n", mremap(area + 4096, 2 * 4096, 64 * 4096, MREMAP_MAYMOVE) == MAP_FAILED);
  printf("old place: %d\n", try(area + 4096, false));
}

static void write_only(void) {
  char *area = map(4, PROT_WRITE);
  area[0] = 'w';
  pid_t child = fork();
  if (child == 0) {
    printf("write-only in a child: %c %d\n", area[0], try(area, true));
    _exit(0);
  }
  waitpid(child, NULL, 0);
  printf("write-only: %c %d\n", area[0], try(area, true));
}

static void forks(void) {
  char *area = map(300, PROT_READ | PROT_WRITE);
  char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 300; i++) area[i * 4096] = 'p';
  mprotect(area + 100 * 4096, 4096, PROT_NONE);
  pid_t child = fork();
  if (child == 0) {
    int wrong = 0;
    for (int i = 0; i < 300; i++)
      if (i != 100) wrong += area[i * 4096] != 'p', area[i * 4096] = 'c';
    *shared = 's';
    printf("child: %d wrong, none %d\n", wrong, try(area + 100 * 4096, false));
    _exit(0);
  }
  for (int i = 299; i > 100; i--) area[i * 4096]++;
  waitpid(child, NULL, 0);
  int wrong = 0;
  for (int i = 0; i < 300; i++)
    if (i != 100) wrong += area[i * 4096] != 'p' + (i > 100);
  printf("parent: %d wrong, none %d, shared %c\n", wrong, try(area + 100 * 4096, false), *shared);
}

static char *contested;
static atomic_int stop;

static void *toucher(void *unused) {
  long touched = 0;
  while (!stop) {
    for (int i = 0; i < 64; i++) contested[i * 4096]++;
    touched++;
  }
  return (void *)(long)(touched > 0);
}

/* Threads fault in the same pages again and again; no fault may be taken for a forbidden access. */
static void races(void) {
  contested = map(64, PROT_READ | PROT_WRITE);
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, toucher, NULL);
  for (int i = 0; i < 200; i++) {
    madvise(contested, 64 * 4096, MADV_DONTNEED);
    if (i % 20 == 0) {
      pid_t child = fork();
      if (child == 0) _exit(contested[0] == 1 && contested[1] == 1);
      waitpid(child, NULL, 0);
    }
  }
  stop = 1;
  long all = 1;
  for (int i = 0; i < 3; i++) {
    void *result;
    pthread_join(threads[i], &result);
    all &= (long)result;
  }
  printf("races: %s\n", all ? "nobody was refused" : "?");
}

int main(void) {
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
  many_pieces();
  write_only();
  forks();
  races();
  return 0;
}
