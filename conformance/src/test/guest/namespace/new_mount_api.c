// open_tree, move_mount, fsopen, fsconfig, fsmount, fspick and mount_setattr: what they do and what they refuse.
#include "mounts.h"

#ifndef MOVE_MOUNT_BENEATH
#define MOVE_MOUNT_BENEATH 0x200
#endif
#ifndef MOVE_MOUNT_SET_GROUP
#define MOVE_MOUNT_SET_GROUP 0x100
#endif

static void trees(void) {
  make_directory("a");
  make_directory("b");
  make_directory("c");
  mount_new("a", "a");
  make_directory("a/sub");
  mount_new("sub", "a/sub");
  write_file("a/f", "in a");
  SHOW(open_tree(AT_FDCWD, "a", 0x40000000));
  SHOW(open_tree(AT_FDCWD, "a", AT_RECURSIVE));
  SHOW(open_tree(AT_FDCWD, "none", OPEN_TREE_CLONE));
  SHOW(open_tree(AT_FDCWD, "", OPEN_TREE_CLONE));
  SHOW(open_tree(99, "", OPEN_TREE_CLONE | AT_EMPTY_PATH));
  SHOW(open_tree(AT_FDCWD, (char *)8, OPEN_TREE_CLONE));
  // a place, as O_PATH
  int fd = MUST(open_tree(AT_FDCWD, "a", OPEN_TREE_CLOEXEC));
  SHOW(fcntl(fd, F_GETFL) & O_PATH);
  SHOW(fcntl(fd, F_GETFD));
  SHOW(umount("a/sub"));
  SHOW(umount("a"));
  close(fd);
  mount_new("sub", "a/sub");
  // one mount
  fd = MUST(open_tree(AT_FDCWD, "a", OPEN_TREE_CLONE));
  SHOW(fcntl(fd, F_GETFD));
  SHOW(faccessat(fd, "f", F_OK, 0));
  show_mounts("not attached", "/tmp");
  SHOW(move_mount(fd, "", AT_FDCWD, "b", 0));
  SHOW(move_mount(fd, "", AT_FDCWD, "b", 0x8000));
  SHOW(move_mount(fd, "", AT_FDCWD, "none", MOVE_MOUNT_F_EMPTY_PATH));
  SHOW(move_mount(fd, "", AT_FDCWD, "a/f", MOVE_MOUNT_F_EMPTY_PATH));
  SHOW(move_mount(fd, "sub", AT_FDCWD, "b", 0));
  SHOW(move_mount(fd, "", AT_FDCWD, "b", MOVE_MOUNT_F_EMPTY_PATH));
  show_mounts("attached", "/tmp");
  SHOW(move_mount(fd, "", AT_FDCWD, "c", MOVE_MOUNT_F_EMPTY_PATH));
  show_mounts("moved", "/tmp");
  close(fd);
  show_mounts("closed", "/tmp");
  SHOW(umount("c"));
  // with what is below, and never attached
  fd = MUST(open_tree(AT_FDCWD, "a", OPEN_TREE_CLONE | AT_RECURSIVE));
  int inside = MUST(openat(fd, "f", O_RDONLY));
  write_file("a/sub/g", "in sub");
  SHOW(faccessat(fd, "sub/g", F_OK, 0));
  close(fd);
  char text[16];
  SHOW(read(inside, text, sizeof text));
  close(inside);
  // a part of a mount, to a descriptor
  fd = MUST(open_tree(AT_FDCWD, "a/f", OPEN_TREE_CLONE));
  write_file("file", "covered");
  int to = MUST(open("file", O_PATH));
  SHOW(move_mount(fd, "", to, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
  show_file("file");
  close(to);
  close(fd);
  SHOW(umount("file"));
  // from a path
  SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "b", 0));
  SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "c", 0));
  SHOW(symlink("b", "link"));
  SHOW(move_mount(AT_FDCWD, "link", AT_FDCWD, "a", 0));
  SHOW(move_mount(AT_FDCWD, "link", AT_FDCWD, "a", MOVE_MOUNT_F_SYMLINKS));
  show_mounts("from a path", "/tmp");
  // a tree on a tree that is not attached
  fd = MUST(open_tree(AT_FDCWD, "a", OPEN_TREE_CLONE));
  int upper = MUST(open_tree(AT_FDCWD, "a/sub", OPEN_TREE_CLONE));
  SHOW(move_mount(upper, "", fd, "sub", MOVE_MOUNT_F_EMPTY_PATH));
  SHOW(faccessat(fd, "sub/g", F_OK, 0));
  SHOW(move_mount(fd, "", AT_FDCWD, "b", MOVE_MOUNT_F_EMPTY_PATH));
  show_mounts("built", "/tmp/b");
  SHOW(umount2("b", MNT_DETACH));
  close(fd);
  close(upper);
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000)); SHOW(open_tree(AT_FDCWD, "a", OPEN_TREE_CLONE)); SHOW(open_tree(AT_FDCWD, "a", 0) >= 0);
           SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "b", 0)); SHOW(fsopen("tmpfs", 0)); SHOW(fsopen("nosuch", 0)); SHOW(fspick(AT_FDCWD, "a", 0));
           SHOW(fsmount(99, 0, 0)));
}

