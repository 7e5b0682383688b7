// fork: what the child shares, what it gets a copy of, and the exit codes its parent sees.
#include "guest.h"

int global = 1;

int main(void) {
  int local = 10;
  IN_CHILD("exit 0", );
  IN_CHILD("exit 3", _exit(3));
  IN_CHILD("exit 256+7 keeps the low byte", _exit(256 + 7));
  IN_CHILD("exit -1", _exit(-1));
  IN_CHILD("changes its own copy", global = 2; local = 20; _exit(global + local));
  printf("parent still has %d %d\n", global, local);

  // A file offset is shared, because the description is.
  write_file("f", "abcdef");
  int fd = MUST(open("f", O_RDONLY));
  char c = 0;
  IN_CHILD("reads one byte", MUST(read(fd, &c, 1)); printf("child read %c\n", c));
  MUST(read(fd, &c, 1));
  printf("parent read %c\n", c);

  // A descriptor closed in the child stays open here.
  IN_CHILD("closes the descriptor", close(fd));
  SHOW(fcntl(fd, F_GETFD));

  pid_t parent = getpid();
  IN_CHILD("sees its parent", CHECK(getppid() == parent); CHECK(getpid() != parent); CHECK(getpgrp() == getpgid(parent)));
  // Eight children at once, each with its own code, collected by pid.
  pid_t pids[8];
  for (int i = 0; i < 8; i++)
    if ((pids[i] = MUST(fork())) == 0) _exit(40 + i);
  for (int i = 7; i >= 0; i--) {
    int status = 0;
    CHECK(waitpid(pids[i], &status, 0) == pids[i]);
    show_status("child", status);
  }
  SHOW(wait(NULL));
  return 5;
}
