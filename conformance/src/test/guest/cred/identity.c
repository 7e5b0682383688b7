// User and group ids: the set calls, saved ids, what an unprivileged process may do, groups.
#include "guest.h"
#include <grp.h>
#include <sys/fsuid.h>

static void show(const char *what) {
  uid_t r, e, s;
  gid_t gr, ge, gs;
  getresuid(&r, &e, &s);
  getresgid(&gr, &ge, &gs);
  printf("%s: uid %d %d %d gid %d %d %d fs %d %d\n", what, r, e, s, gr, ge, gs, setfsuid(-1), setfsgid(-1));
}

int main(void) {
  gid_t groups[4] = {0};
  show("start");
  CHECK(getuid() == 0 && geteuid() == 0 && getgid() == 0 && getegid() == 0);
  SHOW(setgroups(3, (gid_t[]){5, 9, 7}));
  SHOW(getgroups(0, NULL));
  SHOW(getgroups(2, groups));
  SHOW(getgroups(4, groups));
  printf("%d %d %d\n", groups[0], groups[1], groups[2]);
  SHOW(setgroups(70000, groups));
  SHOW(setgroups(1, (gid_t *)8));
  IN_CHILD("seteuid", SHOW(seteuid(1000)); show("after"); SHOW(setuid(1001)); SHOW(seteuid(0)); show("back"); SHOW(setuid(1002)); show("setuid as root"); SHOW(seteuid(0)));
  IN_CHILD("setresuid", SHOW(setresuid(1, 2, 3)); show("after"); SHOW(setresuid(-1, 3, 1)); show("swap"); SHOW(setresuid(4, -1, -1)); SHOW(setresuid(3, 3, 3)); show("end"); SHOW(setresuid(1, 1, 1)));
  IN_CHILD("setreuid", SHOW(setreuid(10, 20)); show("after"); SHOW(setreuid(20, 10)); show("swap"); SHOW(setreuid(-1, 30)));
  IN_CHILD("setgid as a user", SHOW(setresgid(1, 2, 3)); MUST(setuid(1000)); SHOW(setgid(3)); show("after"); SHOW(setgid(4)); SHOW(setgroups(0, NULL)); SHOW(setregid(1, 2)); show("end"));
  IN_CHILD("setfsuid", SHOW(setfsuid(1234)); SHOW(setfsuid(-1)); show("after"); close(MUST(open("owned", O_CREAT | O_WRONLY, 0644))); struct stat st; stat("owned", &st); printf("owner %d\n", st.st_uid));
  SHOW(setuid(-1));
  SHOW(setresuid(-1, -1, -1));
  SHOW(getresuid((uid_t *)8, NULL, NULL));
  // A set-user-id program.
  MUST(chmod(".", 0755));
  system("cp /usr/bin/id ./id && chown 4321:1234 id && chmod 6755 id");
  IN_CHILD("set-id", MUST(setgroups(0, NULL)); MUST(setresgid(50, 50, 50)); MUST(setresuid(60, 60, 60)); execl("./id", "id", NULL));
  IN_CHILD("set-id without new privileges", MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); MUST(setgroups(0, NULL)); MUST(setresgid(50, 50, 50)); MUST(setresuid(60, 60, 60)); execl("./id", "id", NULL));
  return 0;
}
