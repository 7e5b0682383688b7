// Extended attributes of the user namespace: set, get, list, remove and their errors.
#include "guest.h"
#include <sys/xattr.h>

int main(void) {
  char value[64] = "";
  write_file("f", "x");
  MUST(symlink("f", "link"));
  MUST(mkdir("d", 0755));
  SHOW(getxattr("f", "user.none", value, sizeof value));
  SHOW(getxattr("none", "user.none", value, sizeof value));
  SHOW(getxattr("f", "", value, sizeof value));
  SHOW(setxattr("f", "bogus.name", "x", 1, 0));
  SHOW(removexattr("f", "user.none"));
  SHOW(listxattr("none", value, sizeof value));
  SHOW(fgetxattr(99, "user.a", value, sizeof value));
  SHOW(setxattr("f", "user.a", "x", 1, 99));
  char name[300];
  memset(name, 'n', sizeof name);
  memcpy(name, "user.", 5);
  name[256] = 0;
  SHOW(setxattr("f", name, "x", 1, 0));
  return 0;
}
