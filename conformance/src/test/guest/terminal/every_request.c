// Every request of ioctl_tty(2) and its neighbours, on both sides of a terminal and on what is none, with valid and with wild arguments:
// what it returns, and what it writes. Each on a terminal of its own, and by three callers: one that has no terminal, the leader of
// the terminal's session, and one without capabilities. Whoever starts this must be root.
#include "terminal.h"
#include <linux/capability.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

struct request {
  const char *name;
  unsigned number;
  bool told; /* what it writes differs from run to run */
};
#define R(name) {#name, name, false}

// TIOCCONS is left out: whoever may take the machine's console has it. See requests.c.
static const struct request requests[] = {
    R(TCGETS), R(TCSETS), R(TCSETSW), R(TCSETSF), R(TCGETA), R(TCSETA), R(TCSETAW), R(TCSETAF), R(TCSBRK), R(TCXONC), R(TCFLSH), R(TIOCEXCL), R(TIOCNXCL), R(TIOCSCTTY),
    {"TIOCGPGRP", TIOCGPGRP, true}, R(TIOCSPGRP), R(TIOCOUTQ), R(TIOCSTI), R(TIOCGWINSZ), R(TIOCSWINSZ), R(TIOCMGET), R(TIOCMBIS), R(TIOCMBIC), R(TIOCMSET),
    R(TIOCGSOFTCAR), R(TIOCSSOFTCAR), R(FIONREAD), R(TIOCLINUX), R(TIOCGSERIAL), R(TIOCSSERIAL), R(TIOCPKT), R(FIONBIO), R(TIOCNOTTY), R(TIOCSETD), R(TIOCGETD),
    R(TCSBRKP), {"0x5426", 0x5426, false}, R(TIOCSBRK), R(TIOCCBRK), {"TIOCGSID", TIOCGSID, true}, R(TCGETS2), R(TCSETS2), R(TCSETSW2), R(TCSETSF2), R(TIOCGRS485), R(TIOCSRS485),
    {"TIOCGPTN", TIOCGPTN, true}, R(TIOCSPTLCK), {"TIOCGDEV", TIOCGDEV, true}, R(TCGETX), R(TCSETX), R(TCSETXF), R(TCSETXW), R(TIOCSIG), R(TIOCVHANGUP), R(TIOCGPKT), R(TIOCGPTLCK),
    R(TIOCGEXCL), R(TIOCGPTPEER), {"TIOCGISO7816", 0x80285442, false}, {"TIOCSISO7816", 0xc0285443, false}, R(FIONCLEX), R(FIOCLEX), R(FIOASYNC), R(TIOCSERCONFIG),
    R(TIOCSERGWILD), R(TIOCSERSWILD), R(TIOCGLCKTRMIOS), R(TIOCSLCKTRMIOS), R(TIOCSERGSTRUCT), R(TIOCSERGETLSR), R(TIOCSERGETMULTI), R(TIOCSERSETMULTI), R(TIOCMIWAIT),
    R(TIOCGICOUNT), {"TIOCSTART", 0x2000746e, false}, {"TIOCGETP", 0x40067408, false}, {"KDGETMODE", 0x4b3b, false}, {"VT_GETSTATE", 0x5603, false}, {"0x5400", 0x5400, false},
    {"0x54ff", 0x54ff, false}, {"0", 0, false}, {"-1", ~0u, false}};

enum { BYTES = 128 };
static unsigned char *buffer; /* right below a page that nobody may touch */

static long call(int fd, unsigned request, unsigned long argument) {
  errno = 0;
  long result = syscall(SYS_ioctl, fd, (unsigned long)request, argument);
  return result < 0 ? -errno : result;
}

static void show_result(const char *what, long result, bool is_fd) {
  if (result < 0) printf(" %s:%s", what, errname(-result));
  else if (is_fd) printf(" %s:fd", what);
  else printf(" %s:%ld", what, result);
}

