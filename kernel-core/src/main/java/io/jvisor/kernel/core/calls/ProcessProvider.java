package io.jvisor.kernel.core.calls;

import static io.jvisor.kernel.api.Arg.ARCH_PRCTL;
import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.CLONE_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.FUTEX_OP;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.OUT_WAIT_STATUS;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.PRCTL;
import static io.jvisor.kernel.api.Arg.RESOURCE;
import static io.jvisor.kernel.api.Arg.SECCOMP_FLAGS;
import static io.jvisor.kernel.api.Arg.SECCOMP_OPERATION;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.STRING;
import static io.jvisor.kernel.api.Arg.STRINGS;
import static io.jvisor.kernel.api.Arg.STRING_COUNT;
import static io.jvisor.kernel.api.Arg.TIMESPEC;
import static io.jvisor.kernel.api.Arg.UINT;
import static io.jvisor.kernel.api.Arg.WAIT_OPTIONS;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/** The calls that make, end and describe processes. */
public final class ProcessProvider implements SyscallProvider {
  private static final String NO_NAMESPACES =
      "CLONE_INTO_CGROUP, CLONE_NEWTIME: EINVAL (EPERM without CAP_SYS_ADMIN)";

  @Override
  public String name() {
    return "process";
  }

  @Override
  public void register(SyscallTable.Registrar table) {
    registerLife(table);
    registerIds(table);
    registerUsers(table);
    registerThread(table);
    registerSystem(table);
  }

  private static void registerLife(SyscallTable.Registrar table) {
    table
        .partial(SyscallNumbers.CLONE, NO_NAMESPACES, CLONE_FLAGS, HEX, POINTER, POINTER, HEX)
        .by(CloneCalls::clone);
    table.partial(SyscallNumbers.CLONE3, NO_NAMESPACES, POINTER, SIZE).by(CloneCalls::clone3);
    table.full(SyscallNumbers.FORK).by(CloneCalls::fork);
    table.full(SyscallNumbers.VFORK).by(CloneCalls::vfork);
    table
        .partial(SyscallNumbers.UNSHARE, "CLONE_NEWTIME: EINVAL or EPERM", CLONE_FLAGS)
        .by(NamespaceCalls::unshare);
    table
        .partial(SyscallNumbers.SETNS, "kinds of which there is one only", FD, CLONE_FLAGS)
        .by(NamespaceCalls::setns);
    table
        .partial(
            SyscallNumbers.EXECVE, "file capabilities have no effect", PATH, STRINGS, STRING_COUNT)
        .by(ExecCalls::execve);
    table
        .partial(
            SyscallNumbers.EXECVEAT,
            "file capabilities have no effect",
            DIR_FD,
            PATH,
            STRINGS,
            STRING_COUNT,
            AT_FLAGS)
        .by(ExecCalls::execveat);
    table.full(SyscallNumbers.EXIT, INT).by(ExitCalls::exit);
    table.full(SyscallNumbers.EXIT_GROUP, INT).by(ExitCalls::exitGroup);
    table
        .full(SyscallNumbers.WAIT4, INT, OUT_WAIT_STATUS, WAIT_OPTIONS, POINTER)
        .by(WaitCalls::wait4);
    table
        .full(SyscallNumbers.WAITID, INT, INT, POINTER, WAIT_OPTIONS, POINTER)
        .by(WaitCalls::waitid);
    table
        .partial(SyscallNumbers.PIDFD_OPEN, "PIDFD_THREAD: EINVAL", INT, HEX)
        .by(PidFdCalls::pidfdOpen);
    table.full(SyscallNumbers.PIDFD_GETFD, FD, INT, HEX).by(PidFdCalls::pidfdGetfd);
    table
        .partial(SyscallNumbers.KCMP, "KCMP_EPOLL_TFD: EOPNOTSUPP", INT, INT, INT, HEX, HEX)
        .by(Kcmp::kcmp);
    table
        .partial(
            SyscallNumbers.PTRACE,
            "hardware breakpoints: ENOSPC; requests about rseq, 32-bit segments and block steps:"
                + " EIO",
            INT,
            INT,
            HEX,
            HEX)
        .by(PtraceCalls::ptrace);
    table
        .full(SyscallNumbers.PROCESS_VM_READV, INT, POINTER, SIZE, POINTER, SIZE, HEX)
        .by(ProcessMemoryCalls::readv);
    table
        .full(SyscallNumbers.PROCESS_VM_WRITEV, INT, POINTER, SIZE, POINTER, SIZE, HEX)
        .by(ProcessMemoryCalls::writev);
  }

