// flags: -static
// A static program at a fixed address.
#include "guest.h"
#include <elf.h>
#include <sys/auxv.h>

static __thread int tls = 42;

int main(void) {
  printf("tls %d\n", tls);
  CHECK(getauxval(AT_BASE) == 0);
  CHECK(((Elf64_Ehdr *)0x400000)->e_type == ET_EXEC);
  char *heap = malloc(1 << 20);
  memset(heap, 1, 1 << 20);
  struct timespec t;
  SHOW(clock_gettime(CLOCK_MONOTONIC, &t));
  IN_CHILD("child", printf("tls %d\n", ++tls); _exit(3));
  return tls;
}
