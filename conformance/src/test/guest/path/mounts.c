// mount and umount2: new file systems, binds, moves, remounts, and what each refuses.
#include "guest.h"
#include <sys/mount.h>
#include <sys/statvfs.h>

/* The line of /proc/self/mounts of a place, without what the machine's size decides. */
static void show_mount(const char *place) {
  char line[1024], path[64];
  bool found = false;
  FILE *f = fopen("/proc/self/mounts", "r");
  while (fgets(line, sizeof line, f) != NULL) {
    char source[256], where[256], type[64], options[256];
    sscanf(line, "%s %s %s %s", source, where, type, options);
    snprintf(path, sizeof path, "/tmp/%s", place);
    if (strcmp(where, path) != 0) continue;
    char *end = strstr(options, ",inode64");
    if (end != NULL) *end = 0;
    printf("%s: %s %s %s\n", place, source, type, options);
    found = true;
  }
  if (!found) printf("%s: no mount\n", place);
  fclose(f);
}

static void new_ones(void) {
  SHOW(mount("src", "a", "tmpfs", 0, NULL));
  show_mount("a");
  write_file("a/f", "in a");
  SHOW(umount("a"));
  SHOW(access("a/f", F_OK));
  show_mount("a");
  SHOW(mount("src", "a", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME, "size=1m,mode=700,uid=5,gid=6,nr_inodes=100"));
  show_mount("a");
  struct stat st;
  MUST(stat("a", &st));
  printf("%o %d %d\n", st.st_mode, st.st_uid, st.st_gid);
  struct statvfs fs;
  MUST(statvfs("a", &fs));
  printf("%ld blocks, %ld files, flags %lx\n", (long)fs.f_blocks, (long)fs.f_files, fs.f_flag);
  // over a mount
  SHOW(mount("second", "a", "tmpfs", MS_RDONLY, NULL));
  show_mount("a");
  SHOW(open("a/x", O_CREAT | O_WRONLY, 0600));
  SHOW(mkdir("a/x", 0700));
  SHOW(umount("a"));
  SHOW(umount("a"));
  SHOW(umount("a"));
  SHOW(mount("p", "a", "proc", 0, NULL));
  SHOW(access("a/self/status", F_OK));
  SHOW(umount("a"));
  SHOW(mount(NULL, "a", "tmpfs", 0, "ro"));
  SHOW(mkdir("a/x", 0700));
  show_mount("a");
  SHOW(umount("a"));
}

static void refused(void) {
  SHOW(mount("x", "a", NULL, 0, NULL));
  SHOW(mount("x", "a", "", 0, NULL));
  SHOW(mount("x", "a", "nosuchfs", 0, NULL));
  SHOW(mount("x", "none", "tmpfs", 0, NULL));
  SHOW(mount("x", "f", "tmpfs", 0, NULL));
  SHOW(mount("x", "", "tmpfs", 0, NULL));
  SHOW(mount("x", "a", "tmpfs", 0, "size=nonsense"));
  SHOW(mount("x", "a", "tmpfs", 0, "nosuchoption"));
  SHOW(mount("x", (char *)8, "tmpfs", 0, NULL));
  SHOW(mount((char *)8, "a", "tmpfs", 0, NULL));
  SHOW(mount("x", "a", (char *)8, 0, NULL));
  SHOW(mount("x", "a", "tmpfs", 0, (char *)8));
  SHOW(mount("x", "a", NULL, MS_REMOUNT, NULL));
  SHOW(mount(NULL, "a", NULL, MS_BIND, NULL));
  SHOW(mount("", "a", NULL, MS_BIND, NULL));
  SHOW(mount("none", "a", NULL, MS_BIND, NULL));
  SHOW(mount("f", "a", NULL, MS_BIND, NULL));
  SHOW(mount("a", "f", NULL, MS_BIND, NULL));
  SHOW(mount("a", "b", NULL, MS_MOVE, NULL));
  SHOW(mount(NULL, "a", NULL, MS_PRIVATE, NULL));
  SHOW(umount2("a", 0));
  SHOW(umount2("a", 0x10));
  SHOW(umount2("none", 0));
  SHOW(umount2("", 0));
  SHOW(umount2((char *)8, 0));
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000));
           SHOW(mount("x", "a", "tmpfs", 0, NULL)); SHOW(umount("a")); SHOW(umount2("a", 0x10));
           SHOW(mount("x", "a", "nosuchfs", 0, NULL)));
}

