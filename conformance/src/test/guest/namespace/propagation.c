// Shared subtrees: which mounts tell which others what is mounted, unmounted and moved on them; mount_namespaces(7).
#include "mounts.h"

static const char *const NAMES[] = {"shared", "private", "slave", "unbindable"};
static const unsigned long TYPES[] = {MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE};

/* All types that there can be: shared, private, slave of somebody, unbindable. */
static void give_type(const char *place, int type) {
  if (type == 2) MUST(mount(NULL, place, NULL, MS_SHARED, NULL));
  MUST(mount(NULL, place, NULL, TYPES[type], NULL));
}

/* A mount of a type; a slave has a master at /tmp/masters/NAME. */
static void typed_mount(const char *name, int type) {
  char master[64];
  mkdir(name, 0755);
  if (type != 2) {
    mount_new(name, name);
    give_type(name, type);
    return;
  }
  snprintf(master, sizeof master, "masters/%s", name);
  mkdir(master, 0755);
  mount_new(name, master);
  MUST(mount(NULL, master, NULL, MS_SHARED, NULL));
  MUST(mount(master, name, NULL, MS_BIND, NULL));
  MUST(mount(NULL, name, NULL, MS_SLAVE, NULL));
}

static void clear(const char *name) {
  char master[64];
  umount2(name, MNT_DETACH);
  snprintf(master, sizeof master, "masters/%s", name);
  umount2(master, MNT_DETACH);
}

/* What each type becomes by each change. */
static void changes(void) {
  for (int before = 0; before < 4; before++) {
    for (int after = 0; after < 4; after++) {
      printf("%s made %s\n", NAMES[before], NAMES[after]);
      typed_mount("m", before);
      SHOW(mount(NULL, "m", NULL, TYPES[after], NULL));
      show_mounts("", "/tmp/m");
      clear("m");
    }
  }
  // with a peer
  typed_mount("m", 0);
  make_directory("n");
  MUST(mount("m", "n", NULL, MS_BIND, NULL));
  show_mounts("peers", "/tmp");
  MUST(mount(NULL, "n", NULL, MS_SLAVE, NULL));
  show_mounts("a slave", "/tmp");
  MUST(mount(NULL, "n", NULL, MS_SHARED, NULL));
  show_mounts("shared and a slave", "/tmp");
  MUST(mount(NULL, "m", NULL, MS_PRIVATE, NULL));
  show_mounts("no master", "/tmp");
  clear("m");
  clear("n");
}

/* "Bind semantics" and "Move semantics" of the kernel's document: what of each type at a place on each type. */
static void table(const char *title, unsigned long flag) {
  for (int source = 0; source < 4; source++) {
    for (int target = 0; target < 2; target++) {
      printf("%s of a %s mount to a %s one\n", title, NAMES[source], NAMES[target]);
      typed_mount("source", source);
      typed_mount("target", target);
      make_directory("target/at");
      mkdir("peer", 0755);
      MUST(mount("target", "peer", NULL, MS_BIND, NULL));
      SHOW(mount("source", "target/at", NULL, flag, NULL));
      show_mounts("", "/tmp");
      clear("target");
      clear("peer");
      clear("source");
    }
  }
}

static void tell(void) {
  typed_mount("a", 0);
  make_directory("a/x");
  make_directory("a/y");
  make_directory("a/y/z");
  make_directory("peer");
  make_directory("slave");
  make_directory("below");
  make_directory("part");
  MUST(mount("a", "peer", NULL, MS_BIND, NULL));
  MUST(mount("a", "slave", NULL, MS_BIND, NULL));
  MUST(mount(NULL, "slave", NULL, MS_SLAVE, NULL));
  MUST(mount(NULL, "slave", NULL, MS_SHARED, NULL));
  MUST(mount("slave", "below", NULL, MS_BIND, NULL));
  MUST(mount(NULL, "below", NULL, MS_SLAVE, NULL));
  MUST(mount("a/y", "part", NULL, MS_BIND, NULL));
  show_mounts("before", "/tmp");
  mount_new("on a", "a/x");
  show_mounts("mounted on a", "/tmp");
  mount_new("on slave", "slave/y");
  show_mounts("mounted on the slave", "/tmp");
  mount_new("on part", "part/z");
  show_mounts("mounted on a part", "/tmp");
  SHOW(umount("slave/x"));
  show_mounts("unmounted from the slave", "/tmp");
  SHOW(umount("peer/x"));
  show_mounts("unmounted from a peer", "/tmp");
  SHOW(umount("a/y/z"));
  show_mounts("unmounted from the whole", "/tmp");
  SHOW(mount("slave/y", "slave/x", NULL, MS_MOVE, NULL));
  SHOW(umount("slave/y"));
  // somebody stays in a copy
  mount_new("on a", "a/x");
  MUST(chdir("below/x"));
  SHOW(umount("/tmp/a/x"));
  SHOW(umount2("/tmp/a/x", MNT_DETACH));
  MUST(chdir("/tmp"));
  show_mounts("detached", "/tmp");
  // something is mounted on a copy
  mount_new("on a", "a/x");
  make_directory("a/x/deep");
  mount_new("deep", "below/x/deep");
  SHOW(umount("a/x"));
  show_mounts("a copy that is covered stays", "/tmp");
  // a mount goes below what is there already
  mount_new("top", "below/y");
  mount_new("from above", "a/y");
  show_mounts("tucked in", "/tmp");
  SHOW(umount("a/y"));
  show_mounts("taken from below", "/tmp");
  for (const char **n = (const char *[]){"part", "below", "slave", "peer", "a", NULL}; *n != NULL; n++) umount2(*n, MNT_DETACH);
}

