// flock, POSIX record locks and open file description locks.
#include "guest.h"
#include <sys/file.h>

static int lock(int fd, int command, short type, long start, long length) {
  struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  return fcntl(fd, command, &l);
}

static void query(int fd, int command, short type, long start, long length, pid_t us) {
  struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  if (fcntl(fd, command, &l) != 0) printf("query: %s\n", errname(errno));
  else if (l.l_type == F_UNLCK) printf("query %ld+%ld: free\n", start, length);
  else printf("query %ld+%ld: %s %ld+%ld %s\n", start, length, l.l_type == F_RDLCK ? "read" : "write", (long)l.l_start, (long)l.l_len,
              l.l_pid == us ? "parent" : l.l_pid == -1 ? "description" : "other");
}

static void on_alarm(int sig) { (void)sig; }

int main(void) {
  pid_t us = getpid();
  write_file("f", "0123456789");
  int fd = MUST(open("f", O_RDWR)), again = MUST(open("f", O_RDWR)), copy = MUST(dup(fd)), ro = MUST(open("f", O_RDONLY));
  SHOW(flock(fd, LOCK_EX));
  SHOW(flock(copy, LOCK_EX | LOCK_NB));
  SHOW(flock(again, LOCK_EX | LOCK_NB));
  SHOW(flock(again, LOCK_SH | LOCK_NB));
  SHOW(flock(fd, LOCK_SH));
  SHOW(flock(again, LOCK_SH | LOCK_NB));
  SHOW(flock(fd, LOCK_EX | LOCK_NB));
  SHOW(flock(again, LOCK_UN));
  IN_CHILD("a child shares the lock", SHOW(flock(fd, LOCK_EX | LOCK_NB)));
  SHOW(flock(copy, LOCK_UN));
  SHOW(flock(again, LOCK_EX | LOCK_NB));
  SHOW(flock(99, LOCK_EX));
  // Released when the last descriptor of the description goes.
  SHOW(close(again));
  SHOW(flock(fd, LOCK_EX | LOCK_NB));
  SHOW(flock(fd, LOCK_UN));
  // A waiter is woken.
  SHOW(flock(fd, LOCK_EX));
  pid_t waiter = MUST(fork());
  if (waiter == 0) { int mine = MUST(open("f", O_RDWR)); int r = flock(mine, LOCK_EX); printf("waiter: %d\n", r); _exit(0); }
  await_sleeping(waiter);
  printf("unlocking\n");
  flock(fd, LOCK_UN);
  waitpid(waiter, NULL, 0);

  // Record locks belong to the process.
  SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 10));
  SHOW(lock(copy, F_SETLK, F_RDLCK, 3, 4)); // splits
  query(fd, F_GETLK, F_WRLCK, 0, 0, us);
  IN_CHILD("child",
    query(fd, F_GETLK, F_WRLCK, 0, 0, us);
    query(fd, F_GETLK, F_RDLCK, 3, 4, us);
    query(fd, F_GETLK, F_WRLCK, 3, 4, us);
    query(fd, F_GETLK, F_WRLCK, 100, 0, us);
    SHOW(lock(fd, F_SETLK, F_RDLCK, 3, 4));
    SHOW(lock(fd, F_SETLK, F_WRLCK, 9, 1));
    SHOW(lock(fd, F_SETLK, F_WRLCK, 10, 0));
    struct sigaction act = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &act, NULL);
    ualarm(20000, 0);
    SHOW(lock(fd, F_SETLKW, F_WRLCK, 0, 1)));
  SHOW(lock(fd, F_SETLK, F_UNLCK, 0, 5));
  IN_CHILD("child", query(fd, F_GETLK, F_WRLCK, 0, 0, us));
  SHOW(lock(ro, F_SETLK, F_WRLCK, 0, 1));
  SHOW(lock(fd, F_SETLK, 77, 0, 1));
  SHOW(lock(fd, F_SETLK, F_WRLCK, -1, 1));
  SHOW(lock(fd, F_SETLK, F_WRLCK, 10, -5));
  SHOW(fcntl(fd, F_SETLK, (void *)8));
  // Closing any descriptor of the file drops them all.
  close(copy);
  IN_CHILD("child", query(fd, F_GETLK, F_WRLCK, 0, 0, us));
  // Deadlock is seen.
  SHOW(lock(fd, F_SETLK, F_WRLCK, 0, 1));
  struct gate ready = gate_new();
  pid_t other = MUST(fork());
  if (other == 0) {
    MUST(lock(fd, F_SETLK, F_WRLCK, 1, 1));
    gate_open(&ready);
    _exit(lock(fd, F_SETLKW, F_WRLCK, 0, 1) == 0 ? 0 : 1);
  }
  gate_wait(&ready);
  await_sleeping(other);
  SHOW(lock(fd, F_SETLKW, F_WRLCK, 1, 1));
  SHOW(lock(fd, F_SETLK, F_UNLCK, 0, 0));
  int status;
  waitpid(other, &status, 0);
  show_status("other", status);
  // Open file description locks.
  again = MUST(open("f", O_RDWR));
  SHOW(lock(fd, F_OFD_SETLK, F_WRLCK, 0, 5));
  SHOW(lock(again, F_OFD_SETLK, F_WRLCK, 4, 5));
  query(again, F_OFD_GETLK, F_WRLCK, 0, 0, us);
  SHOW(lock(again, F_OFD_SETLK, F_WRLCK, 5, 5));
  close(fd);
  SHOW(lock(again, F_OFD_SETLK, F_WRLCK, 0, 5));
  return 0;
}
