// EPOLLEXCLUSIVE: an event wakes one of those that wait, and all who did not ask for less.
#include "guest.h"
#include <sys/epoll.h>

enum { WAITERS = 4 };

int main(void) {
  int p[2];
  MUST(pipe(p));
  int *woken = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct gate done = gate_new();
  pid_t child[WAITERS];
  for (int i = 0; i < WAITERS; i++) {
    child[i] = MUST(fork());
    if (child[i] == 0) {
      int e = MUST(epoll_create1(0));
      struct epoll_event event = {.events = EPOLLIN | EPOLLET | EPOLLEXCLUSIVE};
      MUST(epoll_ctl(e, EPOLL_CTL_ADD, p[0], &event));
      MUST(epoll_wait(e, &event, 1, -1));
      __sync_fetch_and_add(woken, 1);
      gate_open(&done);
      _exit(0);
    }
  }
  for (int i = 0; i < WAITERS; i++) await_sleeping(child[i]);
  for (int i = 0; i < WAITERS; i++) {
    MUST(write(p[1], "x", 1));
    gate_wait(&done);
    printf("%d events, %d woken\n", i + 1, *woken);
    MUST(waitpid(-1, NULL, 0));
    char c;
    MUST(read(p[0], &c, 1));
  }
  return 0;
}
