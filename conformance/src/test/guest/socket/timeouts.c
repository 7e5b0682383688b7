// Waiting: SO_RCVTIMEO and SO_SNDTIMEO, signals with and without SA_RESTART, non-blocking sockets.
#include "socket.h"

static volatile int signals;
static void handler(int signal) { signals++; }

static void catch_alarm(int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigaction(SIGALRM, &action, NULL);
}

/* Sends this process SIGALRM once it sleeps, and data when that was not the end of the call. */
static pid_t disturb(int fd) {
  pid_t parent = getpid(), child = MUST(fork());
  if (child == 0) {
    await_sleeping(parent);
    kill(parent, SIGALRM);
    for (int i = 0; i < 5; i++) { sched_yield(); await_sleeping(parent); }
    if (fd >= 0) write(fd, "late", 4);
    _exit(0);
  }
  return child;
}

int main(void) {
  int s[2];
  char text[10] = "";
  static char big[4096];
  struct timeval soon = {0, 30000}, never = {0, 0}, far = {100, 0}, negative = {-1, 0};
  signal(SIGPIPE, SIG_IGN);
  static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  for (int t = 0; t < 3; t++) {
    printf("type %d\n", types[t]);
    MUST(socketpair(AF_UNIX, types[t], 0, s));
    MUST(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
    MUST(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
    SHOW(recv(s[0], text, 9, 0));
    SHOW(read(s[0], text, 9));
    struct iovec vector = {text, 9};
    SHOW(readv(s[0], &vector, 1));
    while (send(s[0], big, sizeof big, 0) > 0) {}
    printf("full: %s\n", errname(errno));
    SHOW(write(s[0], big, sizeof big));
    MUST(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &negative, sizeof negative));
    SHOW(recv(s[0], text, 9, 0));
    MUST(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never));
    SHOW(recv(s[0], text, 9, MSG_DONTWAIT));

    // A handler without SA_RESTART ends the wait, one with it does not, unless there is a timeout.
    catch_alarm(0);
    pid_t child = disturb(-1);
    SHOW(recv(s[0], text, 9, 0));
    waitpid(child, NULL, 0);
    catch_alarm(SA_RESTART);
    child = disturb(s[1]);
    SHOW(recv(s[0], text, 9, 0));
    waitpid(child, NULL, 0);
    MUST(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &far, sizeof far));
    child = disturb(-1);
    SHOW(recv(s[0], text, 9, 0));
    waitpid(child, NULL, 0);
    child = disturb(-1);
    SHOW(read(s[0], text, 9));
    waitpid(child, NULL, 0);
    MUST(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &never, sizeof never));
    catch_alarm(0);
    child = disturb(-1);
    SHOW(send(s[0], big, sizeof big, 0));
    waitpid(child, NULL, 0);
    MUST(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &far, sizeof far));
    catch_alarm(SA_RESTART);
    child = disturb(-1);
    SHOW(send(s[0], big, sizeof big, 0));
    waitpid(child, NULL, 0);
    close(s[0]);
    close(s[1]);
  }
  // What was received counts more than the signal.
  MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
  MUST(write(s[1], "part", 4));
  catch_alarm(0);
  pid_t child = disturb(-1);
  SHOW(recv(s[0], text, 9, MSG_WAITALL));
  waitpid(child, NULL, 0);
  MUST(write(s[1], "part", 4));
  MUST(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
  SHOW(recv(s[0], text, 9, MSG_WAITALL));
  MUST(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
  static char huge[1 << 20];
  CHECK(send(s[0], huge, sizeof huge, 0) > 100000);
  // accept(2)
  int server = listener(SOCK_STREAM, "@server", 5);
  MUST(setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
  SHOW(accept(server, NULL, NULL));
  MUST(setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never));
  catch_alarm(0);
  child = disturb(-1);
  SHOW(accept(server, NULL, NULL));
  waitpid(child, NULL, 0);
  CHECK(signals > 10);
  return 0;
}