  private static void registerIds(SyscallTable.Registrar table) {
    table.full(SyscallNumbers.GETPID).by(ProcessIds::getpid);
    table.full(SyscallNumbers.GETTID).by(ProcessIds::gettid);
    table.full(SyscallNumbers.GETPPID).by(ProcessIds::getppid);
    table.full(SyscallNumbers.GETPGRP).by(ProcessIds::getpgrp);
    table.full(SyscallNumbers.GETPGID, INT).by(ProcessIds::getpgid);
    table.full(SyscallNumbers.SETPGID, INT, INT).by(ProcessIds::setpgid);
    table.full(SyscallNumbers.GETSID, INT).by(ProcessIds::getsid);
    table.full(SyscallNumbers.SETSID).by(ProcessIds::setsid);
  }

  private static void registerUsers(SyscallTable.Registrar table) {
    table.full(SyscallNumbers.GETUID).by(UserIds::getuid);
    table.full(SyscallNumbers.GETEUID).by(UserIds::geteuid);
    table.full(SyscallNumbers.GETRESUID, POINTER, POINTER, POINTER).by(UserIds::getresuid);
    table.full(SyscallNumbers.SETUID, UINT).by(UserIds::setuid);
    table.full(SyscallNumbers.SETREUID, INT, INT).by(UserIds::setreuid);
    table.full(SyscallNumbers.SETRESUID, INT, INT, INT).by(UserIds::setresuid);
    table.full(SyscallNumbers.SETFSUID, INT).by(UserIds::setfsuid);
    table.full(SyscallNumbers.GETGID).by(GroupIds::getgid);
    table.full(SyscallNumbers.GETEGID).by(GroupIds::getegid);
    table.full(SyscallNumbers.GETRESGID, POINTER, POINTER, POINTER).by(GroupIds::getresgid);
    table.full(SyscallNumbers.SETGID, UINT).by(GroupIds::setgid);
    table.full(SyscallNumbers.SETREGID, INT, INT).by(GroupIds::setregid);
    table.full(SyscallNumbers.SETRESGID, INT, INT, INT).by(GroupIds::setresgid);
    table.full(SyscallNumbers.SETFSGID, INT).by(GroupIds::setfsgid);
    table.full(SyscallNumbers.GETGROUPS, INT, POINTER).by(GroupIds::getgroups);
    table
        .partial(SyscallNumbers.SETGROUPS, "more than 4096 groups: EINVAL", INT, POINTER)
        .by(GroupIds::setgroups);
    table.full(SyscallNumbers.CAPGET, POINTER, POINTER).by(CapabilityCalls::capget);
    table.full(SyscallNumbers.CAPSET, POINTER, POINTER).by(CapabilityCalls::capset);
  }

