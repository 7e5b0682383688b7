// poll and epoll on both sides.
#include "terminal.h"
#include <sys/epoll.h>

static void events(const char *what, int e) {
  struct epoll_event event[4];
  int n = epoll_wait(e, event, 4, 0);
  printf("%s:", what);
  for (int i = 0; i < n; i++) printf(" %c %x", event[i].data.u32, event[i].events);
  printf("\n");
}

int main(void) {
  struct pty p = pty_new();
  set_output(p.s, OPOST, 0);
  show_poll("terminal", p.s); show_poll("master", p.m);
  type(&p, "half"); 
  await_input(p.m); // the echo
  show_poll("terminal", p.s); show_poll("master", p.m);
  type(&p, "\n"); await_input(p.s);
  show_poll("terminal", p.s);
  show_read("line", p.s, 100); show_read("echo", p.m, 100);
  show_poll("terminal", p.s);
  set_local(p.s, ECHO, 0);
  int level = MUST(epoll_create1(0)), edge = MUST(epoll_create1(0));
  struct epoll_event m = {.events = EPOLLIN | EPOLLPRI, .data.u32 = 'm'}, s = {.events = EPOLLIN, .data.u32 = 's'};
  MUST(epoll_ctl(level, EPOLL_CTL_ADD, p.m, &m)); MUST(epoll_ctl(level, EPOLL_CTL_ADD, p.s, &s));
  m.events |= EPOLLET; s.events |= EPOLLET;
  MUST(epoll_ctl(edge, EPOLL_CTL_ADD, p.m, &m)); MUST(epoll_ctl(edge, EPOLL_CTL_ADD, p.s, &s));
  events("level", level); events("edge", edge);
  type(&p, "line\n"); await_input(p.s);
  events("level", level); events("level", level); events("edge", edge); events("edge", edge);
  show_read("2", p.s, 2);
  events("level", level); events("edge", edge);
  show_read("rest", p.s, 10);
  events("level", level); events("edge", edge);
  MUST(write(p.s, "out", 3)); await_input(p.m);
  events("level", level); events("edge", edge); events("edge", edge);
  show_read("out", p.m, 10);
  // Waiters are woken.
  struct gate go = gate_new();
  pid_t self = getpid(), child = MUST(fork());
  if (child == 0) { await_sleeping(self); type(&p, "x\n"); gate_wait(&go); await_sleeping(self); write(p.s, "y", 1); _exit(0); }
  struct pollfd in[2] = {{.fd = p.s, .events = POLLIN}, {.fd = p.m, .events = POLLIN}};
  SHOW(poll(in, 2, -1)); printf("%x %x\n", in[0].revents, in[1].revents);
  show_read("line", p.s, 10);
  struct epoll_event event;
  gate_open(&go);
  SHOW(epoll_wait(level, &event, 1, -1)); printf("%c %x\n", event.data.u32, event.events);
  waitpid(child, NULL, 0);
  show_read("y", p.m, 10);
  // Hung up from either side.
  char name[32];
  snprintf(name, sizeof name, "%s", pty_name(p.m));
  events("edge", edge);
  close(p.s);
  events("level", level); events("edge", edge);
  p.s = MUST(open(name, O_RDWR | O_NOCTTY));
  events("opened again", level);
  struct pollfd none = {.fd = p.m};
  SHOW(poll(&none, 1, 0));
  close(p.s);
  SHOW(poll(&none, 1, 0)); printf("%x\n", none.revents);
  return 0;
}
