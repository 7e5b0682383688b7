// Every call with wild pointers, each in a child: it fails with an errno or ends as Linux has it,
// and the kernel and this process live on. Calls that block, stop, or change the machine are left out.
#include "guest.h"
#include <linux/capability.h>

static const struct { int number; const char *name; } calls[] = {
#define C(name) {SYS_##name, #name}
    C(read), C(write), C(open), C(stat), C(fstat), C(lstat), C(poll), C(rt_sigaction), C(rt_sigprocmask), C(ioctl), C(pread64), C(pwrite64), C(readv), C(writev), C(access), C(pipe), C(select),
    C(mincore), C(nanosleep), C(getitimer), C(setitimer), C(sendfile), C(execve), C(wait4), C(uname), C(fcntl), C(truncate), C(getdents64), C(getcwd), C(chdir), C(rename), C(mkdir), C(rmdir),
    C(creat), C(link), C(unlink), C(symlink), C(readlink), C(chmod), C(chown), C(lchown), C(gettimeofday), C(getrlimit), C(getrusage), C(sysinfo), C(times), C(getgroups), C(setgroups),
    C(getresuid), C(getresgid), C(capget), C(capset), C(rt_sigpending), C(rt_sigtimedwait), C(rt_sigqueueinfo), C(rt_sigsuspend), C(sigaltstack), C(mknod), C(statfs), C(fstatfs), C(prlimit64),
    C(sched_getaffinity), C(getxattr), C(lgetxattr), C(setxattr), C(listxattr), C(removexattr), C(time), C(futex), C(epoll_ctl), C(epoll_wait), C(timer_create), C(timer_settime), C(clock_gettime),
    C(clock_getres), C(clock_nanosleep), C(waitid), C(openat), C(mkdirat), C(mknodat), C(fchownat), C(newfstatat), C(unlinkat), C(renameat), C(linkat), C(symlinkat), C(readlinkat), C(fchmodat),
    C(faccessat), C(pselect6), C(ppoll), C(set_robust_list), C(get_robust_list), C(utimensat), C(epoll_pwait), C(timerfd_settime), C(signalfd4), C(pipe2), C(preadv), C(pwritev), C(rt_tgsigqueueinfo),
    C(getcpu), C(renameat2), C(getrandom), C(memfd_create), C(execveat), C(copy_file_range), C(statx), C(clone3), C(openat2), C(faccessat2), C(prctl), C(arch_prctl), C(utime), C(utimes),
};

/* Several shapes of wildness, so that each pointer argument is met in some position. */
static const unsigned long shapes[][6] = {
    {8, 8, 8, 8, 8, 8},
    {0, 0xdeadbeef000, 4, 0xdeadbeef000, 0xdeadbeef000, 8},
    {(unsigned long)-100, 0xffff800000000000, 0x7fffffffffffffff, 0xffff800000000000, 0xffff800000000000, 0},
    {0x7fffffffe001, 0x7ffffffff000, 0x1000, 0x7ffffffff000, 0x7ffffffff000, 0x1000},
    {(unsigned long)-1, (unsigned long)-1, (unsigned long)-1, (unsigned long)-1, (unsigned long)-1, (unsigned long)-1},
};

static bool left_out(int number, size_t shape) {
  // Valid by chance, or a wait without end.
  return (number == SYS_poll || number == SYS_select || number == SYS_pselect6) ? shape == 2 : number == SYS_prctl;
}

int main(void) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  int results = MUST(memfd_create("results", 0));
  struct { long value; int error; } *shared = MUST((MUST(ftruncate(results, 4096)), mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, results, 0)));
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    printf("%s:", calls[i].name);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
      if (left_out(calls[i].number, s)) { printf(" -"); continue; }
      pid_t pid = MUST(fork());
      if (pid == 0) {
        alarm(10);
        const unsigned long *a = shapes[s];
        errno = 0;
        shared->value = syscall(calls[i].number, a[0], a[1], a[2], a[3], a[4], a[5]);
        shared->error = errno;
        _exit(0);
      }
      int status;
      MUST(waitpid(pid, &status, 0));
      if (WIFSIGNALED(status)) printf(" %s", signame(WTERMSIG(status)));
      else if (shared->value == -1) printf(" %s", errname(shared->error));
      else printf(" %s", shared->value == 0 ? "0" : "ok");
    }
    printf("\n");
  }
  printf("still here\n");
  return 0;
}
