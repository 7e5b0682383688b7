// poll, ppoll, select and pselect on pipes, files and terminals that are none.
#include "guest.h"
#include <sys/select.h>

static void show_poll(const char *what, int fd, short events, int timeout) {
  struct pollfd p = {fd, events, -1};
  int n = poll(&p, 1, timeout);
  printf("%s: %d revents %x\n", what, n, (unsigned short)p.revents);
}

static void on_signal(int sig) { (void)sig; }

int main(void) {
  int p[2];
  char buffer[70000];
  MUST(pipe2(p, O_NONBLOCK));
  show_poll("empty pipe, read end", p[0], POLLIN | POLLOUT, 0);
  show_poll("empty pipe, write end", p[1], POLLIN | POLLOUT, 0);
  write(p[1], "x", 1);
  show_poll("one byte", p[0], POLLIN | POLLRDNORM | POLLPRI, 0);
  show_poll("no events asked", p[0], 0, 0);
  write(p[1], buffer, sizeof buffer);
  show_poll("full pipe, write end", p[1], POLLOUT, 0);
  read(p[0], buffer, 4096);
  show_poll("a page free", p[1], POLLOUT, 0);
  close(p[1]);
  show_poll("writer gone, data left", p[0], POLLIN, 0);
  while (read(p[0], buffer, sizeof buffer) > 0) {}
  show_poll("writer gone", p[0], POLLIN, 0);
  close(p[0]);
  MUST(pipe(p));
  close(p[0]);
  show_poll("reader gone", p[1], POLLOUT, 0);
  close(p[1]);
  show_poll("closed", 99, POLLIN, 0);
  show_poll("negative", -1, POLLIN, 0);
  int file = MUST(open("f", O_RDWR | O_CREAT, 0644));
  show_poll("file", file, POLLIN | POLLOUT, 0);
  show_poll("/dev/null", MUST(open("/dev/null", O_RDWR)), POLLIN | POLLOUT, 0);
  show_poll("directory", MUST(open(".", O_RDONLY)), POLLIN | POLLOUT, 0);
  SHOW(poll(NULL, 0, 1));
  SHOW(poll((struct pollfd *)8, 1, 0));
  SHOW(poll(NULL, 1 << 24, 0));
  // Blocking until a child writes.
  MUST(pipe(p));
  pid_t parent = getpid();
  if (MUST(fork()) == 0) { await_sleeping(parent); write(p[1], "x", 1); _exit(0); }
  show_poll("woken", p[0], POLLIN, 10000);
  wait(NULL);
  read(p[0], buffer, 1);
  if (MUST(fork()) == 0) { close(p[0]); close(p[1]); await_sleeping(parent); _exit(0); }
  close(p[1]);
  show_poll("hang-up", p[0], POLLIN, 10000);
  wait(NULL);
  show_poll("time-out", MUST(dup(p[0])), POLLPRI, 0);

  // select
  MUST(pipe(p));
  fd_set r, w, e;
  FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&e);
  FD_SET(p[0], &r); FD_SET(p[1], &w); FD_SET(p[0], &e); FD_SET(file, &r);
  SHOW(select(64, &r, &w, &e, &(struct timeval){0, 0}));
  printf("pipe readable %d, file readable %d, writable %d, exceptional %d\n", !!FD_ISSET(p[0], &r), !!FD_ISSET(file, &r), !!FD_ISSET(p[1], &w), !!FD_ISSET(p[0], &e));
  FD_ZERO(&r);
  FD_SET(p[0], &r);
  struct timeval tv = {0, 5000};
  SHOW(select(p[0] + 1, &r, NULL, NULL, &tv));
  printf("left %ld.%ld, set %d\n", (long)tv.tv_sec, (long)tv.tv_usec, !!FD_ISSET(p[0], &r));
  FD_SET(60, &r);
  SHOW(select(64, &r, NULL, NULL, &tv));
  FD_ZERO(&r);
  SHOW(select(-1, &r, NULL, NULL, &tv));
  SHOW(select(64, (fd_set *)8, NULL, NULL, &tv));
  SHOW(select(0, NULL, NULL, NULL, &(struct timeval){0, -1}));
  SHOW(select(0, NULL, NULL, NULL, &(struct timeval){-1, 0}));
  SHOW(select(0, NULL, NULL, NULL, &(struct timeval){0, 1000}));
  // ppoll and pselect swap the mask while they wait.
  struct sigaction act = {.sa_handler = on_signal};
  sigaction(SIGUSR1, &act, NULL);
  sigset_t block, none;
  sigemptyset(&none);
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, NULL);
  raise(SIGUSR1);
  struct pollfd pfd = {p[0], POLLIN, 0};
  SHOW(ppoll(&pfd, 1, &(struct timespec){10, 0}, &none));
  raise(SIGUSR1);
  SHOW(pselect(0, NULL, NULL, NULL, &(struct timespec){10, 0}, &none));
  raise(SIGUSR1);
  SHOW(ppoll(&pfd, 1, &(struct timespec){0, 1000000}, &block));
  write(p[1], "x", 1);
  SHOW(ppoll(&pfd, 1, &(struct timespec){0, 0}, &none)); // ready wins
  SHOW(ppoll(&pfd, 1, &(struct timespec){0, -1}, NULL));
  SHOW(syscall(SYS_ppoll, &pfd, 1, NULL, &none, 3));
  return 0;
}
