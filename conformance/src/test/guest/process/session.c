// Sessions and process groups: setsid, setpgid, getsid, and who may change whom.
#include "guest.h"

int main(void) {
  // In a child, which is no group leader.
  IN_CHILD("session leader",
    pid_t pid = getpid();
    CHECK(setsid() == pid);
    CHECK(getsid(0) == pid);
    CHECK(getpgrp() == pid);
    SHOW(setsid());
    SHOW(setpgid(0, 0));
    SHOW(setpgid(0, 1));
    SHOW(setpgid(pid, -1));
    SHOW(setpgid(999999, 0));
    SHOW(getpgid(999999));
    SHOW(getsid(999999));
    SHOW(open("/dev/tty", O_RDWR));
    struct gate go = gate_new();
    pid_t a = MUST(fork());
    if (a == 0) { gate_wait(&go); _exit(1); }
    CHECK(getpgid(a) == pid);
    SHOW(setpgid(a, a));
    CHECK(getpgid(a) == a);
    pid_t b = MUST(fork());
    if (b == 0) { gate_wait(&go); _exit(2); }
    SHOW(setpgid(b, a));
    CHECK(getpgid(b) == a);
    SHOW(setpgid(b, 999999));
    // A signal to the group reaches both.
    SHOW(kill(-a, SIGTERM));
    int status = 0;
    CHECK(waitpid(a, &status, 0) == a); show_status("a", status);
    CHECK(waitpid(b, &status, 0) == b); show_status("b", status);
    SHOW(kill(-a, 0));
    // A child that has called exec can no longer be moved.
    struct gate ready = gate_new();
    pid_t c = MUST(fork());
    if (c == 0) { dup2(ready.fd[1], 1); dup2(go.fd[0], 0); execl("/bin/sh", "sh", "-c", "printf x; read line", NULL); _exit(1); }
    gate_wait(&ready);
    SHOW(setpgid(c, c));
    kill(c, SIGKILL);
    waitpid(c, &status, 0);
    // A child in a session of its own neither.
    pid_t d = MUST(fork());
    if (d == 0) { setsid(); gate_open(&ready); gate_wait(&go); _exit(0); }
    gate_wait(&ready);
    SHOW(setpgid(d, d));
    CHECK(getsid(d) == d);
    kill(d, SIGKILL);
    waitpid(d, &status, 0));
  return 0;
}
