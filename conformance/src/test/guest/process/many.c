// A thousand threads and three hundred processes at a time, and 8 GiB of memory of which little is touched.
#include "guest.h"

enum { THREADS = 1000, PROCESSES = 300 };

static pthread_barrier_t barrier;
static int calls;

static void *meet(void *unused) {
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < 50; i++) getppid();
  __atomic_fetch_add(&calls, 50, __ATOMIC_RELAXED);
  pthread_barrier_wait(&barrier);
  return unused;
}

static void threads(void) {
  static pthread_t thread[THREADS];
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  pthread_barrier_init(&barrier, NULL, THREADS + 1);
  for (int i = 0; i < THREADS; i++) {
    int error = pthread_create(&thread[i], &small, meet, NULL);
    if (error != 0) {
      printf("thread %d: %s\n", i, errname(error));
      exit(1);
    }
  }
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < THREADS; i++) pthread_join(thread[i], NULL);
  printf("threads made %d calls\n", calls);
}

static void processes(void) {
  int here[2], go[2], started = 0, good = 0, status;
  char byte;
  if (pipe(here) != 0 || pipe(go) != 0) abort();
  while (started < PROCESSES) {
    pid_t child = fork();
    if (child < 0) {
      printf("process %d: %s\n", started, errname(errno));
      break;
    }
    if (child == 0) {
      close(go[1]);
      _exit(write(here[1], "x", 1) != 1 || read(go[0], &byte, 1) != 0);
    }
    started++;
  }
  for (int i = 0; i < started; i++) {
    if (read(here[0], &byte, 1) != 1) abort();
  }
  close(go[1]);
  while (wait(&status) > 0) good += status == 0;
  printf("processes %d, well ended %d\n", started, good);
}

static long resident_kib(void) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[200];
  long kib = -1;
  while (fgets(line, sizeof line, file) != NULL) sscanf(line, "VmRSS: %ld", &kib);
  fclose(file);
  return kib;
}

static void sparse(void) {
  const size_t bytes = 8ul << 30, step = 64ul << 20;
  long before = resident_kib();
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    printf("mmap: %s\n", errname(errno));
    return;
  }
  int sum = 0;
  for (size_t i = 0; i < bytes; i += step) memory[i] = 1;
  for (size_t i = 0; i < bytes; i += step) sum += memory[i] + memory[i + step / 2];
  long grown = resident_kib() - before;
  // At most a huge page each.
  printf("sparse: %d, costs what it touches: %d\n", sum, before > 0 && grown <= 256 * 2048);
}

int main(void) {
  threads();
  processes();
  sparse();
  return 0;
}
