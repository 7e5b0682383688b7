// flags: -static-pie
// A static position-independent program: it relocates itself, AT_BASE is 0 and AT_PHDR says where it is.
#include "guest.h"
#include <elf.h>
#include <sys/auxv.h>

static int *relocated = &(int){7};
static __thread int tls = 42;

int main(void) {
  printf("tls %d, relocated %d\n", tls, *relocated);
  CHECK(getauxval(AT_BASE) == 0);
  CHECK(getauxval(AT_PHDR) > 0x10000);
  CHECK((getauxval(AT_PHDR) & 0xfff) == 64);
  CHECK(((Elf64_Ehdr *)(getauxval(AT_PHDR) - 64))->e_type == ET_DYN);
  IN_CHILD("child", _exit(tls));
  return 0;
}
