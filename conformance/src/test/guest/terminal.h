// What the programs about terminals share: a pseudo-terminal of their own, and ways to print bytes.
#ifndef TERMINAL_H
#define TERMINAL_H

#include "guest.h"
#include <asm/termbits.h>

struct pty { int m, s; };

/* struct termios of the kernel; glibc's is another. */
static inline struct termios modes(int fd) { struct termios t; MUST(ioctl(fd, TCGETS, &t)); return t; }
static inline void set_modes(int fd, struct termios t) { MUST(ioctl(fd, TCSETS, &t)); }
static inline void set_local(int fd, int clear, int set) { struct termios t = modes(fd); t.c_lflag = (t.c_lflag & ~clear) | set; set_modes(fd, t); }
static inline void set_input(int fd, int clear, int set) { struct termios t = modes(fd); t.c_iflag = (t.c_iflag & ~clear) | set; set_modes(fd, t); }
static inline void set_output(int fd, int clear, int set) { struct termios t = modes(fd); t.c_oflag = (t.c_oflag & ~clear) | set; set_modes(fd, t); }
static inline void set_char(int fd, int index, int c) { struct termios t = modes(fd); t.c_cc[index] = c; set_modes(fd, t); }

static inline void set_raw(int fd, int min, int time) {
  struct termios t = modes(fd);
  t.c_iflag = 0; t.c_oflag = 0; t.c_lflag = 0;
  t.c_cc[VMIN] = min; t.c_cc[VTIME] = time;
  set_modes(fd, t);
}

static inline int pty_master(void) {
  int m = MUST(open("/dev/ptmx", O_RDWR | O_NOCTTY)), zero = 0;
  MUST(ioctl(m, TIOCSPTLCK, &zero));
  return m;
}

static inline const char *pty_name(int m) {
  static char name[32];
  int n;
  MUST(ioctl(m, TIOCGPTN, &n));
  snprintf(name, sizeof name, "/dev/pts/%d", n);
  return name;
}

static inline struct pty pty_new(void) {
  struct pty p = {.m = pty_master()};
  p.s = MUST(open(pty_name(p.m), O_RDWR | O_NOCTTY));
  return p;
}

static inline void pty_close(struct pty *p) { close(p->s); close(p->m); }

/* Bytes in quotes, all that is not printable escaped; long runs of one byte as c{count}. */
static inline void show_bytes(const char *what, const char *bytes, ssize_t n) {
  if (n < 0) { printf("%s: %s\n", what, errname(errno)); return; }
  printf("%s: %zd \"", what, n);
  for (ssize_t i = 0; i < n;) {
    unsigned char c = bytes[i];
    ssize_t run = 1;
    while (i + run < n && (unsigned char)bytes[i + run] == c) run++;
    if (c == '\n') printf("\\n"); else if (c == '\r') printf("\\r"); else if (c == '\b') printf("\\b"); else if (c == '\t') printf("\\t");
    else if (c < 32 || c > 126) printf("\\x%02x", c); else putchar(c);
    if (run > 16) { printf("{%zd}", run); i += run; } else i++;
  }
  printf("\"\n");
}

static inline void show_read(const char *what, int fd, size_t size) {
  static char bytes[70000];
  ssize_t n = read(fd, bytes, size);
  show_bytes(what, bytes, n);
}

/* What the user typed. */
static inline void type_bytes(struct pty *p, const char *bytes, size_t n) { if (write(p->m, bytes, n) != (ssize_t)n) printf("short write\n"); }
static inline void type(struct pty *p, const char *text) { type_bytes(p, text, strlen(text)); }

/* Everything that the terminal has shown so far: the program writes a mark, and the screen is read up to it. To be called when what was
   typed is known to have arrived. */
static inline void show_screen(const char *what, struct pty *p) {
  static char bytes[70000];
  ssize_t n = 0;
  MUST(write(p->s, "|", 1));
  do {
    ssize_t got = read(p->m, bytes + n, sizeof bytes - n);
    if (got <= 0) { show_bytes("screen", bytes, got); return; }
    n += got;
  } while (bytes[n - 1] != '|');
  show_bytes(what, bytes, n - 1);
}

/* Waits until something can be read, forever. */
static inline void await_input(int fd) { struct pollfd p = {.fd = fd, .events = POLLIN}; MUST(poll(&p, 1, -1)); }

/* Waits until exactly so many bytes can be read from the terminal. */
static inline void await_bytes(int fd, int count) { int n; do MUST(ioctl(fd, FIONREAD, &n)); while (n != count && sched_yield() == 0); }

/* Types, reads a line, and shows it with the screen. */
static inline void line(struct pty *p, const char *what, const char *text) {
  type(p, text);
  printf("-- %s\n", what);
  show_read("read", p->s, 8192);
  show_screen("screen", p);
}

static inline void show_poll(const char *what, int fd) {
  struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT | POLLPRI | POLLRDNORM | POLLWRNORM};
  MUST(poll(&p, 1, 0));
  printf("%s:%s%s%s%s%s%s%s\n", what, p.revents & POLLIN ? " IN" : "", p.revents & POLLRDNORM ? " RDNORM" : "", p.revents & POLLOUT ? " OUT" : "", p.revents & POLLWRNORM ? " WRNORM" : "",
    p.revents & POLLPRI ? " PRI" : "", p.revents & POLLERR ? " ERR" : "", p.revents & POLLHUP ? " HUP" : "");
}

#endif
