// A mount namespace of one's own: what is copied, where its tasks stand, and who sees what after.
#include "mounts.h"

static long own_namespace(void) {
  struct stat st;
  MUST(stat("/proc/self/ns/mnt", &st));
  return st.st_ino;
}

static int child_in_new(void *unused) {
  (void)unused;
  show_mounts("copy", "/tmp");
  SHOW(umount("/tmp/a/sub"));
  mount_new("of the child", "b");
  show_mounts("changed copy", "/tmp");
  show_file("where");
  return 0;
}

static void flags(void) {
  SHOW(syscall(SYS_clone, CLONE_NEWNS | CLONE_FS | SIGCHLD, 0, 0, 0, 0));
  SHOW(syscall(SYS_unshare, CLONE_NEWNS | CLONE_PIDFD));
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000)); SHOW(unshare(CLONE_NEWNS)); SHOW(syscall(SYS_clone, CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0)));
}

static void standing(void) {
  MUST(chdir("a/sub"));
  write_file("where", "in sub");
  long before = own_namespace();
  IN_CHILD("unsharing", SHOW(unshare(CLONE_NEWNS)); CHECK(own_namespace() != before); show_file("where");
           char cwd[64]; printf("%s\n", getcwd(cwd, sizeof cwd)); SHOW(umount("/tmp/a/sub")); MUST(chdir("/tmp")); SHOW(umount("/tmp/a/sub"));
           SHOW(access("a/sub/where", F_OK)));
  SHOW(access("/tmp/a/sub/where", F_OK));
  MUST(chdir("/tmp"));
  // a root of one's own goes along
  MUST(mkdir("a/root", 0755));
  mount_new("root", "a/root");
  make_directory("a/root/proc");
  make_directory("a/root/in");
  MUST(mount("proc", "a/root/proc", "proc", 0, NULL));
  IN_CHILD("chrooted", MUST(chroot("a/root")); MUST(chdir("/")); show_mounts("from the root", "/");
           MUST(unshare(CLONE_NEWNS)); mount_new("inner", "/in"); show_mounts("from the root, alone", "/"));
  show_mounts("outside", "/tmp/a");
  MUST(umount("a/root/proc"));
  MUST(umount("a/root"));
}

static void life(void) {
  // what nobody is in any more is gone: a file system that only it showed can be removed
  struct gate in = gate_new(), out = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    MUST(unshare(CLONE_NEWNS));
    MUST(mount("kept", "b", "tmpfs", 0, NULL));
    write_file("b/f", "kept by a descriptor");
    gate_open(&in);
    gate_wait(&out);
    _exit(0);
  }
  gate_wait(&in);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/root/tmp/b/f", child);
  CHECK(access(path, R_OK) == 0);
  SHOW(access("b/f", F_OK));
  int fd = MUST(open(path, O_RDONLY));
  snprintf(path, sizeof path, "/proc/%d/mountinfo", child);
  printf("theirs\n");
  show_mounts_of(path, "/tmp/b");
  show_mounts("ours", "/tmp/b");
  gate_open(&out);
  MUST(waitpid(child, NULL, 0));
  char text[64];
  ssize_t n = MUST(read(fd, text, sizeof text));
  printf("%.*s\n", (int)n, text);
  close(fd);
}

static char stack[65536];

int main(void) {
  begin_mounts();
  make_directory("a");
  make_directory("b");
  mount_new("first", "a");
  make_directory("a/sub");
  mount_new("second", "a/sub");
  MUST(mount("a", "b", NULL, MS_BIND, NULL));
  MUST(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID, NULL));
  write_file("where", "in the copy too");
  show_mounts("original", "/tmp");
  pid_t child = MUST(clone(child_in_new, stack + sizeof stack, CLONE_NEWNS | SIGCHLD, NULL));
  int status;
  MUST(waitpid(child, &status, 0));
  show_status("child", status);
  show_mounts("original, as it was", "/tmp");
  flags();
  standing();
  life();
  return 0;
}
