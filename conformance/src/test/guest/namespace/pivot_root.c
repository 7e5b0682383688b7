// pivot_root(2): what it refuses, who is moved, how the old root goes; and umount of a root.
#include "mounts.h"

static void refused(void) {
  make_directory("plain");
  mount_new("new", "new");
  make_directory("new/old");
  SHOW(pivot_root("none", "none"));
  SHOW(pivot_root("new", "new/none"));
  SHOW(pivot_root((char *)8, "new"));
  write_file("new/file", "");
  SHOW(pivot_root("new", "new/file"));
  SHOW(pivot_root("plain", "plain"));
  SHOW(pivot_root("new", "plain"));
  SHOW(pivot_root("new/old", "new/old"));
  SHOW(pivot_root("/", "/"));
  SHOW(pivot_root("new", "/"));
  SHOW(pivot_root("/", "new"));
  SHOW(pivot_root("/tmp", "/"));
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000)); SHOW(pivot_root("new", "new/old")));
  // shared parents
  MUST(mount(NULL, "/tmp", NULL, MS_SHARED, NULL));
  SHOW(pivot_root("new", "new/old"));
  MUST(mount(NULL, "/tmp", NULL, MS_PRIVATE, NULL));
  MUST(mount(NULL, "new", NULL, MS_SHARED, NULL));
  SHOW(pivot_root("new", "new/old"));
  MUST(mount(NULL, "new", NULL, MS_PRIVATE, NULL));
  // put_old must be below new_root
  make_directory("other");
  mount_new("other", "other");
  SHOW(pivot_root("new", "other"));
  // the root must be a mount point
  IN_CHILD("in a directory", MUST(mkdir("plain/new", 0755)); MUST(mount("n", "plain/new", "tmpfs", 0, NULL)); MUST(mkdir("plain/new/old", 0755));
           MUST(chroot("plain")); MUST(chdir("/")); SHOW(pivot_root("new", "new/old")));
  MUST(umount2("plain/new", MNT_DETACH));
  MUST(umount("other"));
  MUST(umount("new"));
}

static void shape(void) {
  make_directory("old");
  make_directory("proc");
  make_directory("proc2");
  MUST(mount("proc", "proc", "proc", 0, NULL));
}

/* A new namespace whose root is the tmpfs on new; the former one is on /old. */
static void pivoted(void) {
  struct gate in = gate_new(), out = gate_new(), on = gate_new();
  MUST(chdir("new"));
  shape();
  pid_t standing = MUST(fork());
  if (standing == 0) { // stands in the root, and in another place
    MUST(chdir("/"));
    gate_open(&in);
    gate_wait(&out);
    char cwd[128];
    printf("who stood in the root is at %s\n", getcwd(cwd, sizeof cwd));
    printf("that is the new one: %d %d\n", access("mark", F_OK), access("/mark", F_OK));
    MUST(chdir("/old/tmp"));
    gate_open(&in);
    gate_wait(&on);
    printf("who stands in what was detached is at %s\n", getcwd(cwd, sizeof cwd));
    printf("up: %d\n", chdir("..") == 0 ? access("tmp", F_OK) : -1);
    _exit(0);
  }
  gate_wait(&in);
  write_file("mark", "");
  SHOW(pivot_root(".", "old"));
  char cwd[128];
  printf("%s\n", getcwd(cwd, sizeof cwd));
  SHOW(access("/mark", F_OK));
  gate_open(&out);
  gate_wait(&in);
  CHECK(access("/old/tmp", F_OK) == 0);
  SHOW(umount("/old"));
  SHOW(umount2("/old", MNT_DETACH));
  show_mounts("alone", "/");
  gate_open(&on);
  MUST(waitpid(standing, NULL, 0));
  // once more, without a place for the old one
  MUST(mkdir("/next", 0755));
  MUST(mount("next", "/next", "tmpfs", 0, NULL));
  MUST(mkdir("/next/proc", 0755));
  MUST(mount("proc", "/next/proc", "proc", 0, NULL));
  MUST(chdir("/next"));
  SHOW(pivot_root(".", "."));
  show_mounts("stacked", "/");
  SHOW(umount2(".", MNT_DETACH));
  show_mounts("next", "/");
  SHOW(access("/mark", F_OK));
  // the root itself
  SHOW(umount2("/", MNT_EXPIRE));
  SHOW(umount("/"));
  SHOW(mkdir("/x", 0755));
  SHOW(mount(NULL, "/", NULL, MS_REMOUNT, NULL));
  SHOW(mkdir("/x", 0755));
  MUST(mount("x", "/x", "tmpfs", 0, NULL));
  int fd = MUST(open("/x/f", O_CREAT | O_RDWR, 0600));
  int mounts = MUST(open("/proc", O_RDONLY | O_DIRECTORY));
  SHOW(umount2("/", MNT_DETACH));
  printf("%s\n", getcwd(cwd, sizeof cwd));
  SHOW(access("/x", F_OK));
  SHOW(access("/x/f", F_OK));
  SHOW(access("/proc/self", F_OK));
  SHOW(write(fd, "still", 5));
  int info = openat(mounts, "self/mountinfo", O_RDONLY);
  char text[64];
  SHOW(read(info, text, sizeof text));
  SHOW(mount("x", "/x", "tmpfs", 0, NULL));
  SHOW(umount2("/", MNT_DETACH));
  SHOW(pivot_root("/", "/"));
}

static void forced(void) {
  mount_new("f", "plain");
  symlink("plain", "link");
  SHOW(umount2("link", UMOUNT_NOFOLLOW));
  int fd = MUST(open("plain/f", O_CREAT | O_RDWR, 0600));
  SHOW(umount2("link", MNT_FORCE));
  close(fd);
  SHOW(umount2("link", MNT_FORCE));
  SHOW(umount2("plain", MNT_FORCE));
}

int main(void) {
  begin_mounts();
  make_directory("new");
  refused();
  forced();
  mount_new("new", "new");
  IN_CHILD("pivoted", MUST(unshare(CLONE_NEWNS)); pivoted());
  show_mounts("outside", "/tmp");
  return 0;
}
