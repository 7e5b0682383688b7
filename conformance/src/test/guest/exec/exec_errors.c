// execve: the errno of each way to fail, and what a success keeps and drops.
#include "guest.h"

extern char **environ;
static char *args[] = {"x", NULL};

static void make(const char *path, const void *text, size_t length, mode_t mode) {
  int fd = MUST(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755));
  MUST(write(fd, text, length));
  close(fd);
  MUST(chmod(path, mode));
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "after") == 0) {
    printf("after exec: fd 10 %s, fd 11 %s, ", fcntl(10, F_GETFD) == 0 ? "open" : errname(errno), fcntl(11, F_GETFD) == 0 ? "open" : errname(errno));
    struct sigaction act;
    sigaction(SIGUSR1, NULL, &act);
    printf("USR1 %s, ", act.sa_handler == SIG_DFL ? "default" : "kept");
    sigaction(SIGUSR2, NULL, &act);
    printf("USR2 %s, ", act.sa_handler == SIG_IGN ? "ignored" : "not ignored");
    char name[20] = "";
    prctl(PR_GET_NAME, name);
    printf("name %s, umask %o, ", name, umask(0));
    stack_t s;
    sigaltstack(NULL, &s);
    printf("altstack %s, argc %d, A=%s\n", s.ss_flags == SS_DISABLE ? "none" : "kept", argc, getenv("A") ? getenv("A") : "(unset)");
    return 77;
  }
  SHOW(execve("none", args, environ));
  SHOW(execve("", args, environ));
  SHOW(execve("/", args, environ));
  SHOW(execve("/etc/passwd", args, environ));
  SHOW(execve("/etc/passwd/x", args, environ));
  SHOW(execve((char *)8, args, environ));
  SHOW(execve("/bin/true", (char **)8, environ));
  SHOW(execve("/bin/true", args, (char **)8));
  SHOW(execve("/bin/true", (char *[]){(char *)8, NULL}, environ));
  make("empty", "", 0, 0755);
  SHOW(execve("empty", args, environ));
  make("text", "hello\n", 6, 0755);
  SHOW(execve("text", args, environ));
  make("not-executable", "#!/bin/sh\n", 10, 0644);
  SHOW(execve("not-executable", args, environ));
  make("short", "\177ELF", 4, 0755);
  SHOW(execve("short", args, environ));
  char elf[4096] = {0};
  int self = MUST(open("/proc/self/exe", O_RDONLY));
  MUST(read(self, elf, sizeof elf));
  elf[18] = 3; // another machine
  make("i386", elf, sizeof elf, 0755);
  SHOW(execve("i386", args, environ));
  elf[18] = 62;
  elf[4] = 1; // 32 bit class
  make("class32", elf, 64, 0755);
  SHOW(execve("class32", args, environ));
  elf[4] = 2;
  elf[16] = 1; // an object file
  make("object", elf, sizeof elf, 0755);
  SHOW(execve("object", args, environ));
  elf[16] = 3;
  elf[54] = 7; // size of a program header
  make("phentsize", elf, sizeof elf, 0755);
  SHOW(execve("phentsize", args, environ));
  elf[54] = 56;
  elf[56] = elf[57] = 0; // no program headers
  make("phnum", elf, sizeof elf, 0755);
  SHOW(execve("phnum", args, environ));
  make("bad-interpreter", "#!/none/at/all\n", 15, 0755);
  SHOW(execve("bad-interpreter", args, environ));
  make("no-interpreter", "#!\n", 3, 0755);
  SHOW(execve("no-interpreter", args, environ));
  make("blank-interpreter", "#!   \n", 6, 0755);
  SHOW(execve("blank-interpreter", args, environ));
  MUST(symlink("loop", "loop"));
  SHOW(execve("loop", args, environ));
  int writer = MUST(open("busy", O_WRONLY | O_CREAT, 0755));
  MUST(write(writer, "#!/bin/true\n", 12));
  SHOW(execve("busy", args, environ));
  close(writer);
  // Too many or too long arguments.
  static char long_arg[200000];
  memset(long_arg, 'x', sizeof long_arg - 1);
  SHOW(execve("/bin/true", (char *[]){"x", long_arg, NULL}, environ));
  static char *many[300000];
  for (int i = 0; i < 299999; i++) many[i] = "a fairly long argument";
  SHOW(execve("/bin/true", many, environ));
  make("root-only", "#!/bin/true\n", 12, 0700);
  MUST(chmod(".", 0755));
  IN_CHILD("as a user", MUST(setgid(1000)); MUST(setuid(1000)); SHOW(execve("./root-only", args, environ)));
  // execveat
  int dir = MUST(open("/bin", O_PATH));
  IN_CHILD("execveat", syscall(SYS_execveat, dir, "true", args, environ, 0); _exit(errno));
  int file = MUST(open("/bin/true", O_RDONLY | O_CLOEXEC));
  IN_CHILD("execveat of a descriptor", syscall(SYS_execveat, file, "", args, environ, AT_EMPTY_PATH); _exit(errno));
  SHOW(syscall(SYS_execveat, file, "", args, environ, 0));
  SHOW(syscall(SYS_execveat, 99, "true", args, environ, 0));
  SHOW(syscall(SYS_execveat, dir, "true", args, environ, 0x8000));
  // What survives.
  MUST(dup2(0, 10));
  MUST(dup3(0, 11, O_CLOEXEC));
  signal(SIGUSR1, _exit);
  signal(SIGUSR2, SIG_IGN);
  umask(027);
  prctl(PR_SET_NAME, "another name");
  static char stack[65536];
  sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
  IN_CHILD("success", execve("/proc/self/exe", (char *[]){"self", "after", NULL}, (char *[]){"A=b", NULL}));
  // An empty argv gets one empty string.
  IN_CHILD("no arguments", execve("/bin/sh", (char *[]){NULL}, environ));
  return 0;
}