  private static void registerThread(SyscallTable.Registrar table) {
    table
        .partial(
            SyscallNumbers.PRCTL,
            "names, dumpable, death signal, no_new_privs, keepcaps, capabilities, secure bits,"
                + " timer slack, subreaper, seccomp, MDWE; PR_SET_THP_DISABLE is kept and has no"
                + " effect; PR_SET_TSC to SIGSEGV and all else: EINVAL; speculation: ENODEV",
            PRCTL,
            HEX,
            HEX,
            HEX,
            HEX)
        .by(Prctl::prctl);
    table
        .partial(
            SyscallNumbers.ARCH_PRCTL,
            "FS and GS base; CPUID faulting: ENODEV; else EINVAL",
            ARCH_PRCTL,
            HEX)
        .by(ArchPrctl::archPrctl);
    table
        .partial(
            SyscallNumbers.SECCOMP,
            "strict mode leaves rdtsc alone; nothing is logged",
            SECCOMP_OPERATION,
            SECCOMP_FLAGS,
            POINTER)
        .by(SeccompCalls::seccomp);
    table.full(SyscallNumbers.SET_TID_ADDRESS, POINTER).by(ThreadCalls::setTidAddress);
    table.full(SyscallNumbers.SET_ROBUST_LIST, POINTER, SIZE).by(ThreadCalls::setRobustList);
    table
        .full(SyscallNumbers.GET_ROBUST_LIST, INT, POINTER, POINTER)
        .by(ThreadCalls::getRobustList);
    table
        .partial(
            SyscallNumbers.FUTEX,
            "locks hand over by priority, and nobody inherits it; a circle of lock owners is not"
                + " found; FUTEX_*_REQUEUE_PI and FUTEX_FD: ENOSYS",
            POINTER,
            FUTEX_OP,
            INT,
            TIMESPEC,
            POINTER,
            INT)
        .by(FutexCalls::futex);
    table.full(SyscallNumbers.FUTEX_WAITV, POINTER, UINT, HEX, TIMESPEC, INT).by(FutexCalls::waitv);
    table
        .partial(
            SyscallNumbers.MEMBARRIER,
            "SYNC_CORE and RSEQ commands: EINVAL; expedited ones take milliseconds",
            INT,
            UINT,
            INT)
        .by(Membarrier::membarrier);
    table
        .partial(
            SyscallNumbers.RSEQ,
            "all of it: ENOSYS, as of a kernel built without; C libraries ask and do without"
                + " (docs/decisions)",
            POINTER,
            UINT,
            HEX,
            HEX)
        .by(ThreadCalls::rseq);
    table.full(SyscallNumbers.RESTART_SYSCALL).by(ThreadCalls::restartSyscall);
  }

  private static void registerSystem(SyscallTable.Registrar table) {
    table
        .partial(
            SyscallNumbers.GETRLIMIT,
            "RLIMIT_RTPRIO, RLIMIT_RTTIME and RLIMIT_RSS are kept, not enforced",
            RESOURCE,
            POINTER)
        .by(LimitCalls::getrlimit);
    table
        .partial(SyscallNumbers.SETRLIMIT, "as getrlimit", RESOURCE, POINTER)
        .by(LimitCalls::setrlimit);
    table
        .partial(SyscallNumbers.PRLIMIT64, "as getrlimit", INT, RESOURCE, POINTER, POINTER)
        .by(LimitCalls::prlimit64);
    table
        .partial(
            SyscallNumbers.GETRUSAGE,
            "the CPU time of one of several threads is estimated; major faults and I/O are 0",
            INT,
            POINTER)
        .by(UsageCalls::getrusage);
    table.full(SyscallNumbers.TIMES, POINTER).by(UsageCalls::times);
    table
        .partial(SyscallNumbers.SYSINFO, "buffers and swap are 0", POINTER)
        .by(UsageCalls::sysinfo);
    table.full(SyscallNumbers.UNAME, POINTER).by(SystemCalls::uname);
    table.full(SyscallNumbers.SETHOSTNAME, STRING, INT).by(SystemCalls::sethostname);
    table.full(SyscallNumbers.SETDOMAINNAME, STRING, INT).by(SystemCalls::setdomainname);
    table
        .partial(SyscallNumbers.REBOOT, "in the first PID namespace: EPERM", HEX, HEX, HEX, POINTER)
        .by(RebootCall::reboot);
    table.full(SyscallNumbers.GETRANDOM, POINTER, SIZE, HEX).by(SystemCalls::getrandom);
    table
        .partial(
            SyscallNumbers.PERSONALITY,
            "all are kept; ADDR_NO_RANDOMIZE, UNAME26 and PER_LINUX32 have their effect",
            HEX)
        .by(PersonalityCalls::personality);
    table
        .partial(SyscallNumbers.SYSLOG, "EPERM: there is no kernel log", INT, POINTER, INT)
        .by(SystemCalls::syslog);
  }
}
