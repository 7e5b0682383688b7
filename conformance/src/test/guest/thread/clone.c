// clone and clone3 by hand: what each flag shares, tid pointers, errors.
#include "guest.h"
#include <linux/futex.h>
#include <linux/sched.h>

static char stack[65536] __attribute__((aligned(16)));
static volatile int word, tid_word = 1;
static int fd;

static int child(void *arg) {
  (void)arg;
  word = 7;
  umask(077);
  chdir("/");
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  close(0);
  signal(SIGUSR1, SIG_IGN);
  return 11;
}

static void try(const char *name, int flags) {
  word = 0;
  umask(022);
  MUST(chdir("/tmp"));
  open("/dev/null", O_RDONLY);
  fd = MUST(open("/dev/null", O_RDONLY));
  signal(SIGUSR1, SIG_DFL);
  pid_t pid = clone(child, stack + sizeof stack, flags | SIGCHLD, NULL);
  if (pid < 0) { printf("%s: %s\n", name, errname(errno)); return; }
  int status;
  pid_t got = waitpid(pid, &status, __WALL);
  char cwd[64];
  getcwd(cwd, sizeof cwd);
  struct sigaction act;
  sigaction(SIGUSR1, NULL, &act);
  printf("%s: memory %d, umask %o, cwd %s, stdin %s, handler %s, waited %d\n", name, word, umask(022), strcmp(cwd, "/") == 0 ? "/" : "own",
         fcntl(0, F_GETFD) == 0 ? "open" : "closed", act.sa_handler == SIG_IGN ? "shared" : "own", got == pid);
  close(fd);
}

int main(void) {
  try("nothing shared", 0);
  try("CLONE_VM", CLONE_VM);
  try("CLONE_FS", CLONE_FS);
  try("CLONE_FILES", CLONE_FILES);
  try("CLONE_VM|CLONE_SIGHAND", CLONE_VM | CLONE_SIGHAND);
  try("CLONE_VM|CLONE_VFORK", CLONE_VM | CLONE_VFORK);
  try("CLONE_SIGHAND without VM", CLONE_SIGHAND);
  try("CLONE_THREAD without SIGHAND", CLONE_THREAD | CLONE_VM);
  // Another exit signal, or none: waited for with __WCLONE.
  int status;
  pid_t pid = clone(child, stack + sizeof stack, 0, NULL);
  SHOW(waitpid(pid, &status, 0));
  CHECK(waitpid(pid, &status, __WCLONE) == pid);
  show_status("no exit signal", status);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, NULL);
  pid = clone(child, stack + sizeof stack, SIGUSR2, NULL);
  CHECK(sigtimedwait(&set, NULL, &(struct timespec){5, 0}) == SIGUSR2);
  CHECK(waitpid(pid, &status, __WALL) == pid);
  // Thread ids written to memory, cleared at exit with a futex wake.
  pid_t parent_tid = 0;
  pid = (pid_t)syscall(SYS_clone, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, 0, &parent_tid, &tid_word, 0);
  if (pid == 0) _exit(tid_word == getpid() ? 1 : 2);
  CHECK(parent_tid == pid && tid_word == 1);
  waitpid(pid, &status, 0);
  show_status("child saw its tid", status);
  word = 0;
  tid_word = 0;
  int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  pid = clone(child, stack + sizeof stack, flags, NULL, (pid_t *)&tid_word, NULL, (pid_t *)&tid_word);
  for (int value; (value = tid_word) != 0;) syscall(SYS_futex, &tid_word, FUTEX_WAIT, value, NULL, NULL, 0);
  printf("thread: memory %d, tid cleared\n", word);
  SHOW(waitpid(pid, &status, __WALL));
  // clone3
  struct clone_args args = {.exit_signal = SIGCHLD};
  pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
  if (pid == 0) _exit(23);
  waitpid(pid, &status, 0);
  show_status("clone3", status);
  SHOW(syscall(SYS_clone3, &args, 8));
  SHOW(syscall(SYS_clone3, 8, sizeof args));
  SHOW(syscall(SYS_clone3, &args, 1 << 20));
  args.exit_signal = 65;
  SHOW(syscall(SYS_clone3, &args, sizeof args));
  args = (struct clone_args){.flags = CLONE_THREAD};
  SHOW(syscall(SYS_clone3, &args, sizeof args));
  args = (struct clone_args){.flags = CLONE_VM, .stack = (uintptr_t)stack};
  SHOW(syscall(SYS_clone3, &args, sizeof args));
  CHECK(syscall(SYS_set_tid_address, &tid_word) == getpid());
  return 0;
}
