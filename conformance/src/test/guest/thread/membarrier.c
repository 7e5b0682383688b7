// membarrier: registration, its errors, and that two threads never both miss the other's store.
#include "guest.h"
#include <linux/membarrier.h>

#define BARRIER(command) syscall(SYS_membarrier, command, 0, 0)

static volatile int one, other, seen_one, seen_other, turn, ready;

static void *fast_side(void *unused) {
  (void)unused;
  for (int round = 1; round <= 200; round++) {
    while (turn != round) ;
    one = round;
    __asm__ volatile("" ::: "memory"); // no barrier of the CPU: the other side pays for both
    seen_other = other;
    ready = round;
  }
  return NULL;
}

int main(void) {
  int commands = MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_PRIVATE_EXPEDITED | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED;
  SHOW((BARRIER(MEMBARRIER_CMD_QUERY) & commands) == commands);
  SHOW(BARRIER(MEMBARRIER_CMD_GLOBAL));
  SHOW(BARRIER(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
  SHOW(BARRIER(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED));
  SHOW(BARRIER(MEMBARRIER_CMD_PRIVATE_EXPEDITED));
  SHOW(syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 1, 0));
  SHOW(BARRIER(1 << 30));
  SHOW(BARRIER(-1));
  IN_CHILD("fork inherits", SHOW(BARRIER(MEMBARRIER_CMD_PRIVATE_EXPEDITED)));
  pthread_t thread;
  pthread_create(&thread, NULL, fast_side, NULL);
  int missed = 0;
  for (int round = 1; round <= 200; round++) {
    turn = round;
    other = round;
    BARRIER(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
    seen_one = one;
    while (ready != round) ;
    if (seen_one != round && seen_other != round) missed++;
  }
  pthread_join(thread, NULL);
  printf("missed %d\n", missed);
  return 0;
}
