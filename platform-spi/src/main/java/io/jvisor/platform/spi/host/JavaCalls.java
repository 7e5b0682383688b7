package io.jvisor.platform.spi.host;

import static io.jvisor.kernel.api.abi.SyscallNumbers.*;

import io.jvisor.kernel.api.Errno;

/** The host calls without which no Java runs: a filter to which a process adds its own. */
public final class JavaCalls {
  private static final int CLONE_THREAD = 0x10000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int PR_SET_NAME = 15;
  private static final int PR_GET_NAME = 16;
  private static final int PR_SET_VMA = 0x53564d41;

  private JavaCalls() {}

  /** A program that allows these and refuses the rest with {@code EPERM}. */
  public static SeccompProgram program() {
    return new SeccompProgram(Errno.EPERM.number())
        // Memory. JIT compilers make code, so that executable mappings cannot be refused.
        .allow(FUTEX, MMAP, MUNMAP, MPROTECT, MADVISE, MREMAP, BRK, MINCORE, MEMBARRIER)
        // Threads, but no processes. The C library falls back to clone where clone3 is missing,
        // whose flags a filter can see.
        .allowIfSet(CLONE, 0, CLONE_THREAD)
        .refuse(CLONE3, Errno.ENOSYS.number())
        .allow(SET_ROBUST_LIST, RSEQ, EXIT, EXIT_GROUP, GETTID, GETPID, RESTART_SYSCALL)
        .allow(SCHED_YIELD, SCHED_GETAFFINITY, SCHED_SETAFFINITY, GETCPU, GETPRIORITY)
        .allowIfAny(PRCTL, 0, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA)
        .allow(RT_SIGACTION, RT_SIGPROCMASK, RT_SIGRETURN, SIGALTSTACK, RT_SIGTIMEDWAIT, TGKILL)
        // Time, and what the machine is.
        .allow(CLOCK_GETTIME, CLOCK_GETRES, CLOCK_NANOSLEEP, NANOSLEEP, GETTIMEOFDAY, TIMES)
        .allow(GETRANDOM, SYSINFO, UNAME, GETRUSAGE, GETRLIMIT)
        .allowIfAny(PRLIMIT64, 0, 0)
        .allow(GETUID, GETEUID, GETGID, GETEGID)
        // Jars that are open, and standard error.
        .allow(READ, WRITE, PREAD64, LSEEK, FSTAT, FCNTL, CLOSE)
        .allowIfSet(NEWFSTATAT, 3, AT_EMPTY_PATH);
  }
}
