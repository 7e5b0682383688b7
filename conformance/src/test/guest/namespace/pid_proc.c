// An instance of proc shows the PID namespace of who mounted it.
#include "pid.h"

#include <sys/mount.h>

static void list(const char *directory) {
  printf("%s:", directory);
  DIR *all = opendir(directory);
  int ids[64], count = 0;
  for (struct dirent *each; all != NULL && (each = readdir(all)) != NULL;)
    if (atoi(each->d_name) > 0 && count < 64) ids[count++] = atoi(each->d_name);
  if (all != NULL) closedir(all);
  for (int i = 0; i < count; i++) printf(" %d", ids[i]);
  printf("\n");
}

static void link_to(const char *path) {
  char text[128];
  ssize_t n = readlink(path, text, sizeof text - 1);
  if (n < 0) printf("%s: %s\n", path, errname(errno));
  else printf("%s -> %.*s\n", path, (int)n, text);
}

/* The lines of status about numbers, and the first fields of stat. */
static void numbers(const char *directory) {
  static const char *const shown[] = {"Tgid:", "Pid:", "PPid:", "TracerPid:", "NStgid:", "NSpid:", "NSpgid:", "NSsid:"};
  char path[64], line[256];
  snprintf(path, sizeof path, "%s/status", directory);
  FILE *file = fopen(path, "r");
  if (file == NULL) { printf("%s: %s\n", path, errname(errno)); return; }
  while (fgets(line, sizeof line, file) != NULL)
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
      if (strncmp(line, shown[i], strlen(shown[i])) == 0) printf("  %s", line);
  fclose(file);
  snprintf(path, sizeof path, "%s/stat", directory);
  file = fopen(path, "r");
  int pid, parent, group, session, terminal, foreground;
  char state;
  if (file != NULL && fscanf(file, "%d (%*[^)]) %c %d %d %d %d %d", &pid, &state, &parent, &group, &session, &terminal, &foreground) == 7)
    printf("  stat %d ppid %d pgrp %d session %d\n", pid, parent, group, session);
  if (file != NULL) fclose(file);
}

static int value(const char *path) {
  int number = -1;
  FILE *file = fopen(path, "r");
  if (file == NULL) return -1;
  if (strstr(path, "loadavg") != NULL) {
    if (fscanf(file, "%*s %*s %*s %*s %d", &number) != 1) number = -2;
  } else if (fscanf(file, "%d", &number) != 1) {
    number = -2;
  }
  fclose(file);
  return number;
}

static bool wrote(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
  if (!done) printf("%s: %s\n", path, errname(errno));
  close(fd);
  return done;
}

static void *show_thread(void *unused) {
  link_to("inner/self");
  link_to("inner/thread-self");
  numbers("inner/thread-self");
  list("inner/self/task");
  return unused;
}

static void same(const char *first, const char *second) {
  struct stat one, other;
  if (stat(first, &one) != 0 || stat(second, &other) != 0) printf("%s or %s: %s\n", first, second, errname(errno));
  else printf("%s %s %s\n", first, one.st_ino == other.st_ino ? "is" : "is not", second);
}

static void inside(void) {
  SHOW(mount("proc", "inner", "proc", 0, NULL));
  MUST(setsid());
  list("inner");
  link_to("inner/self");
  numbers("inner/self");
  pthread_t thread;
  pthread_create(&thread, NULL, show_thread, NULL);
  pthread_join(thread, NULL);
  struct gate gate = gate_new(), done = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    setpgid(0, 0);
    INSIDE("further inside", gate_open(&done); gate_wait(&gate));
    _exit(0);
  }
  gate_wait(&done);
  list("inner");
  numbers("inner/3");
  numbers("inner/4");
  numbers("inner/100");
  same("inner/4/ns/pid", "inner/self/ns/pid");
  same("inner/3/ns/pid", "inner/self/ns/pid");
  same("inner/3/ns/pid_for_children", "inner/3/ns/pid");
  gate_open(&gate);
  MUST(waitpid(child, NULL, 0));
  printf("last %d %d\n", value("inner/sys/kernel/ns_last_pid"), value("inner/loadavg"));
  if (wrote("inner/sys/kernel/ns_last_pid", "500\n")) printf("last %d\n", value("inner/sys/kernel/ns_last_pid"));
  IN_CHILD("after 500", show_self("child"));
  wrote("inner/sys/kernel/ns_last_pid", "-1");
  wrote("inner/sys/kernel/ns_last_pid", "99999999");
  CHECK(value("inner/sys/kernel/pid_max") >= 32768);
  IN_CHILD("unprivileged", MUST(setresuid(1000, 1000, 1000)); wrote("inner/sys/kernel/ns_last_pid", "700"));
  /* What was mounted outside shows the numbers of outside, and who reads is there under another one. */
  numbers("inner/self");
  char text[64];
  ssize_t n = readlink("outer/self", text, sizeof text - 1);
  CHECK(n > 0 && atoi(text) != getpid());
  FILE *file = fopen("outer/self/status", "r");
  int outer = 0, inner = 0;
  char line[256];
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, "NSpid:", 6) == 0 && sscanf(line, "NSpid: %d %d", &outer, &inner) != 2) outer = inner = -1;
  CHECK(inner == getpid() && outer == atoi(text));
  struct stat one;
  CHECK(stat("outer/self/ns/pid", &one) == 0);
  same("outer/self/ns/pid", "inner/self/ns/pid");
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  char directory[] = "/tmp/pid_proc.XXXXXX";
  MUST(mkdtemp(directory) == NULL ? -1 : 0);
  MUST(chdir(directory));
  MUST(chmod(directory, 0755));
  MUST(mkdir("inner", 0755));
  MUST(mkdir("outer", 0755));
  SHOW(mount("proc", "outer", "proc", 0, NULL));
  struct gate gate = gate_new(), done = gate_new();
  MUST(unshare(CLONE_NEWPID));
  pid_t first = MUST(fork());
  if (first == 0) {
    inside();
    gate_open(&done);
    gate_wait(&gate);
    _exit(0);
  }
  gate_wait(&done);
  /* From outside: not in it, but it can be looked at. */
  link_to("inner/self");
  link_to("inner/thread-self");
  list("inner");
  numbers("inner/1");
  gate_open(&gate);
  int status;
  MUST(waitpid(first, &status, 0));
  show_status("first", status);
  list("inner");
  numbers("inner/1");
  SHOW(umount("inner"));
  SHOW(umount("outer"));
  MUST(rmdir("inner"));
  MUST(rmdir("outer"));
  MUST(chdir("/"));
  MUST(rmdir(directory));
  return 0;
}
