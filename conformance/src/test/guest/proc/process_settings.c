// Settings and facts of a process that are files of /proc/PID: oom_score_adj and oom_adj, timerslack_ns, personality, id maps.
#include "guest.h"
#include <sys/personality.h>

static void set(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) { printf("%s: open: %s\n", path, errname(errno)); return; }
  ssize_t n = write(fd, text, strlen(text));
  printf("%s <- \"%.*s\": %s\n", path, (int)strcspn(text, "\n"), text, n < 0 ? errname(errno) : n == (ssize_t)strlen(text) ? "ok" : "short");
  close(fd);
}

static void show_mode(const char *name) {
  char path[64];
  struct stat st;
  snprintf(path, sizeof path, "/proc/self/%s", name);
  if (stat(path, &st) != 0) { printf("%s: %s\n", name, errname(errno)); return; }
  printf("%s: %o\n", name, st.st_mode);
}

static void both(void) {
  show_file("/proc/self/oom_score_adj");
  show_file("/proc/self/oom_adj");
}

static void become_user(void) {
  MUST(setresgid(3000, 3000, 3000));
  MUST(setresuid(3000, 3000, 3000));
  MUST(prctl(PR_SET_DUMPABLE, 1));
}

int main(void) {
  static const char *const names[] = {"oom_adj", "oom_score_adj", "projid_map", "uid_map", "gid_map", "setgroups", "timens_offsets", "timerslack_ns", "personality", "cpuset"};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) show_mode(names[i]);
  /* A user can raise it, and lower it to what a privileged process set last: that is what it was in the beginning, or less. */
  if (geteuid() == 0) IN_CHILD("user", {
    become_user();
    static const char *const scores[] = {"970", "971", "999", " 1000\n", "1001", "-1001", "x", "12x", "-1000", "0x3e6", "01747", "980 1"};
    for (unsigned i = 0; i < sizeof scores / sizeof *scores; i++) { set("/proc/self/oom_score_adj", scores[i]); both(); }
    static const char *const old[] = {"-17", "-16", "0", "14", "16", "-18", "y", "15", "15", "14"};
    for (unsigned i = 0; i < sizeof old / sizeof *old; i++) { set("/proc/self/oom_adj", old[i]); both(); }
    IN_CHILD("its child", both(); set("/proc/self/oom_score_adj", "998"); both(); set("/proc/self/oom_score_adj", "-1000"));
  });

  show_file("/proc/self/timerslack_ns");
  SHOW(prctl(PR_SET_TIMERSLACK, 70000));
  show_file("/proc/self/timerslack_ns");
  set("/proc/self/timerslack_ns", "80000");
  SHOW(prctl(PR_GET_TIMERSLACK));
  set("/proc/self/timerslack_ns", "0");
  SHOW(prctl(PR_GET_TIMERSLACK));
  set("/proc/self/timerslack_ns", "-1");
  set("/proc/self/timerslack_ns", "z");
  pid_t child = MUST(fork());
  if (child == 0) { for (;;) pause(); }
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/timerslack_ns", child);
  int fd = MUST(open(path, O_RDWR));
  char text[64] = "";
  SHOW(read(fd, text, sizeof text - 1));
  printf("%s", text);
  close(fd);
  if (geteuid() == 0) IN_CHILD("another user", {
    become_user();
    int other = SHOW_OK(open(path, O_RDWR));
    SHOW(read(other, text, sizeof text));
    SHOW(write(other, "1", 1));
  });
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  snprintf(path, sizeof path, "/proc/self/task/%d/timerslack_ns", gettid());
  SHOW(open(path, O_RDONLY));

  show_file("/proc/self/personality");
  MUST(personality(ADDR_NO_RANDOMIZE | PER_LINUX32));
  show_file("/proc/self/personality");
  MUST(personality(0));

  show_file("/proc/self/projid_map");
  show_file("/proc/self/timens_offsets");
  show_file("/proc/self/cpuset");
  if (geteuid() == 0) {
    set("/proc/self/uid_map", "0 0 1");
    set("/proc/self/gid_map", "0 0 1");
    set("/proc/self/projid_map", "0 0 1");
    set("/proc/self/setgroups", "allow");
    set("/proc/self/setgroups", "deny");
    set("/proc/self/setgroups", "other");
    set("/proc/self/timens_offsets", "monotonic 1 0");
  }
  return 0;
}
