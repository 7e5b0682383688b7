// #! scripts: arguments, nesting, long lines, how the interpreter is called.
#include "guest.h"

static void script(const char *path, const char *text) { write_file(path, text); MUST(chmod(path, 0755)); }

static void run(const char *path) {
  int p[2];
  MUST(pipe(p));
  pid_t pid = MUST(fork());
  if (pid == 0) { execl(path, "argv0", "first", "second", NULL); printf("%s: %s\n", path, errname(errno)); _exit(1); }
  int status;
  waitpid(pid, &status, 0);
  show_status(path, status);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    for (int i = 0; i < argc; i++) printf("  [%s]\n", strstr(argv[i], "scripts") != NULL ? "interpreter" : argv[i]);
    return 0;
  }
  char self[PATH_MAX], text[PATH_MAX + 300];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  self[n] = 0;
  MUST(symlink(self, "/tmp/scripts")); // a short name
  script("plain", "#!/tmp/scripts\n");
  run("./plain");
  script("with-argument", "#!/tmp/scripts -x\n");
  run("./with-argument");
  script("with-spaces", "#!  \t /tmp/scripts  -a  -b c \t \n");
  run("./with-spaces"); // one argument, inner spaces kept
  script("no-newline", "#!/tmp/scripts -x");
  run("./no-newline");
  script("nested", "#!./with-argument -n\n");
  run("./nested");
  script("n1", "#!./nested\n");
  script("n2", "#!./n1\n");
  script("n3", "#!./n2\n");
  script("n4", "#!./n3\n");
  run("./n1");
  run("./n2");
  run("./n3");
  run("./n4");
  script("self-loop", "#!./self-loop\n");
  run("./self-loop");
  memset(text, 'y', sizeof text);
  memcpy(text, "#!/tmp/scripts ", 15);
  text[300] = '\n'; text[301] = 0;
  script("long-line", text); // cut at 255 bytes
  run("./long-line");
  memset(text, 'y', sizeof text);
  memcpy(text, "#!/", 3);
  text[300] = '\n'; text[301] = 0;
  script("long-path", text);
  run("./long-path");
  script("sh", "#!/bin/sh -e\necho \"$0 $# $1\"\nfalse\necho not reached\n");
  run("./sh");
  script("shell-text", "echo run by the shell itself\n");
  run("./shell-text");
  printf("%d\n", WEXITSTATUS(system("./shell-text"))); // ENOEXEC: the shell reads it
  // /proc/self/exe and comm of a script
  script("whoami", "#!/bin/sh\nread name </proc/$$/comm; echo \"comm $name\"\ntr '\\0' '|' </proc/$$/cmdline; echo\n");
  run("./whoami");
  return 0;
}
