// shutdown(2): what each half does to both ends.
#include "socket.h"

int main(void) {
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  static const char *hows[] = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
  for (int t = 0; t < 3; t++) {
    for (int how = 0; how < 3; how++) {
      int s[2];
      printf("type %d %s\n", types[t], hows[how]);
      MUST(socketpair(AF_UNIX, types[t] | SOCK_NONBLOCK, 0, s));
      MUST(send(s[0], "to there", 8, 0));
      MUST(send(s[1], "to here", 7, 0));
      SHOW(shutdown(s[0], how));
      show_poll("here", s[0]);
      show_poll("there", s[1]);
      show_receive("here", s[0], 10, 0);
      show_receive("there", s[1], 10, 0);
      show_receive("here", s[0], 10, 0);
      show_receive("there", s[1], 10, 0);
      SHOW(send(s[0], "x", 1, MSG_NOSIGNAL));
      SHOW(send(s[1], "x", 1, MSG_NOSIGNAL));
      SHOW(shutdown(s[0], how));
      close(s[1]);
      show_poll("here", s[0]);
      SHOW(shutdown(s[0], how));
      close(s[0]);
    }
  }
  int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  SHOW(shutdown(fd, SHUT_RD));
  show_poll("lone", fd);
  SHOW(shutdown(fd, 3));
  SHOW(shutdown(fd, -1));
  SHOW(shutdown(99, SHUT_RD));
  SHOW(shutdown(0, SHUT_RD));

  // Who waits is woken.
  for (int t = 0; t < 3; t++) {
    int s[2];
    MUST(socketpair(AF_UNIX, types[t], 0, s));
    pid_t child = MUST(fork());
    if (child == 0) {
      char c;
      SHOW(recv(s[0], &c, 1, 0));
      _exit(0);
    }
    await_sleeping(child);
    MUST(shutdown(s[0], SHUT_RD));
    waitpid(child, NULL, 0);
    child = MUST(fork());
    if (child == 0) {
      static char data[4096];
      signal(SIGPIPE, SIG_IGN);
      while (send(s[0], data, sizeof data, 0) > 0) {}
      printf("writer: %s\n", errname(errno));
      _exit(0);
    }
    await_sleeping(child);
    MUST(shutdown(s[0], SHUT_WR));
    waitpid(child, NULL, 0);
    close(s[0]);
    close(s[1]);
  }
  for (int t = 0; t < 3; t += 2) {
    for (int unread = 0; unread < 2; unread++) {
      int s[2];
      MUST(socketpair(AF_UNIX, types[t], 0, s));
      pid_t child = MUST(fork());
      if (child == 0) {
        static char data[4096];
        close(s[1]);
        while (send(s[0], data, sizeof data, 0) > 0) {}
        printf("writer: %s\n", errname(errno));
        _exit(0);
      }
      close(s[0]);
      await_sleeping(child);
      if (unread == 0) shutdown(s[1], SHUT_RD);
      else close(s[1]);
      int status;
      waitpid(child, &status, 0);
      show_status("writer whose peer goes", status);
      close(s[1]);
    }
  }
  return 0;
}
