// vfork: the child borrows the parent's memory, and the parent waits for exec or exit.
#include "guest.h"

int main(int argc, char **argv) {
  if (argc > 1) { printf("after exec: %s\n", argv[1]); return 12; }
  volatile int shared = 1;
  pid_t pid = vfork();
  if (pid == 0) { shared = 2; _exit(7); }
  int status = 0;
  CHECK(shared == 2);
  CHECK(waitpid(pid, &status, 0) == pid);
  show_status("vfork and exit", status);

  pid = vfork();
  if (pid == 0) { execl("/proc/self/exe", "self", "hello", NULL); _exit(1); }
  CHECK(waitpid(pid, &status, 0) == pid);
  show_status("vfork and exec", status);

  volatile int error = 0;
  pid = vfork();
  if (pid == 0) { execl("/does/not/exist", "x", NULL); error = errno; _exit(127); }
  printf("the child reported %s\n", errname(error));
  CHECK(waitpid(pid, &status, 0) == pid);
  show_status("vfork and failed exec", status);

  pid = vfork();
  if (pid == 0) { kill(getpid(), SIGKILL); _exit(1); }
  CHECK(waitpid(pid, &status, 0) == pid);
  show_status("vfork and killed", status);

  // posix_spawn stands on vfork or clone(CLONE_VM|CLONE_VFORK); system and popen on it.
  printf("system: %d\n", WEXITSTATUS(system("exit 33")));
  FILE *p = popen("echo from popen; exit 3", "r");
  char line[64] = "";
  if (fgets(line, sizeof line, p) == NULL) puts("nothing");
  printf("%s", line);
  printf("pclose: %d\n", WEXITSTATUS(pclose(p)));
  return 0;
}