static void groups(void) {
  MUST(mount(NULL, "a", NULL, MS_SHARED, NULL));
  int fd = MUST(open_tree(AT_FDCWD, "a", OPEN_TREE_CLONE));
  MUST(move_mount(fd, "", AT_FDCWD, "b", MOVE_MOUNT_F_EMPTY_PATH));
  close(fd);
  show_mounts("a copy is a peer", "/tmp");
  MUST(mount(NULL, "b", NULL, MS_PRIVATE, NULL));
  SHOW(move_mount(AT_FDCWD, "b", AT_FDCWD, "a", MOVE_MOUNT_SET_GROUP));
  SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "c", MOVE_MOUNT_SET_GROUP));
  SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "b", MOVE_MOUNT_SET_GROUP | MOVE_MOUNT_BENEATH));
  SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "b", MOVE_MOUNT_SET_GROUP));
  show_mounts("a peer again", "/tmp");
  SHOW(move_mount(AT_FDCWD, "a", AT_FDCWD, "b", MOVE_MOUNT_SET_GROUP));
  SHOW(umount("b"));
  MUST(mount(NULL, "a", NULL, MS_PRIVATE, NULL));
  // beneath
  mount_new("upper", "b");
  mount_new("lower", "c");
  SHOW(move_mount(AT_FDCWD, "c", AT_FDCWD, "/", MOVE_MOUNT_BENEATH));
  SHOW(move_mount(AT_FDCWD, "c", AT_FDCWD, "b/none", MOVE_MOUNT_BENEATH));
  SHOW(move_mount(AT_FDCWD, "c", AT_FDCWD, "a/sub", MOVE_MOUNT_BENEATH));
  SHOW(umount("a/sub"));
  mount_new("sub", "a/sub");
  mount_new("lower", "c");
  SHOW(move_mount(AT_FDCWD, "c", AT_FDCWD, "b", MOVE_MOUNT_BENEATH));
  show_mounts("beneath", "/tmp/b");
  SHOW(umount("b"));
  show_mounts("uncovered", "/tmp/b");
  SHOW(umount("b"));
}

