// A line that is longer than the terminal keeps: its end replaces its last byte.
#include "terminal.h"

static char text[9000];

int main(void) {
  struct pty p = pty_new();
  int n;
  set_local(p.s, ECHO, 0);
  int lengths[] = {4093, 4094, 4095, 4096, 4097, 5000};
  for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    memset(text, 'x', lengths[i]);
    text[lengths[i] - 1] = 'y';
    text[lengths[i]] = '\n';
    type_bytes(&p, text, lengths[i] + 1);
    await_input(p.s);
    SHOW(ioctl(p.s, FIONREAD, &n)); printf("%d: %d\n", lengths[i], n);
    show_read("read", p.s, 9000);
  }
  // Erased after it was too long.
  memset(text, 'x', 5000); memset(text + 5000, '\177', 2); memcpy(text + 5002, "z\n", 2);
  type_bytes(&p, text, 5004);
  show_read("erased", p.s, 9000);
  // In pieces.
  memset(text, 'x', 4095); text[4095] = '\n';
  type_bytes(&p, text, 4096);
  show_read("4000", p.s, 4000); show_read("4000", p.s, 4000);
  // A second line waits until there is room.
  memset(text, 'a', 3000); text[2999] = '\n'; memset(text + 3000, 'b', 3000); text[5999] = '\n';
  type_bytes(&p, text, 6000);
  show_read("first", p.s, 9000); show_read("second", p.s, 9000);
  // Raw.
  set_raw(p.s, 1, 0);
  memset(text, 'r', 6000);
  type_bytes(&p, text, 6000);
  await_bytes(p.s, 4095);
  size_t total = 0;
  while (total < 6000) { ssize_t got = read(p.s, text, sizeof text); if (got <= 0) break; total += got; }
  printf("raw %zu\n", total);
  return 0;
}