static void binds(void) {
  write_file("a/f", "a");
  SHOW(mount("a", "b", NULL, MS_BIND, NULL));
  show_file("b/f");
  SHOW(rename("a/f", "b/g"));
  SHOW(link("a/f", "b/g"));
  SHOW(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
  SHOW(open("b/new", O_CREAT | O_WRONLY, 0600));
  SHOW(open("b/f", O_WRONLY));
  SHOW(truncate("b/f", 0));
  SHOW(access("b/f", W_OK));
  SHOW(chmod("b/f", 0600));
  SHOW(utimensat(AT_FDCWD, "b/f", NULL, 0));
  int fd = MUST(open("a/f", O_WRONLY));
  SHOW(write(fd, "x", 1));
  close(fd);
  SHOW(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT, NULL));
  fd = MUST(open("b/f", O_WRONLY));
  SHOW(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
  SHOW(umount("b"));
  close(fd);
  fd = MUST(open("b/f", O_RDONLY));
  SHOW(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
  SHOW(umount("b"));
  close(fd);
  SHOW(umount("b"));
  SHOW(mount("a/f", "f", NULL, MS_BIND, NULL));
  show_file("f");
  SHOW(unlink("f"));
  SHOW(rename("f", "h"));
  SHOW(umount("f"));
  show_file("f");
  // with and without what lies below
  MUST(mkdir("a/sub", 0755));
  MUST(mount("inner", "a/sub", "tmpfs", 0, NULL));
  write_file("a/sub/x", "x");
  SHOW(mount("a", "b", NULL, MS_BIND, NULL));
  SHOW(access("b/sub/x", F_OK));
  SHOW(umount("b"));
  SHOW(mount("a", "b", NULL, MS_BIND | MS_REC, NULL));
  SHOW(access("b/sub/x", F_OK));
  SHOW(umount("b"));
  SHOW(umount2("b", MNT_DETACH));
  SHOW(rmdir("a/sub"));
  SHOW(mount("a/sub", "b", NULL, MS_MOVE, NULL));
  show_file("b/x");
  SHOW(access("a/sub/x", F_OK));
  SHOW(mount("b", "f", NULL, MS_MOVE, NULL));
  MUST(mkdir("b/deep", 0755));
  SHOW(mount("b", "b/deep", NULL, MS_MOVE, NULL));
  SHOW(umount("b"));
}

static void remounts(void) {
  MUST(mount("t", "a", "tmpfs", 0, "size=1m"));
  int fd = MUST(open("a/f", O_CREAT | O_RDWR, 0600));
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT | MS_RDONLY, NULL));
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT, "size=8k"));
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT | MS_NOATIME, "size=64k"));
  show_mount("a");
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT | MS_NODEV, NULL));
  show_mount("a");
  char page[4096] = {0};
  for (int i = 0; i < 5; i++) MUST(pwrite(fd, page, sizeof page, i * 4096));
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT, "size=16k"));
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT, "nosuchoption"));
  close(fd);
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT | MS_RDONLY, NULL));
  SHOW(open("a/f", O_RDWR));
  SHOW(unlink("a/f"));
  SHOW(mount("a", "b", NULL, MS_BIND, NULL));
  SHOW(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT, NULL));
  SHOW(mkdir("b/x", 0700)); // the file system itself is read-only
  SHOW(mount(NULL, "a", NULL, MS_REMOUNT, NULL));
  SHOW(mkdir("b/x", 0700));
  SHOW(umount("b"));
  SHOW(umount("a"));
}

static void busy(void) {
  MUST(mount("t", "a", "tmpfs", 0, NULL));
  int fd = MUST(open("a", O_RDONLY));
  SHOW(umount("a"));
  SHOW(umount2("a", MNT_FORCE));
  close(fd);
  MUST(chdir("a"));
  SHOW(umount("/tmp/a"));
  MUST(chdir(".."));
  SHOW(umount2("a", MNT_EXPIRE | MNT_DETACH));
  SHOW(umount2("a", MNT_EXPIRE));
  SHOW(access("a/none", F_OK));
  SHOW(umount2("a", MNT_EXPIRE));
  SHOW(umount2("a", MNT_EXPIRE));
  show_mount("a");
  MUST(mount("t", "a", "tmpfs", 0, NULL));
  fd = MUST(open("a/f", O_CREAT | O_RDWR, 0600));
  SHOW(umount2("a", MNT_DETACH));
  SHOW(write(fd, "still here", 10));
  struct stat st;
  SHOW(fstat(fd, &st));
  printf("%ld bytes, %ld links\n", (long)st.st_size, (long)st.st_nlink);
  close(fd);
  MUST(symlink("a", "l"));
  MUST(mount("t", "a", "tmpfs", 0, NULL));
  SHOW(umount2("l", UMOUNT_NOFOLLOW));
  SHOW(umount2("l", 0));
  MUST(mount("t", "a", "tmpfs", 0, NULL));
  SHOW(rmdir("a"));
  SHOW(rename("a", "z"));
  SHOW(mount(NULL, "a", NULL, MS_PRIVATE, NULL));
  SHOW(mount(NULL, "a", NULL, MS_PRIVATE | MS_SLAVE, NULL));
  SHOW(umount("a"));
}

int main(void) {
  umask(022);
  MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  MUST(mkdir("a", 0755));
  MUST(mkdir("b", 0755));
  write_file("f", "f");
  new_ones();
  refused();
  binds();
  remounts();
  busy();
  return 0;
}
