// Path resolution: dot-dot, symbolic links, loops, lengths, trailing slashes.
#include "guest.h"

static void try(const char *path) {
  struct stat st;
  int result = stat(path, &st);
  printf("stat %s: %s\n", path, result == 0 ? (S_ISDIR(st.st_mode) ? "directory" : "file") : errname(errno));
}

int main(void) {
  MUST(mkdir("d", 0755));
  MUST(mkdir("d/e", 0755));
  write_file("d/e/f", "f");
  MUST(symlink("d/e", "to-e"));
  MUST(symlink("../e/f", "d/e/up"));
  MUST(symlink("loop2", "loop1"));
  MUST(symlink("loop1", "loop2"));
  MUST(symlink(".", "self"));
  MUST(symlink("d/e/f", "to-f"));
  MUST(symlink("d/e/f/", "to-f-slash"));
  const char *paths[] = {"d/e/f", "d//e///f", "./d/./e/./f", "d/../d/e/f", "d/e/../../d/e/f", "/../../..", "/..", "to-e/f", "to-e/../e/f", "to-e/",
                         "to-e/up", "d/e/f/", "d/e/f/.", "d/e/f/..", "to-f", "to-f/", "to-f-slash", "loop1", "loop1/x", "self/self/self/d", "none/..",
                         "d/e/none", "d/e/", "d/e/.", "d/e/..", ".", "..", "", "/", "//", "none/", "self/self/none"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) try(paths[i]);
  // Forty links are followed, one more is a loop.
  char name[16], target[16];
  for (int i = 1; i <= 41; i++) {
    snprintf(name, sizeof name, "l%d", i);
    if (i == 1) strcpy(target, "d"); else snprintf(target, sizeof target, "l%d", i - 1);
    MUST(symlink(target, name));
  }
  try("l40");
  try("l41");
  // NAME_MAX and PATH_MAX.
  char longest[300], path[5000];
  memset(longest, 'n', 255); longest[255] = 0;
  SHOW(open(longest, O_CREAT | O_WRONLY, 0644) >= 0);
  memset(longest, 'n', 256); longest[256] = 0;
  SHOW(open(longest, O_CREAT | O_WRONLY, 0644));
  SHOW(mkdir(longest, 0755));
  memset(path, '/', sizeof path);
  path[4094] = '.'; path[4095] = 0;
  SHOW(access(path, F_OK));
  path[4095] = '.'; path[4096] = 0;
  SHOW(access(path, F_OK));
  strcpy(path, "d/");
  for (int i = 0; i < 1500; i++) strcat(path, "./");
  SHOW(access(path, F_OK));
  // readlink
  char link[64];
  SHOW(readlink("to-e", link, sizeof link));
  SHOW(readlink("to-e", link, 2));
  printf("%.2s\n", link);
  SHOW(readlink("to-e", link, 0));
  SHOW(readlink("d", link, sizeof link));
  SHOW(readlink("none", link, sizeof link));
  SHOW(readlink("to-e/", link, sizeof link));
  SHOW(readlinkat(AT_FDCWD, "", link, sizeof link));
  int fd = MUST(open("to-e", O_PATH | O_NOFOLLOW));
  SHOW(readlinkat(fd, "", link, sizeof link));
  SHOW(symlink("", "empty"));
  SHOW(symlink("x", ""));
  SHOW(symlink("x", "to-e"));
  SHOW(symlink("x", "none/x"));
  SHOW(symlink("x", "trailing/"));
  memset(path, 'x', sizeof path); path[4096] = 0;
  SHOW(symlink(path, "too-long"));
  path[4095] = 0;
  SHOW(symlink(path, "long"));
  try("long");
  // chdir, fchdir, getcwd
  char cwd[64], start[64];
  MUST(getcwd(start, sizeof start) != NULL);
  SHOW(chdir("to-e"));
  getcwd(cwd, sizeof cwd);
  printf("cwd is start + %s\n", strcmp(start, "/") == 0 ? cwd : cwd + strlen(start));
  SHOW(chdir(".."));
  try("e/f");
  SHOW(chdir("e/f"));
  SHOW(chdir("none"));
  SHOW(chdir(""));
  SHOW(chdir((char *)8));
  fd = MUST(open("e", O_RDONLY));
  SHOW(fchdir(fd));
  try("f");
  int file = MUST(open("f", O_RDONLY));
  SHOW(fchdir(file));
  SHOW(fchdir(99));
  SHOW(syscall(SYS_getcwd, cwd, 2));
  SHOW(syscall(SYS_getcwd, cwd, 0));
  SHOW(syscall(SYS_getcwd, 8, 100));
  // A working directory that is removed.
  MUST(mkdir("gone", 0755));
  MUST(chdir("gone"));
  MUST(rmdir("../gone"));
  SHOW(syscall(SYS_getcwd, cwd, sizeof cwd));
  try(".");
  try("..");
  SHOW(open("new", O_CREAT | O_WRONLY, 0644));
  SHOW(mkdir("new", 0755));
  SHOW(chdir(".."));
  try("f");
  return 0;
}
