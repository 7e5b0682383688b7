// Round trips between two threads or processes: each time one wakes the other and waits for its answer.
#define _GNU_SOURCE
#include "micro.h"
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// The near side writes to there[1] and reads from back[0].
static int there[2], back[2];

// Sends every byte back, until the other side is gone.
static void echo(int from, int to) {
  char byte;
  while (read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1) continue;
}

static void *echo_thread(void *unused) {
  echo(there[0], back[1]);
  return unused;
}

static void start_thread(void *(*run)(void *)) {
  pthread_t thread;
  MUST((errno = pthread_create(&thread, NULL, run, NULL)) == 0);
}

static void start_process(void) {
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    echo(there[0], back[1]);
    _exit(0);
  }
  close(there[0]);
  close(back[1]);
}

static void make_pipes(void) { MUST(pipe(there) == 0 && pipe(back) == 0); }

static void pipe_processes(void) {
  make_pipes();
  start_process();
}

static void pipe_threads(void) {
  make_pipes();
  start_thread(echo_thread);
}

static void socket_processes(void) {
  int pair[2];
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  there[1] = pair[0];
  there[0] = pair[1];
  MUST((back[0] = dup(pair[0])) >= 0 && (back[1] = dup(pair[1])) >= 0);
  start_process();
}

static long round_trip(long count) {
  char byte = 'x';
  long start = now();
  for (long i = 0; i < count; i++) MUST(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1);
  return now() - start;
}

// Whose turn it is: 0 the near side's, 1 the far side's.
static atomic_int turn;

static void await_turn(int mine) {
  while (atomic_load(&turn) != mine) syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, 1 - mine, NULL, NULL, 0);
}

static void hand_over(int to) {
  atomic_store(&turn, to);
  syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *futex_thread(void *unused) {
  for (;;) {
    await_turn(1);
    hand_over(0);
  }
  return unused;
}

static void futex_threads(void) { start_thread(futex_thread); }

static long futex_round_trip(long count) {
  long start = now();
  for (long i = 0; i < count; i++) {
    hand_over(1);
    await_turn(0);
  }
  return now() - start;
}

static int near_poll, far_poll, near_event, far_event;

static int poll_for(int event) {
  struct epoll_event interest = {.events = EPOLLIN};
  int poll = epoll_create1(0);
  MUST(poll >= 0 && epoll_ctl(poll, EPOLL_CTL_ADD, event, &interest) == 0);
  return poll;
}

static void await_event(int poll, int event) {
  struct epoll_event found;
  eventfd_t value;
  MUST(epoll_wait(poll, &found, 1, -1) == 1);
  MUST(eventfd_read(event, &value) == 0);
}

static void *epoll_thread(void *unused) {
  for (;;) {
    await_event(far_poll, far_event);
    MUST(eventfd_write(near_event, 1) == 0);
  }
  return unused;
}

static void epoll_threads(void) {
  MUST((near_event = eventfd(0, 0)) >= 0 && (far_event = eventfd(0, 0)) >= 0);
  near_poll = poll_for(near_event);
  far_poll = poll_for(far_event);
  start_thread(epoll_thread);
}

static long epoll_round_trip(long count) {
  long start = now();
  for (long i = 0; i < count; i++) {
    MUST(eventfd_write(far_event, 1) == 0);
    await_event(near_poll, near_event);
  }
  return now() - start;
}

const struct operation message_operations[] = {
    {"pipe-processes", pipe_processes, round_trip},
    {"pipe-threads", pipe_threads, round_trip},
    {"socketpair", socket_processes, round_trip},
    {"futex", futex_threads, futex_round_trip},
    {"epoll", epoll_threads, epoll_round_trip},
    {NULL, NULL, NULL},
};