static void configuration(void) {
  SHOW(fsopen("tmpfs", 2));
  SHOW(fsopen("nosuch", 0));
  SHOW(fsopen((char *)8, 0));
  int fd = MUST(fsopen("tmpfs", FSOPEN_CLOEXEC));
  SHOW(fcntl(fd, F_GETFD));
  char link[64], name[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = MUST(readlink(link, name, sizeof name));
  printf("%.*s\n", (int)n, name);
  SHOW(fsmount(fd, 0, 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "source", "named", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "source", "twice", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "size", "1m", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "size", "nonsense", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "nosuchoption", "1", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_FLAG, "nosuchflag", NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "", "1", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "mode", "700", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_FLAG, "mode", "700", 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "mode", NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "mode", "700", 1));
  SHOW(fsconfig(fd, FSCONFIG_SET_FD, "fd", NULL, 99));
  SHOW(fsconfig(fd, FSCONFIG_CMD_CREATE, "key", NULL, 0));
  SHOW(fsconfig(fd, 77, NULL, NULL, 0));
  SHOW(fsconfig(-1, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
  SHOW(fsconfig(99, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
  SHOW(fsconfig(1, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "mode", "755", 0));
  SHOW(fsmount(fd, 2, 0));
  SHOW(fsmount(fd, 0, 0x40000000));
  SHOW(fsmount(fd, 0, MOUNT_ATTR_NOATIME | MOUNT_ATTR_STRICTATIME));
  SHOW(fsmount(1, 0, 0));
  SHOW(fsmount(99, 0, 0));
  int mount = MUST(fsmount(fd, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOATIME));
  SHOW(fcntl(mount, F_GETFD));
  SHOW(fcntl(mount, F_GETFL) & O_PATH);
  SHOW(fsmount(fd, 0, 0));
  struct stat st;
  MUST(fstat(mount, &st));
  printf("%o\n", st.st_mode);
  int file = MUST(openat(mount, "file", O_CREAT | O_RDWR, 0600));
  SHOW(write(file, "text", 4));
  close(file);
  SHOW(move_mount(mount, "", AT_FDCWD, "b", MOVE_MOUNT_F_EMPTY_PATH));
  show_file("b/file");
  show_mounts("configured", "/tmp/b");
  // the same file system goes on to be configured
  SHOW(fsconfig(fd, FSCONFIG_SET_FLAG, "ro", NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0));
  SHOW(mkdir("b/x", 0755));
  close(fd);
  close(mount);
  SHOW(fspick(AT_FDCWD, "b/file", 0));
  SHOW(fspick(AT_FDCWD, "none", 0));
  SHOW(fspick(AT_FDCWD, "b", 0x100));
  fd = MUST(fspick(AT_FDCWD, "b", FSPICK_CLOEXEC));
  SHOW(fsconfig(fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_FLAG, "rw", NULL, 0));
  SHOW(fsconfig(fd, FSCONFIG_SET_STRING, "size", "4m", 0));
  SHOW(fsconfig(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0));
  SHOW(mkdir("b/x", 0755));
  SHOW(fsmount(fd, 0, 0));
  close(fd);
  SHOW(umount("b"));
}

static int set(const char *path, unsigned flags, unsigned long set, unsigned long clear, unsigned long propagation) {
  struct mount_attr attr = {.attr_set = set, .attr_clr = clear, .propagation = propagation};
  return mount_setattr(AT_FDCWD, path, flags, &attr, sizeof attr);
}

static void attributes(void) {
  struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
  SHOW(mount_setattr(AT_FDCWD, "a", 0x40000000, &attr, sizeof attr));
  SHOW(mount_setattr(AT_FDCWD, "a", 0, &attr, 31));
  SHOW(mount_setattr(AT_FDCWD, "a", 0, &attr, 4097));
  SHOW(mount_setattr(AT_FDCWD, "a", 0, (void *)8, sizeof attr));
  struct { struct mount_attr attr; long more; } longer = {.more = 1};
  SHOW(mount_setattr(AT_FDCWD, "a", 0, &longer.attr, sizeof longer));
  SHOW(set("none", 0, 0, 0, 0));
  SHOW(set("none", 0, MOUNT_ATTR_RDONLY, 0, 0));
  SHOW(set("c", 0, MOUNT_ATTR_RDONLY, 0, 0));
  SHOW(set("a", 0, 0x40000000, 0, 0));
  SHOW(set("a", 0, 0, 0, MS_SHARED | MS_SLAVE));
  SHOW(set("a", 0, 0, 0, MS_SHARED | MS_REC));
  SHOW(set("a", 0, MOUNT_ATTR_NOATIME, 0, 0));
  SHOW(set("a", 0, MOUNT_ATTR_NOATIME, MOUNT_ATTR_NOATIME, 0));
  SHOW(set("a", 0, MOUNT_ATTR_NOATIME | MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME, 0));
  SHOW(set("a", 0, MOUNT_ATTR_IDMAP, 0, 0));
  SHOW(set("a", 0, 0, MOUNT_ATTR_IDMAP, 0));
  show_mounts("unchanged", "/tmp/a");
  SHOW(set("a", 0, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NODIRATIME | MOUNT_ATTR_NOSYMFOLLOW, 0, 0));
  show_mounts("one", "/tmp/a");
  SHOW(set("a", AT_RECURSIVE, MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME | MOUNT_ATTR_NODEV, MS_SHARED));
  show_mounts("all", "/tmp/a");
  SHOW(set("a", AT_RECURSIVE, MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY, MS_PRIVATE));
  show_mounts("and back", "/tmp/a");
  int fd = MUST(open("a/sub/w", O_CREAT | O_WRONLY, 0600));
  SHOW(set("a", AT_RECURSIVE, MOUNT_ATTR_RDONLY, 0, 0));
  show_mounts("none, since one is written to", "/tmp/a");
  close(fd);
  fd = MUST(open_tree(AT_FDCWD, "a", OPEN_TREE_CLONE | AT_RECURSIVE));
  SHOW(mount_setattr(fd, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr));
  SHOW(move_mount(fd, "", AT_FDCWD, "b", MOVE_MOUNT_F_EMPTY_PATH));
  SHOW(mount_setattr(fd, "", AT_EMPTY_PATH, &(struct mount_attr){.attr_set = MOUNT_ATTR_NOSUID}, sizeof attr));
  close(fd);
  show_mounts("before it was attached", "/tmp/b");
  SHOW(umount2("b", MNT_DETACH));
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000)); SHOW(set("a", 0, MOUNT_ATTR_RDONLY, 0, 0)); SHOW(set("a", 0, 0, 0, 0)));
}

int main(void) {
  begin_mounts();
  trees();
  groups();
  configuration();
  attributes();
  return 0;
}
