// What a program finds at start: arguments, streams, working directory, exit through main.
#include "guest.h"

extern char **environ;

static void at_exit(void) { printf("atexit runs\n"); }

int main(int argc, char **argv) {
  printf("argc %d, name %s\n", argc, strrchr(argv[0], '/') + 1);
  CHECK(getenv("PATH") != NULL);
  for (int fd = 0; fd < 12; fd++) if (fcntl(fd, F_GETFD) >= 0) printf("fd %d open, access mode %d\n", fd, fcntl(fd, F_GETFL) & O_ACCMODE);
  struct stat st;
  fstat(0, &st);
  printf("stdin is a %s\n", S_ISCHR(st.st_mode) ? "device" : "other");
  char c;
  SHOW(read(0, &c, 1));
  fstat(1, &st);
  printf("stdout is a %s\n", S_ISFIFO(st.st_mode) ? "pipe" : "other");
  SHOW(isatty(0));
  SHOW(isatty(1));
  SHOW(lseek(1, 0, SEEK_CUR));
  fprintf(stderr, "to standard error\n");
  char cwd[100];
  printf("cwd %s\n", getcwd(cwd, sizeof cwd));
  CHECK(getpid() > 0 && gettid() == getpid());
  sigset_t set;
  sigprocmask(0, NULL, &set);
  for (int i = 1; i < 65; i++) if (sigismember(&set, i) == 1) printf("%d is blocked\n", i);
  for (int i = 1; i < 32; i++) {
    struct sigaction act;
    if (sigaction(i, NULL, &act) == 0 && act.sa_handler != SIG_DFL) printf("%d is not at its default\n", i);
  }
  atexit(at_exit);
  return 200;
}
