// Nobody reads: writers of both sides wait, are interrupted, or are told that there is no room.
#include "terminal.h"

static char many[200000];
static void nothing(int sig) { (void)sig; }

/* Until there is no room, and none comes of what is on its way. */
static int fill(int fd) {
  fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
  int total = 0, refused = 0;
  while (refused < 1000) {
    ssize_t n = write(fd, many, 1000);
    if (n > 0) { total += n; refused = 0; } else { refused++; sched_yield(); }
  }
  printf("%s\n", errname(errno));
  fcntl(fd, F_SETFL, O_RDWR);
  return total;
}

int main(void) {
  struct pty p = pty_new();
  memset(many, 'x', sizeof many);
  set_raw(p.s, 1, 0);
  // From the terminal to the master.
  int total = fill(p.s);
  CHECK(total >= 4096 && total < 100000);
  for (int restart = 0; restart < 2; restart++) {
    pid_t child = MUST(fork());
    if (child == 0) {
      struct sigaction a = {.sa_handler = nothing, .sa_flags = restart ? SA_RESTART : 0};
      sigaction(SIGUSR1, &a, NULL);
      ssize_t n = write(p.s, "y", 1);
      printf("%zd %s\n", n, n < 0 ? errname(errno) : "");
      _exit(0);
    }
    await_sleeping(child);
    kill(child, SIGUSR1);
    if (restart) {
      await_sleeping(child);
      char last = 0;
      for (int left = total + 1; left > 0;) { ssize_t n = MUST(read(p.m, many, sizeof many)); left -= n; last = many[n - 1]; }
      waitpid(child, NULL, 0);
      printf("last %c\n", last);
    } else waitpid(child, NULL, 0);
  }
  // Part of a large write is done when the signal comes.
  pid_t child = MUST(fork());
  if (child == 0) {
    struct sigaction a = {.sa_handler = nothing};
    sigaction(SIGUSR1, &a, NULL);
    ssize_t n = write(p.s, many, sizeof many);
    printf("%s\n", n > 0 && n < (ssize_t)sizeof many ? "part" : "other");
    _exit(0);
  }
  await_sleeping(child);
  kill(child, SIGUSR1);
  waitpid(child, NULL, 0);
  MUST(ioctl(p.m, TCFLSH, TCIOFLUSH));
  fcntl(p.m, F_SETFL, O_RDWR | O_NONBLOCK);
  for (int quiet = 0; quiet < 1000; quiet++) if (read(p.m, many, sizeof many) > 0) quiet = 0; else sched_yield();
  fcntl(p.m, F_SETFL, O_RDWR);
  // From the master to the terminal.
  total = fill(p.m);
  CHECK(total >= 4096 && total < 100000);
  child = MUST(fork());
  if (child == 0) { ssize_t n = write(p.m, many, 50000); printf("%zd\n", n); _exit(0); }
  await_sleeping(child);
  for (int left = total + 50000; left > 0;) left -= MUST(read(p.s, many, sizeof many));
  waitpid(child, NULL, 0);
  // Lines that are echoed although nobody looks: the input is not held up.
  set_local(p.s, 0, ICANON | ECHO);
  set_output(p.s, 0, OPOST | ONLCR);
  for (int i = 0; i < 3000; i++) { type(&p, "echo\n"); char text[10]; MUST(read(p.s, text, 10)); }
  printf("typed\n");
  // A megabyte, through both.
  set_raw(p.s, 1, 0);
  MUST(ioctl(p.m, TCFLSH, TCIOFLUSH));
  fcntl(p.m, F_SETFL, O_RDWR | O_NONBLOCK);
  for (int quiet = 0; quiet < 1000; quiet++) if (read(p.m, many, sizeof many) > 0) quiet = 0; else sched_yield();
  fcntl(p.m, F_SETFL, O_RDWR);
  child = MUST(fork());
  if (child == 0) { for (int left = 1000000; left > 0;) { ssize_t n = MUST(read(p.s, many, sizeof many)); for (ssize_t done = 0; done < n;) done += MUST(write(p.s, many + done, n - done)); left -= n; } _exit(0); }
  pid_t sender = MUST(fork());
  if (sender == 0) { unsigned v = 1; for (int i = 0; i < 1000; i++) { for (int j = 0; j < 1000; j++) many[j] = (v = v * 1103515245 + 12345) >> 16; MUST(write(p.m, many, 1000)); } _exit(0); }
  unsigned v = 1, wrong = 0;
  for (int left = 1000000; left > 0;) { ssize_t n = MUST(read(p.m, many, sizeof many)); for (ssize_t i = 0; i < n; i++) wrong += many[i] != (char)((v = v * 1103515245 + 12345) >> 16); left -= n; }
  printf("wrong %u\n", wrong);
  waitpid(child, NULL, 0); waitpid(sender, NULL, 0);
  return 0;
}
