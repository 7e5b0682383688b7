// user_namespaces(7): what may be written to uid_map, gid_map, projid_map and setgroups, by whom, and what is read.
#include "guest.h"

#include <grp.h>
#include <sys/fsuid.h>

static void file(const char *path) {
  char text[256] = {0};
  int fd = open(path, O_RDONLY);
  ssize_t n = read(fd, text, sizeof text - 1);
  printf("%s: %zd\n%s", strrchr(path, '/'), n, text);
  close(fd);
}

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd == -1) {
    printf("%s: open %s\n", strrchr(path, '/'), errname(errno));
    return;
  }
  ssize_t n = write(fd, text, strlen(text));
  printf("%s <- \"%.40s\": %s\n", strrchr(path, '/'), text, n == -1 ? errname(errno) : n == (ssize_t)strlen(text) ? "ok" : "short");
  close(fd);
}

// Runs a child in a user namespace of its own, which waits until its parent has done something to it.
static pid_t child;
static int go[2], back[2];
static char path[64];

static const char *of(const char *name) {
  snprintf(path, sizeof path, "/proc/%d/%s", child, name);
  return path;
}

static void begin(unsigned long flags) {
  char byte;
  pipe(go);
  pipe(back);
  child = fork();
  if (child == 0) {
    SHOW(unshare(flags));
    close(go[1]);
    write(back[1], "x", 1);
    if (read(go[0], &byte, 1) != 1) _exit(0);
    SHOW(getuid());
    SHOW(getgid());
    SHOW(setgroups(0, NULL));
    SHOW(setresgid(0, 0, 0));
    SHOW(setresuid(0, 0, 0));
    SHOW(setresuid(7, -1, -1));
    SHOW(setresuid(70000, -1, -1));
    SHOW(getuid());
    _exit(0);
  }
  close(go[0]);
  read(back[0], &byte, 1);
}

