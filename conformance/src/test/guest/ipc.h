// What the programs of this family share. Every object is removed at the end, whatever happens.
#ifndef IPC_H
#define IPC_H

#include "guest.h"
#include <grp.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

union semun { int val; struct semid_ds *buf; unsigned short *array; struct seminfo *info; };

static pid_t ipc_owner;
static int ipc_sets[16], ipc_queues[16], ipc_segments[16];
static int ipc_set_count, ipc_queue_count, ipc_segment_count;

static void ipc_remove_all(void) {
  if (getpid() != ipc_owner) return;
  for (int i = 0; i < ipc_set_count; i++) semctl(ipc_sets[i], 0, IPC_RMID);
  for (int i = 0; i < ipc_queue_count; i++) msgctl(ipc_queues[i], IPC_RMID, NULL);
  for (int i = 0; i < ipc_segment_count; i++) shmctl(ipc_segments[i], IPC_RMID, NULL);
}

__attribute__((constructor)) static void ipc_begin(void) {
  ipc_owner = getpid();
  atexit(ipc_remove_all);
}

/* A key that nobody else uses at the time. */
static inline key_t own_key(int n) { return (key_t)(0x4a000000 | ((getpid() & 0xffff) << 8) | n); }

static inline int new_set(key_t key, int n, int flags) {
  int id = MUST(semget(key, n, flags));
  return ipc_sets[ipc_set_count++ % 16] = id;
}
static inline int new_queue(key_t key, int flags) {
  int id = MUST(msgget(key, flags));
  return ipc_queues[ipc_queue_count++ % 16] = id;
}
static inline int new_segment(key_t key, size_t size, int flags) {
  int id = MUST(shmget(key, size, flags));
  return ipc_segments[ipc_segment_count++ % 16] = id;
}

static inline int sem_change(int id, int number, int op, int flags) {
  struct sembuf one = {.sem_num = number, .sem_op = op, .sem_flg = flags};
  return semop(id, &one, 1);
}

/* Waits until as many wait for a semaphore as are wanted. */
static inline void await_waiters(int id, int number, int command, int wanted) {
  while (semctl(id, number, command) != wanted) sched_yield();
}

/* Becomes somebody without privileges. */
static inline void become(uid_t uid, gid_t gid) {
  MUST(setgroups(0, NULL));
  MUST(setresgid(gid, gid, gid));
  MUST(setresuid(uid, uid, uid));
}

/* Runs a check in a child that has become somebody. */
static inline void check_as(const char *who, uid_t uid, gid_t gid, void (*check)(void)) {
  IN_CHILD(who, become(uid, gid); check());
}

static volatile int caught;
static inline void note_signal(int sig) { caught = sig; }
static inline void handle(int sig, int flags) {
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = flags};
  MUST(sigaction(sig, &action, NULL));
}

#endif