static void namespaces(void) {
  typed_mount("a", 0);
  make_directory("a/x");
  make_directory("b");
  struct gate in = gate_new(), out = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    MUST(unshare(CLONE_NEWNS));
    show_mounts("the copy", "/tmp");
    gate_open(&in);
    gate_wait(&out);
    show_mounts("told", "/tmp");
    MUST(umount("a/x"));
    MUST(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL));
    show_mounts("slave", "/tmp");
    gate_open(&in);
    gate_wait(&out);
    show_mounts("told as a slave", "/tmp");
    mount_new("of the slave", "a/x");
    show_mounts("a slave tells nobody", "/tmp");
    MUST(mount(NULL, "a", NULL, MS_SHARED, NULL));
    MUST(mount("a", "b", NULL, MS_BIND, NULL));
    MUST(mount(NULL, "b", NULL, MS_SLAVE, NULL));
    MUST(mount(NULL, "a", NULL, MS_PRIVATE, NULL));
    show_mounts("slave of a slave", "/tmp");
    _exit(0);
  }
  gate_wait(&in);
  mount_new("told", "a/x");
  gate_open(&out);
  gate_wait(&in);
  show_mounts("the child took it away", "/tmp");
  mount_new("again", "a/x");
  gate_open(&out);
  MUST(waitpid(child, NULL, 0));
  show_mounts("at last", "/tmp");
  umount2("a", MNT_DETACH);
}

/* A group that the process cannot see is between. */
static void propagate_from(void) {
  typed_mount("m", 0);
  for (const char **n = (const char *[]){"s", "t", "root", NULL}; *n != NULL; n++) mkdir(*n, 0755);
  mount_new("root", "root");
  make_directory("root/m");
  make_directory("root/t");
  make_directory("root/proc");
  MUST(mount("p", "root/proc", "proc", 0, NULL));
  MUST(mount("m", "root/m", NULL, MS_BIND, NULL));
  MUST(mount("m", "s", NULL, MS_BIND, NULL));
  MUST(mount(NULL, "s", NULL, MS_SLAVE, NULL));
  MUST(mount(NULL, "s", NULL, MS_SHARED, NULL));
  MUST(mount("s", "root/t", NULL, MS_BIND, NULL));
  MUST(mount(NULL, "root/t", NULL, MS_SLAVE, NULL));
  IN_CHILD("chrooted", MUST(chroot("root")); show_mounts("dominating", "/"));
  umount2("root", MNT_DETACH);
  umount2("s", MNT_DETACH);
  umount2("m", MNT_DETACH);
}

static void refused(void) {
  make_directory("plain");
  SHOW(mount(NULL, "plain", NULL, MS_SHARED, NULL));
  typed_mount("m", 1);
  SHOW(mount(NULL, "m", NULL, MS_SHARED | MS_SLAVE, NULL));
  SHOW(mount(NULL, "m", NULL, MS_SHARED | MS_RDONLY, NULL));
  SHOW(mount(NULL, "m", NULL, MS_SHARED | MS_SILENT | MS_REC, NULL));
  make_directory("m/at");
  mount_new("inner", "m/at");
  SHOW(mount("m/at", "plain", NULL, MS_MOVE, NULL));
  SHOW(mount(NULL, "m/at", NULL, MS_UNBINDABLE, NULL));
  show_mounts("unbindable below shared", "/tmp/m");
  SHOW(mount("m/at", "plain", NULL, MS_BIND, NULL));
  SHOW(mount("m", "plain", NULL, MS_BIND | MS_REC, NULL));
  show_mounts("left out", "/tmp");
  SHOW(umount("plain"));
  typed_mount("private", 1);
  make_directory("private/at");
  mount_new("inner", "private/at");
  MUST(mount(NULL, "private/at", NULL, MS_UNBINDABLE, NULL));
  make_directory("m/at2");
  SHOW(mount("private", "m/at2", NULL, MS_MOVE, NULL));
  SHOW(mount("private", "plain", NULL, MS_MOVE, NULL));
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000)); SHOW(mount(NULL, "m", NULL, MS_SHARED, NULL)));
}

int main(void) {
  begin_mounts();
  make_directory("masters");
  changes();
  table("bind", MS_BIND);
  table("move", MS_MOVE);
  tell();
  namespaces();
  propagate_from();
  refused();
  return 0;
}
