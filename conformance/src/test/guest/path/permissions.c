// Permission checks as a user who is not root; chmod and chown; sticky and set-id bits; umask.
#include "guest.h"
#include <grp.h>

static void show_mode(const char *path) {
  struct stat st;
  if (lstat(path, &st) != 0) printf("%s: %s\n", path, errname(errno));
  else printf("%s: mode %o owner %d:%d\n", path, st.st_mode, st.st_uid, st.st_gid);
}

static void become(uid_t uid, gid_t gid) {
  MUST(setgroups(1, &gid));
  MUST(setresgid(gid, gid, gid));
  MUST(setresuid(uid, uid, uid));
}

int main(void) {
  SHOW(umask(022));
  SHOW(umask(077));
  SHOW(umask(07777022));
  SHOW(umask(022));
  MUST(chmod(".", 0755));
  MUST(mkdir("public", 0777)); MUST(chmod("public", 0777));
  MUST(mkdir("sticky", 0777)); MUST(chmod("sticky", 01777));
  MUST(mkdir("private", 0700));
  MUST(mkdir("search-only", 0711));
  MUST(mkdir("list-only", 0744));
  MUST(mkdir("setgid", 0777)); MUST(chown("setgid", 0, 500)); MUST(chmod("setgid", 02777));
  write_file("private/f", "x"); write_file("search-only/f", "x"); write_file("list-only/f", "x"); write_file("sticky/root", "x");
  write_file("mode0", "x"); MUST(chmod("mode0", 0));
  write_file("group", "x"); MUST(chown("group", 0, 100)); MUST(chmod("group", 0640));
  write_file("owned", "x"); MUST(chown("owned", 1000, 100)); MUST(chmod("owned", 0406));
  write_file("setuid", "x"); MUST(chmod("setuid", 06755));
  show_mode("setuid");
  SHOW(chown("setuid", 0, 5));
  show_mode("setuid");
  SHOW(open("mode0", O_RDWR) >= 0); // root may
  IN_CHILD("as 1000:100",
    become(1000, 100);
    SHOW(open("mode0", O_RDONLY));
    SHOW(open("private/f", O_RDONLY));
    SHOW(access("private", F_OK));
    SHOW(access("private/f", F_OK));
    SHOW(open("search-only/f", O_RDONLY) >= 0);
    SHOW(open("search-only", O_RDONLY));
    SHOW(open("list-only", O_RDONLY) >= 0);
    SHOW(open("list-only/f", O_RDONLY));
    SHOW(open("group", O_RDONLY) >= 0);
    SHOW(open("group", O_RDWR));
    SHOW(open("owned", O_RDONLY) >= 0);
    SHOW(open("owned", O_WRONLY)); // the owner's bits alone decide
    SHOW(open("new", O_CREAT | O_WRONLY, 0644));
    SHOW(mkdir("new", 0755));
    SHOW(open("public/new", O_CREAT | O_WRONLY, 0644) >= 0);
    show_mode("public/new");
    SHOW(open("setgid/new", O_CREAT | O_WRONLY, 0644) >= 0);
    show_mode("setgid/new");
    SHOW(mkdir("setgid/dir", 0755));
    show_mode("setgid/dir");
    SHOW(unlink("sticky/root"));
    SHOW(rename("sticky/root", "sticky/mine"));
    SHOW(open("sticky/mine", O_CREAT | O_WRONLY, 0644) >= 0);
    SHOW(unlink("sticky/mine"));
    SHOW(unlink("private/f"));
    SHOW(unlink("group"));
    SHOW(chmod("owned", 0600));
    SHOW(chmod("group", 0600));
    SHOW(chown("owned", 1001, -1));
    SHOW(chown("owned", -1, 100));
    SHOW(chown("owned", -1, 200));
    SHOW(chown("group", 1000, -1));
    SHOW(chmod("owned", 02755)); // in the group: the bit stays
    show_mode("owned");
    SHOW(open("owned", O_WRONLY | O_TRUNC) >= 0); // writing clears set-id bits on exec-able files
    SHOW(write(open("owned", O_WRONLY), "y", 1));
    show_mode("owned");
    SHOW(utimensat(AT_FDCWD, "group", NULL, 0));
    SHOW(utimensat(AT_FDCWD, "owned", NULL, 0));
    SHOW(utimensat(AT_FDCWD, "group", (struct timespec[]){{1, 0}, {1, 0}}, 0));
    SHOW(truncate("group", 0));
    SHOW(chroot("/"));
    SHOW(mknod("public/dev", S_IFCHR | 0600, 0x103));
    SHOW(link("public/new", "public/linked"));
    SHOW(chdir("private"));
    SHOW(access("group", W_OK));
    SHOW(access("group", R_OK)));
  IN_CHILD("as 1000:100 with group 500",
    gid_t groups[] = {500};
    MUST(setgroups(1, groups));
    MUST(setresgid(100, 100, 100));
    MUST(setresuid(1000, 1000, 1000));
    write_file("public/g", "x");
    SHOW(chown("public/g", -1, 500));
    SHOW(chmod("public/g", 02750));
    show_mode("public/g");
    SHOW(chown("public/g", -1, 100));
    show_mode("public/g"));
  SHOW(chmod("none", 0644));
  SHOW(chown("none", 0, 0));
  SHOW(fchmod(99, 0));
  SHOW(fchown(99, 0, 0));
  MUST(symlink("owned", "link"));
  SHOW(lchown("link", 7, 8));
  show_mode("link");
  SHOW(chown("link", 9, 9));
  show_mode("owned");
  SHOW(fchownat(AT_FDCWD, "owned", 1, 2, 0x4000));
  SHOW(fchmodat(AT_FDCWD, "owned", 0640, 0));
  show_mode("owned");
  return 0;
}
