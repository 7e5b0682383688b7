// /proc/self and /proc/<pid>: links, directories, command line, name, status, stat, maps, limits.
#include "guest.h"

static void grep(const char *path, const char *const *keys) {
  FILE *f = fopen(path, "r");
  if (f == NULL) { printf("%s: %s\n", path, errname(errno)); return; }
  char line[512];
  while (fgets(line, sizeof line, f) != NULL)
    for (const char *const *k = keys; *k != NULL; k++)
      if (strncmp(line, *k, strlen(*k)) == 0) printf("%s", line);
  fclose(f);
}

static int field(const char *path, int n, char *out) {
  char text[1024] = "";
  int fd = open(path, O_RDONLY);
  ssize_t got = read(fd, text, sizeof text - 1);
  close(fd);
  if (got <= 0) return -1;
  char *p = strrchr(text, ')') + 2;
  for (int i = 3; i < n; i++) p = strchr(p, ' ') + 1;
  return sscanf(p, "%63s", out);
}

int main(void) {
  char text[512] = "", path[64];
  snprintf(path, sizeof path, "%d", getpid());
  MUST(readlink("/proc/self", text, sizeof text));
  CHECK(strcmp(text, path) == 0);
  memset(text, 0, sizeof text);
  MUST(readlink("/proc/thread-self", text, sizeof text));
  snprintf(path, sizeof path, "%d/task/%d", getpid(), gettid());
  CHECK(strcmp(text, path) == 0);
  memset(text, 0, sizeof text);
  MUST(readlink("/proc/self/exe", text, sizeof text));
  CHECK(strcmp(text + strlen(text) - 10, "/proc/self") == 0);
  memset(text, 0, sizeof text);
  MUST(readlink("/proc/self/cwd", text, sizeof text));
  printf("cwd %s\n", text);
  memset(text, 0, sizeof text);
  MUST(readlink("/proc/self/root", text, sizeof text));
  printf("root %s\n", text);
  SHOW(prctl(PR_SET_NAME, "a name with spaces that is too long"));
  show_file("/proc/self/comm");
  write_file("/proc/self/comm", "written");
  show_file("/proc/self/comm");
  SHOW(prctl(PR_GET_NAME, text));
  printf("%s\n", text);
  static const char *keys[] = {"Name:", "Umask:", "State:", "TracerPid:", "Uid:", "Gid:", "Threads:", "SigPnd:", "ShdPnd:", "SigBlk:", "SigIgn:", "NoNewPrivs:", NULL};
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, NULL);
  raise(SIGUSR1);
  kill(getpid(), SIGUSR2);
  umask(0137);
  grep("/proc/self/status", keys);
  // stat
  CHECK(field("/proc/self/stat", 4, text) == 1 && atoi(text) == getppid());
  CHECK(field("/proc/self/stat", 5, text) == 1 && atoi(text) == getpgrp());
  CHECK(field("/proc/self/stat", 6, text) == 1 && atoi(text) == getsid(0));
  field("/proc/self/stat", 3, text);
  printf("state %s\n", text);
  field("/proc/self/stat", 20, text);
  printf("threads %s\n", text);
  CHECK(field("/proc/self/stat", 23, text) == 1 && atol(text) > 1000000);
  CHECK(field("/proc/self/stat", 24, text) == 1 && atol(text) > 10);
  CHECK(field("/proc/self/stat", 52, text) == 1);
  // Child states.
  pid_t child = MUST(fork());
  if (child == 0) { for (;;) pause(); }
  snprintf(path, sizeof path, "/proc/%d/stat", child);
  await_sleeping(child);
  field(path, 3, text); printf("sleeping: %s\n", text);
  kill(child, SIGSTOP);
  waitpid(child, NULL, WUNTRACED);
  field(path, 3, text); printf("stopped: %s\n", text);
  kill(child, SIGKILL);
  waitid(P_PID, child, &(siginfo_t){0}, WEXITED | WNOWAIT);
  field(path, 3, text); printf("zombie: %s\n", text);
  snprintf(path, sizeof path, "/proc/%d/exe", child);
  CHECK(readlink(path, text, sizeof text) == -1 && errno == ENOENT);
  waitpid(child, NULL, 0);
  snprintf(path, sizeof path, "/proc/%d/stat", child);
  SHOW(open(path, O_RDONLY));
  SHOW(open("/proc/999999/stat", O_RDONLY));
  SHOW(open("/proc/self/none", O_RDONLY));
  SHOW(open("/proc/self/stat", O_WRONLY | O_CREAT, 0644) >= 0 || errno == EACCES);
  SHOW(mkdir("/proc/x", 0755));
  SHOW(unlink("/proc/self/stat"));
  SHOW(access("/proc/self/fd/0", F_OK));
  SHOW(access("/proc/self/fd/77", F_OK));
  // Command line and environment, of a program started anew.
  IN_CHILD("cmdline", execle("/bin/sh", "sh", "-c", "tr '\\0' '|' </proc/self/cmdline; echo; cat /proc/self/environ | tr '\\0' '\\n' | grep -E '^(A|B)='", "zero", "one", "", NULL, (char *[]){"A=1", "B=two words", NULL}));
  // Limits.
  MUST(setrlimit(RLIMIT_CORE, &(struct rlimit){0, 4096}));
  static const char *limits[] = {"Limit ", "Max core file size", NULL};
  grep("/proc/self/limits", limits);
  // Nothing can be seen twice through one read position.
  int fd = MUST(open("/proc/self/stat", O_RDONLY));
  char one, two;
  MUST(read(fd, &one, 1));
  MUST(pread(fd, &two, 1, 0));
  CHECK(one == two);
  CHECK(read(fd, text, sizeof text) > 50);
  SHOW(read(fd, text, sizeof text));
  SHOW(lseek(fd, 0, SEEK_SET));
  struct stat st;
  SHOW(fstat(fd, &st));
  printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
  return 0;
}