static void show_written(const unsigned char *before, bool told) {
  int first = 0, last = BYTES - 1;
  while (first < BYTES && buffer[first] == before[first]) first++;
  while (last > first && buffer[last] == before[last]) last--;
  if (first == BYTES) return;
  if (told) { printf("[..]"); return; }
  printf("[");
  for (int i = first; i <= last; i++) printf("%s%02x", i == first && i ? "@" : "", buffer[i]);
  printf("]");
}

static int other_file(int kind) {
  switch (kind) {
    case 2: { int p[2]; MUST(pipe(p)); return p[0]; }
    case 3: return MUST(open("f", O_CREAT | O_RDWR, 0600));
    case 4: return MUST(open(".", O_RDONLY));
    case 5: return MUST(open("/dev/null", O_RDWR));
    case 6: return MUST(eventfd(0, 0));
    case 7: return MUST(socket(AF_UNIX, SOCK_STREAM, 0));
    default: return MUST(open(".", O_PATH));
  }
}

static const char *kinds[] = {"slave", "master", "pipe", "file", "directory", "null", "eventfd", "socket", "path"};

/* The file to ask: one of a new terminal's sides, or something else. */
static int fresh(int kind, bool lead) {
  if (kind > 1) return other_file(kind);
  struct pty p = pty_new();
  if (lead) MUST(ioctl(p.s, TIOCSCTTY, 0));
  return kind == 0 ? p.s : p.m;
}

static void ask(const struct request *r, int kind, bool lead) {
  if (r->number == FIOASYNC && kind == 7) return; // sockets send no signals
  bool is_fd = r->number == TIOCGPTPEER;
  unsigned char before[BYTES];
  printf("%s %s:", r->name, kinds[kind]);
  static const int fills[] = {0, 1, 0xff};
  for (int i = 0; i < 3; i++) {
    if (r->number == TIOCSPGRP && fills[i] == 1) continue; // there may be such a group
    memset(buffer, fills[i], BYTES);
    memcpy(before, buffer, BYTES);
    int fd = fresh(kind, lead && i == 0);
    show_result(i == 0 ? "zeros" : i == 1 ? "ones" : "all", call(fd, r->number, (unsigned long)buffer), is_fd);
    show_written(before, r->told);
    close_range(3, ~0U, 0);
    if (lead) return; // the others would begin with a hang-up
  }
  static const struct { const char *name; long value; } values[] = {{"0", 0}, {"1", 1}, {"2", 2}, {"3", 3}, {"8", 8}, {"-1", -1}, {"top", LONG_MIN}};
  for (int i = 0; i < 7; i++) {
    int fd = fresh(kind, false);
    show_result(values[i].name, call(fd, r->number, values[i].value), is_fd);
    close_range(3, ~0U, 0);
  }
  int fd = fresh(kind, false);
  show_result("cut", call(fd, r->number, (unsigned long)buffer + BYTES - 3), is_fd);
  close_range(3, ~0U, 0);
  printf("\n");
}

static void keep_capability(int bit) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {{0}};
  if (bit >= 0) data[bit / 32].effective = data[bit / 32].permitted = 1u << bit % 32;
  MUST(syscall(SYS_capset, &header, data));
}

int main(void) {
  // at one address always: TIOCGPTPEER takes it for flags
  unsigned char *pages = mmap((void *)0x10000000, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  mprotect(pages + 4096, 4096, PROT_NONE);
  buffer = pages + 4096 - BYTES;
  signal(SIGHUP, SIG_IGN);
  signal(SIGTTOU, SIG_IGN);
  signal(SIGCONT, SIG_IGN);
  signal(SIGIO, SIG_IGN);
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
    IN_CHILD("without a terminal", setsid(); for (int kind = 0; kind < 9; kind++) ask(&requests[i], kind, false));
    for (int kind = 0; kind < 2; kind++) IN_CHILD("own", setsid(); ask(&requests[i], kind, true); printf("\n"));
    IN_CHILD("without capabilities", setsid(); keep_capability(-1); for (int kind = 0; kind < 2; kind++) ask(&requests[i], kind, false));
  }
  return 0;
}
