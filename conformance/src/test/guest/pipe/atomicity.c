// Writes of up to PIPE_BUF bytes by several processes never interleave.
#include "guest.h"

int main(void) {
  int p[2];
  MUST(pipe(p));
  enum { WRITERS = 4, RECORDS = 100, SIZE = 1000 };
  for (int w = 0; w < WRITERS; w++) {
    if (MUST(fork()) == 0) {
      char record[SIZE];
      memset(record, 'a' + w, SIZE);
      for (int i = 0; i < RECORDS; i++) MUST(write(p[1], record, SIZE));
      _exit(0);
    }
  }
  close(p[1]);
  int counts[WRITERS] = {0}, torn = 0, total = 0;
  FILE *in = fdopen(p[0], "r");
  char record[SIZE];
  while (fread(record, 1, SIZE, in) == SIZE) {
    total++;
    for (int i = 1; i < SIZE; i++)
      if (record[i] != record[0]) { torn++; break; }
    counts[record[0] - 'a']++;
  }
  printf("records %d torn %d counts", total, torn);
  for (int w = 0; w < WRITERS; w++) printf(" %d", counts[w]);
  printf("\n");
  while (wait(NULL) > 0) {}
  // A large transfer through a small pipe arrives whole.
  MUST(pipe(p));
  if (MUST(fork()) == 0) {
    close(p[0]);
    static unsigned char big[1 << 20];
    for (size_t i = 0; i < sizeof big; i++) big[i] = (unsigned char)(i * 31 + (i >> 8));
    ssize_t n = write(p[1], big, sizeof big);
    printf("wrote %zd\n", n);
    _exit(0);
  }
  close(p[1]);
  size_t at = 0, wrong = 0;
  static unsigned char chunk[3000];
  for (ssize_t n; (n = read(p[0], chunk, sizeof chunk)) > 0;)
    for (ssize_t i = 0; i < n; i++, at++)
      if (chunk[i] != (unsigned char)(at * 31 + (at >> 8))) wrong++;
  wait(NULL);
  printf("read %zu wrong %zu\n", at, wrong);
  return 0;
}
