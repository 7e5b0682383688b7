// devpts mounted once more: an instance of its own, with options of its own.
#include "terminal.h"
#include <sys/mount.h>
#include <sys/sysmacros.h>

static void mode(const char *path) { struct stat st; if (stat(path, &st) != 0) printf("%s: %s\n", path, errname(errno)); else printf("%s: %o %d %d\n", path, st.st_mode, st.st_uid, st.st_gid); }

static void options(const char *place) {
  char line[1000];
  FILE *f = fopen("/proc/self/mounts", "r");
  while (fgets(line, sizeof line, f)) { char where[200], opts[500]; if (sscanf(line, "%*s %199s devpts %499s", where, opts) == 2 && strcmp(where, place) == 0) printf("%s\n", opts); }
  fclose(f);
}

int main(void) {
  MUST(mkdir("dev", 0755)); MUST(mkdir("dev/pts", 0755));
  SHOW(mknod("dev/ptmx", S_IFCHR | 0666, makedev(5, 2)));
  int value;
  SHOW(mount("devpts", "dev/pts", "devpts", 0, "newinstance,ptmxmode=0666,mode=0620,gid=5,max=2"));
  options("/tmp/dev/pts");
  mode("dev/pts/ptmx");
  int a = SHOW(open("dev/pts/ptmx", O_RDWR | O_NOCTTY)) >= 0 ? 1 : 0;
  (void)a;
  mode("dev/pts/0");
  // The device beside the mount belongs to it, if devices may be opened there.
  int m = open("dev/pts/ptmx", O_RDWR | O_NOCTTY);
  MUST(ioctl(m, TIOCGPTN, &value)); printf("%d\n", value);
  SHOW(open("dev/pts/ptmx", O_RDWR | O_NOCTTY));
  close(m);
  m = MUST(open("dev/pts/ptmx", O_RDWR | O_NOCTTY));
  int zero = 0;
  MUST(ioctl(m, TIOCSPTLCK, &zero));
  struct pty p = {m, MUST(open("dev/pts/1", O_RDWR | O_NOCTTY))};
  line(&p, "works", "hello\n");
  int peer = SHOW(ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY)) >= 0;
  (void)peer;
  SHOW(mount("devpts", "dev/pts", "devpts", MS_REMOUNT, "mode=0600,ptmxmode=0000"));
  options("/tmp/dev/pts");
  mode("dev/pts/ptmx");
  MUST(mkdir("other", 0755));
  SHOW(mount("devpts", "other", "devpts", 0, "mode=9")); SHOW(mount("devpts", "other", "devpts", 0, "unknown")); SHOW(mount("devpts", "other", "devpts", 0, "max=9999999")); SHOW(mount("devpts", "other", "devpts", 0, "uid=x"));
  SHOW(mount("devpts", "other", "devpts", 0, "uid=7,gid=8"));
  options("/tmp/other");
  mode("other/ptmx");
  m = SHOW(open("other/ptmx", O_RDWR | O_NOCTTY)) >= 0;
  mode("other/0");
  return 0;
}
