// PR_SET_MDWE: a program denies itself memory that it can write and execute, and that memory becomes executable.
#include "guest.h"
#include <sys/shm.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_GET_MDWE 66
#endif
enum { REFUSE = 1, NO_INHERIT = 2, PAGE = 4096 };

static long rules(unsigned long bits, unsigned long b, unsigned long c, unsigned long d) { return syscall(SYS_prctl, PR_SET_MDWE, bits, b, c, d); }
static long present(unsigned long a, unsigned long b, unsigned long c, unsigned long d) { return syscall(SYS_prctl, PR_GET_MDWE, a, b, c, d); }

static void *map(int protection, int flags) { return mmap(NULL, PAGE, protection, MAP_ANONYMOUS | flags, -1, 0); }

static void memory(void) {
  void *data = MUST(map(PROT_READ | PROT_WRITE, MAP_PRIVATE)), *text = MUST(map(PROT_READ | PROT_EXEC, MAP_PRIVATE)), *both = MUST(map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE));
  SHOW(rules(REFUSE, 0, 0, 0));
  SHOW(present(0, 0, 0, 0));
  SHOW_OK(map(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE));
  SHOW_OK(map(PROT_WRITE | PROT_EXEC, MAP_SHARED));
  SHOW_OK(map(PROT_READ | PROT_EXEC, MAP_PRIVATE));
  SHOW_OK(map(PROT_EXEC, MAP_SHARED));
  SHOW_OK(map(PROT_READ | PROT_WRITE, MAP_PRIVATE));
  SHOW(mprotect(data, PAGE, PROT_READ | PROT_EXEC));
  SHOW(mprotect(data, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC));
  SHOW(mprotect(data, PAGE, PROT_READ));
  SHOW(mprotect(text, PAGE, PROT_EXEC));
  SHOW(mprotect(text, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC));
  SHOW(mprotect(text, PAGE, PROT_READ | PROT_WRITE));
  SHOW(mprotect(text, PAGE, PROT_READ | PROT_EXEC));
  SHOW(mprotect(both, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC));
  SHOW(mprotect(both, PAGE, PROT_READ | PROT_EXEC));
  SHOW_OK(mmap(both, PAGE, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  *(volatile char *)data; /* what was there is there still */
  int id = MUST(shmget(IPC_PRIVATE, PAGE, 0700));
  SHOW_OK(shmat(id, NULL, SHM_EXEC));
  SHOW_OK(shmat(id, NULL, SHM_EXEC | SHM_RDONLY));
  shmctl(id, IPC_RMID, NULL);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    SHOW(present(0, 0, 0, 0));
    SHOW_OK(map(PROT_WRITE | PROT_EXEC, MAP_PRIVATE));
    return 0;
  }
  SHOW(present(0, 0, 0, 0));
  SHOW(present(1, 0, 0, 0));
  SHOW(present(0, 0, 0, 1));
  SHOW(rules(0, 0, 0, 0));
  SHOW(rules(NO_INHERIT, 0, 0, 0));
  SHOW(rules(4, 0, 0, 0));
  SHOW(rules(1UL << 32 | REFUSE, 0, 0, 0));
  SHOW(rules(REFUSE, 1, 0, 0));
  SHOW(rules(REFUSE, 0, 1, 0));
  SHOW(rules(REFUSE, 0, 0, 1));
  IN_CHILD("memory", memory());
  IN_CHILD("inherited", {
    SHOW(rules(REFUSE, 0, 0, 0));
    SHOW(rules(REFUSE, 0, 0, 0));
    SHOW(rules(REFUSE | NO_INHERIT, 0, 0, 0));
    SHOW(rules(0, 0, 0, 0));
    IN_CHILD("its child", SHOW(present(0, 0, 0, 0)); SHOW_OK(map(PROT_WRITE | PROT_EXEC, MAP_PRIVATE)));
    execl("/proc/self/exe", argv[0], "again", NULL);
  });
  IN_CHILD("not inherited", {
    SHOW(rules(REFUSE | NO_INHERIT, 0, 0, 0));
    SHOW(present(0, 0, 0, 0));
    SHOW_OK(map(PROT_WRITE | PROT_EXEC, MAP_PRIVATE));
    IN_CHILD("its child", SHOW(present(0, 0, 0, 0)); SHOW_OK(map(PROT_WRITE | PROT_EXEC, MAP_PRIVATE)));
    execl("/proc/self/exe", argv[0], "again", NULL);
  });
  return 0;
}