static void end(bool run) {
  if (run) write(go[1], "x", 1);
  close(go[1]);
  close(back[0]);
  close(back[1]);
  waitpid(child, NULL, 0);
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  setgroups(0, NULL);
  file("/proc/self/uid_map");
  file("/proc/self/gid_map");
  file("/proc/self/projid_map");
  file("/proc/self/setgroups");
  put("/proc/self/uid_map", "0 0 1");
  put("/proc/self/setgroups", "allow");
  put("/proc/self/setgroups", "deny");

  printf("-- texts that are refused\n");
  begin(CLONE_NEWUSER);
  const char *wrong[] = {"", "\n", "0", "0 0", "0 0 0", "0 0 x", "a 0 1", "0 0 1 1", "-1 0 1", "4294967295 0 1", "0 4294967295 1", "4294967290 0 6", "0 0 10\n5 20 10", "0 0 10\n20 5 10", "0 0 1\n\n1 1 1", "0 0 1x", "0x 0 1"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) put(of("uid_map"), wrong[i]);
  static char many[8192];
  for (int i = 0; i < 341; i++) sprintf(many + strlen(many), "%d %d 1\n", i, i);
  put(of("uid_map"), many);
  memset(many, ' ', 4096);
  many[4096] = 0;
  put(of("uid_map"), many);
  put(of("uid_map"), "0 0 99999999999");
  int fd = open(of("uid_map"), O_RDWR);
  SHOW(pwrite(fd, "0 0 1", 5, 1));
  SHOW(write(fd, "0 0 1", 5));
  SHOW(lseek(fd, 1, SEEK_SET));
  SHOW(write(fd, "0 0 1", 5));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "0 0 1", 5));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(pwrite(fd, "0 0 1", 5, 0));
  close(fd);
  file(of("uid_map"));
  file(of("gid_map"));
  put(of("setgroups"), "perhaps");
  put(of("setgroups"), "perhap");
  put(of("setgroups"), "deny ");
  put(of("setgroups"), "allow");
  put(of("setgroups"), "deny\n");
  file(of("setgroups"));
  put(of("gid_map"), "0 0 1");
  end(true);

  printf("-- several ranges, 0x and 0\n");
  begin(CLONE_NEWUSER);
  put(of("uid_map"), " 0 100000 10 \n\t0x10 010 1\n  200 300 4294960000");
  put(of("uid_map"), "0 100000 10\n0x10 010 1\n200 200000 50000\n");
  put(of("uid_map"), "0 100000 10\n");
  file(of("uid_map"));
  put(of("gid_map"), "5 100000 10\n0 0 2");
  put(of("setgroups"), "deny");
  put(of("projid_map"), "0 0 7");
  file(of("projid_map"));
  end(true);

  printf("-- 340 lines\n");
  begin(CLONE_NEWUSER);
  *many = 0;
  for (int i = 0; i < 340; i++) sprintf(many + strlen(many), "%d %d 1\n", i, i);
  put(of("uid_map"), many);
  put(of("gid_map"), "0 1000 100");
  end(true);

  printf("-- by oneself\n");
  IN_CHILD("root", {
    SHOW(unshare(CLONE_NEWUSER));
    put("/proc/self/gid_map", "0 0 1");
    put("/proc/self/setgroups", "deny");
    put("/proc/self/gid_map", "0 1 1");
    put("/proc/self/gid_map", "0 0 2");
    put("/proc/self/gid_map", "7 0 1");
    put("/proc/self/uid_map", "0 1 1");
    put("/proc/self/uid_map", "0 0 2");
    put("/proc/self/uid_map", "5 0 1");
    file("/proc/self/uid_map");
    SHOW(getuid());
    SHOW(getgid());
    SHOW(setuid(0));
    SHOW(setuid(5));
    SHOW(setfsuid(0));
    SHOW(setfsuid(5));
    SHOW(setgroups(0, NULL));
  });
  IN_CHILD("user", {
    SHOW(setresgid(1000, 1000, 1000));
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(prctl(PR_SET_DUMPABLE, 1));
    SHOW(unshare(CLONE_NEWUSER));
    put("/proc/self/setgroups", "deny");
    put("/proc/self/uid_map", "0 0 1");
    put("/proc/self/uid_map", "0 1000 1");
    put("/proc/self/gid_map", "0 1000 1");
    put("/proc/self/projid_map", "0 0 1");
    SHOW(getuid());
    printf("-- and one inside\n");
    SHOW(unshare(CLONE_NEWUSER));
    file("/proc/self/setgroups");
    put("/proc/self/setgroups", "allow");
    put("/proc/self/uid_map", "5 1000 1");
    put("/proc/self/uid_map", "5 0 1");
    put("/proc/self/gid_map", "6 0 1");
    file("/proc/self/uid_map");
    SHOW(getuid());
    SHOW(getgid());
  });

  printf("-- the parent without privilege\n");
  IN_CHILD("unprivileged parent", {
    SHOW(setresgid(1000, 1000, 1000));
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(prctl(PR_SET_DUMPABLE, 1));
    begin(CLONE_NEWUSER);
    put(of("uid_map"), "0 1000 2");
    put(of("uid_map"), "0 0 1");
    put(of("gid_map"), "0 1000 1");
    put(of("setgroups"), "deny");
    put(of("gid_map"), "0 1000 1");
    put(of("uid_map"), "0 1000 1");
    end(true);
  });
  IN_CHILD("another user", {
    begin(CLONE_NEWUSER);
    SHOW(setresuid(1000, 1000, 1000));
    put(of("uid_map"), "0 1000 1");
    end(false);
  });

  printf("-- seen from inside\n");
  begin(CLONE_NEWUSER);
  put(of("uid_map"), "0 100000 1000\n2000 0 1");
  put(of("gid_map"), "0 100000 1000\n2000 0 1");
  file(of("uid_map"));
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/ns/user", child);
  int namespace = open(name, O_RDONLY);
  snprintf(name, sizeof name, "/proc/%d/uid_map", child);
  char mine[64];
  snprintf(mine, sizeof mine, "/proc/%d/uid_map", getpid());
  IN_CHILD("inside", {
    SHOW(setns(namespace, CLONE_NEWUSER));
    SHOW(getuid());
    file(name);
    file(mine);
    file("/proc/self/uid_map");
    SHOW(setuid(3));
    SHOW(unshare(CLONE_NEWUSER));
    put("/proc/self/uid_map", "1 3 1");
    file("/proc/self/uid_map");
    file(name);
  });
  end(false);
  return 0;
}
