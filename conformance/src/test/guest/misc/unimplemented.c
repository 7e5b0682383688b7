// Numbers that are no system call: ENOSYS, and nothing else happens.
#include "guest.h"

int main(void) {
  SHOW(syscall(1000));
  SHOW(syscall(0x7fffffff));
  SHOW(syscall(-1));
  SHOW(syscall(-5000));
  SHOW(syscall(400));
  SHOW(syscall(1UL << 40 | SYS_getpid) > 0); // the upper half of rax is not looked at
  SHOW(syscall(180)); // nfsservctl
  SHOW(syscall(174)); // create_module
  SHOW(syscall(236)); // vserver
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(0x40000000L + 1000) : "rcx", "r11", "memory"); // x32
  printf("x32: %ld\n", result);
  return 0;
}
