// VMIN and VTIME: the four ways in which a read of a raw terminal waits.
#include "terminal.h"

static long tenths(struct timespec *from) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return ((now.tv_sec - from->tv_sec) * 1000 + (now.tv_nsec - from->tv_nsec) / 1000000) / 100;
}

#define TIMED(least, call) do { struct timespec t_; clock_gettime(CLOCK_MONOTONIC, &t_); call; printf("took %s: %s\n", #least, tenths(&t_) >= (least) ? "true" : "false"); } while (0)

int main(void) {
  struct pty p = pty_new();
  // Neither: what is there.
  set_raw(p.s, 0, 0);
  show_read("empty", p.s, 10);
  type(&p, "abc"); await_bytes(p.s, 3);
  show_read("two", p.s, 2); show_read("rest", p.s, 10); show_read("empty", p.s, 10);
  show_poll("empty", p.s);
  // Time only: until the first byte, for so long.
  set_raw(p.s, 0, 2);
  TIMED(2, show_read("nothing came", p.s, 10));
  type(&p, "abc"); await_bytes(p.s, 3); show_read("there", p.s, 10);
  pid_t child = MUST(fork());
  if (child == 0) { await_sleeping(getppid()); type(&p, "late"); _exit(0); }
  set_raw(p.s, 0, 100);
  await_input(p.s); show_read("late", p.s, 1);
  waitpid(child, NULL, 0);
  await_bytes(p.s, 3); show_read("rest", p.s, 10);
  // Bytes only.
  set_raw(p.s, 5, 0);
  type(&p, "abc"); await_bytes(p.s, 3);
  show_poll("three of five", p.s);
  child = MUST(fork());
  if (child == 0) { await_sleeping(getppid()); type(&p, "de"); _exit(0); }
  show_read("five", p.s, 10);
  waitpid(child, NULL, 0);
  type(&p, "abcdefg"); await_bytes(p.s, 7);
  show_poll("seven of five", p.s);
  show_read("asked for two", p.s, 2);
  show_read("the others", p.s, 10);
  // In two steps, of which the first makes too little.
  child = MUST(fork());
  if (child == 0) { await_sleeping(getppid()); type(&p, "12"); await_sleeping(getppid()); type(&p, "34"); await_sleeping(getppid()); type(&p, "56"); _exit(0); }
  char text[20];
  ssize_t n = read(p.s, text, 20);
  CHECK(n >= 5);
  show_bytes("begins", text, 5);
  waitpid(child, NULL, 0);
  MUST(ioctl(p.s, TCFLSH, TCIFLUSH));
  // Both: the time begins with the first byte.
  set_raw(p.s, 5, 2);
  type(&p, "abc"); await_bytes(p.s, 3);
  show_poll("three of five, timed", p.s);
  TIMED(2, show_read("three", p.s, 10));
  type(&p, "abcdef"); await_bytes(p.s, 6);
  show_read("six", p.s, 10);
  // Without blocking.
  fcntl(p.s, F_SETFL, O_RDWR | O_NONBLOCK);
  int settings[][2] = {{0, 0}, {0, 1}, {1, 0}, {3, 0}, {3, 1}};
  for (int i = 0; i < 5; i++) {
    printf("-- %d %d\n", settings[i][0], settings[i][1]);
    set_raw(p.s, settings[i][0], settings[i][1]);
    show_read("empty", p.s, 10);
    type(&p, "xy"); await_bytes(p.s, 2);
    show_poll("two", p.s);
    show_read("two", p.s, 10);
  }
  return 0;
}
