package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.abi.Fcntl;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.Madvice;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.task.CloneFlags;
import io.jvisor.kernel.core.task.WaitOperation;

/** The names that calls of files and memory show. */
final class Names {
  /** Flags of {@code open(2)} without the access mode. */
  static final NameTable OPEN =
      new NameTable(
          "O_???",
          "O_TMPFILE", OpenFlags.O_TMPFILE,
          "O_SYNC", OpenFlags.O_SYNC,
          "O_CREAT", OpenFlags.O_CREAT,
          "O_EXCL", OpenFlags.O_EXCL,
          "O_NOCTTY", OpenFlags.O_NOCTTY,
          "O_TRUNC", OpenFlags.O_TRUNC,
          "O_APPEND", OpenFlags.O_APPEND,
          "O_NONBLOCK", OpenFlags.O_NONBLOCK,
          "O_DSYNC", OpenFlags.O_DSYNC,
          "O_ASYNC", OpenFlags.O_ASYNC,
          "O_DIRECT", OpenFlags.O_DIRECT,
          "O_LARGEFILE", OpenFlags.O_LARGEFILE,
          "O_DIRECTORY", OpenFlags.O_DIRECTORY,
          "O_NOFOLLOW", OpenFlags.O_NOFOLLOW,
          "O_NOATIME", OpenFlags.O_NOATIME,
          "O_CLOEXEC", OpenFlags.O_CLOEXEC,
          "O_PATH", OpenFlags.O_PATH);

  /** Page protections. */
  static final NameTable PROT =
      new NameTable(
          "PROT_???",
          "PROT_NONE", Prot.PROT_NONE,
          "PROT_READ", Prot.PROT_READ,
          "PROT_WRITE", Prot.PROT_WRITE,
          "PROT_EXEC", Prot.PROT_EXEC,
          "PROT_GROWSDOWN", Prot.PROT_GROWSDOWN,
          "PROT_GROWSUP", Prot.PROT_GROWSUP);

  /** Flags of {@code mmap(2)} without the type. */
  static final NameTable MAP =
      new NameTable(
          "MAP_???",
          "MAP_FIXED", MapFlags.MAP_FIXED,
          "MAP_ANONYMOUS", MapFlags.MAP_ANONYMOUS,
          "MAP_32BIT", MapFlags.MAP_32BIT,
          "MAP_GROWSDOWN", MapFlags.MAP_GROWSDOWN,
          "MAP_DENYWRITE", MapFlags.MAP_DENYWRITE,
          "MAP_EXECUTABLE", MapFlags.MAP_EXECUTABLE,
          "MAP_LOCKED", MapFlags.MAP_LOCKED,
          "MAP_NORESERVE", MapFlags.MAP_NORESERVE,
          "MAP_POPULATE", MapFlags.MAP_POPULATE,
          "MAP_NONBLOCK", MapFlags.MAP_NONBLOCK,
          "MAP_STACK", MapFlags.MAP_STACK,
          "MAP_HUGETLB", MapFlags.MAP_HUGETLB,
          "MAP_SYNC", MapFlags.MAP_SYNC,
          "MAP_FIXED_NOREPLACE", MapFlags.MAP_FIXED_NOREPLACE);

  /** Types of {@code mmap(2)}. */
  static final NameTable MAP_TYPE =
      new NameTable(
          "MAP_???",
          "MAP_SHARED", MapFlags.MAP_SHARED,
          "MAP_PRIVATE", MapFlags.MAP_PRIVATE,
          "MAP_SHARED_VALIDATE", MapFlags.MAP_SHARED_VALIDATE);

  /** Operations of {@code madvise(2)}. */
  static final NameTable MADVICE =
      new NameTable(
          "MADV_???",
          "MADV_NORMAL", Madvice.MADV_NORMAL,
          "MADV_RANDOM", Madvice.MADV_RANDOM,
          "MADV_SEQUENTIAL", Madvice.MADV_SEQUENTIAL,
          "MADV_WILLNEED", Madvice.MADV_WILLNEED,
          "MADV_DONTNEED", Madvice.MADV_DONTNEED,
          "MADV_FREE", Madvice.MADV_FREE,
          "MADV_REMOVE", Madvice.MADV_REMOVE,
          "MADV_DONTFORK", Madvice.MADV_DONTFORK,
          "MADV_DOFORK", Madvice.MADV_DOFORK,
          "MADV_MERGEABLE", Madvice.MADV_MERGEABLE,
          "MADV_UNMERGEABLE", Madvice.MADV_UNMERGEABLE,
          "MADV_HUGEPAGE", Madvice.MADV_HUGEPAGE,
          "MADV_NOHUGEPAGE", Madvice.MADV_NOHUGEPAGE,
          "MADV_DONTDUMP", Madvice.MADV_DONTDUMP,
          "MADV_DODUMP", Madvice.MADV_DODUMP,
          "MADV_WIPEONFORK", Madvice.MADV_WIPEONFORK,
          "MADV_KEEPONFORK", Madvice.MADV_KEEPONFORK,
          "MADV_COLD", Madvice.MADV_COLD,
          "MADV_PAGEOUT", Madvice.MADV_PAGEOUT,
          "MADV_POPULATE_READ", Madvice.MADV_POPULATE_READ,
          "MADV_POPULATE_WRITE", Madvice.MADV_POPULATE_WRITE,
          "MADV_DONTNEED_LOCKED", Madvice.MADV_DONTNEED_LOCKED,
          "MADV_COLLAPSE", Madvice.MADV_COLLAPSE,
          "MADV_HWPOISON", Madvice.MADV_HWPOISON,
          "MADV_SOFT_OFFLINE", Madvice.MADV_SOFT_OFFLINE);

  /** Operations of {@code fcntl(2)}. */
  static final NameTable FCNTL =
      new NameTable(
          "F_???",
          "F_DUPFD", Fcntl.F_DUPFD,
          "F_GETFD", Fcntl.F_GETFD,
          "F_SETFD", Fcntl.F_SETFD,
          "F_GETFL", Fcntl.F_GETFL,
          "F_SETFL", Fcntl.F_SETFL,
          "F_GETLK", Fcntl.F_GETLK,
          "F_SETLK", Fcntl.F_SETLK,
          "F_SETLKW", Fcntl.F_SETLKW,
          "F_SETOWN", Fcntl.F_SETOWN,
          "F_GETOWN", Fcntl.F_GETOWN,
          "F_SETSIG", Fcntl.F_SETSIG,
          "F_GETSIG", Fcntl.F_GETSIG,
          "F_SETOWN_EX", Fcntl.F_SETOWN_EX,
          "F_GETOWN_EX", Fcntl.F_GETOWN_EX,
          "F_GETOWNER_UIDS", Fcntl.F_GETOWNER_UIDS,
          "F_OFD_GETLK", Fcntl.F_OFD_GETLK,
          "F_OFD_SETLK", Fcntl.F_OFD_SETLK,
          "F_OFD_SETLKW", Fcntl.F_OFD_SETLKW,
          "F_SETLEASE", Fcntl.F_SETLEASE,
          "F_GETLEASE", Fcntl.F_GETLEASE,
          "F_NOTIFY", Fcntl.F_NOTIFY,
          "F_DUPFD_QUERY", Fcntl.F_DUPFD_QUERY,
          "F_CREATED_QUERY", Fcntl.F_CREATED_QUERY,
          "F_CANCELLK", Fcntl.F_CANCELLK,
          "F_DUPFD_CLOEXEC", Fcntl.F_DUPFD_CLOEXEC,
          "F_SETPIPE_SZ", Fcntl.F_SETPIPE_SZ,
          "F_GETPIPE_SZ", Fcntl.F_GETPIPE_SZ,
          "F_ADD_SEALS", Fcntl.F_ADD_SEALS,
          "F_GET_SEALS", Fcntl.F_GET_SEALS,
          "F_GET_RW_HINT", Fcntl.F_GET_RW_HINT,
          "F_SET_RW_HINT", Fcntl.F_SET_RW_HINT,
          "F_GET_FILE_RW_HINT", Fcntl.F_GET_FILE_RW_HINT,
          "F_SET_FILE_RW_HINT", Fcntl.F_SET_FILE_RW_HINT);

  /** Operations of {@code ioctl(2)}. */
  static final NameTable IOCTL =
      new NameTable(
          "???",
          "TCGETS", Ioctl.TCGETS,
          "TCSETS", Ioctl.TCSETS,
          "TCSETSW", Ioctl.TCSETSW,
          "TCSETSF", Ioctl.TCSETSF,
          "TCSBRK", Ioctl.TCSBRK,
          "TCXONC", Ioctl.TCXONC,
          "TCFLSH", Ioctl.TCFLSH,
          "TIOCEXCL", Ioctl.TIOCEXCL,
          "TIOCNXCL", Ioctl.TIOCNXCL,
          "TIOCSCTTY", Ioctl.TIOCSCTTY,
          "TIOCGPGRP", Ioctl.TIOCGPGRP,
          "TIOCSPGRP", Ioctl.TIOCSPGRP,
          "TIOCOUTQ", Ioctl.TIOCOUTQ,
          "TIOCSTI", Ioctl.TIOCSTI,
          "TIOCGWINSZ", Ioctl.TIOCGWINSZ,
          "TIOCSWINSZ", Ioctl.TIOCSWINSZ,
          "FIONREAD", Ioctl.FIONREAD,
          "FIONBIO", Ioctl.FIONBIO,
          "TIOCNOTTY", Ioctl.TIOCNOTTY,
          "TCSBRKP", Ioctl.TCSBRKP,
          "TIOCGSID", Ioctl.TIOCGSID,
          "TIOCGPTN", Ioctl.TIOCGPTN,
          "TIOCSPTLCK", Ioctl.TIOCSPTLCK,
          "TIOCGPTLCK", Ioctl.TIOCGPTLCK,
          "TIOCGPTPEER", Ioctl.TIOCGPTPEER,
          "FIONCLEX", Ioctl.FIONCLEX,
          "FIOCLEX", Ioctl.FIOCLEX,
          "FIOASYNC", Ioctl.FIOASYNC,
          "FIOQSIZE", Ioctl.FIOQSIZE,
          "FIBMAP", Ioctl.FIBMAP,
          "FIGETBSZ", Ioctl.FIGETBSZ);

  /** Resources of {@code getrlimit(2)}. */
  static final NameTable RESOURCE =
      new NameTable(
          "RLIMIT_???",
          "RLIMIT_CPU", Resource.RLIMIT_CPU,
          "RLIMIT_FSIZE", Resource.RLIMIT_FSIZE,
          "RLIMIT_DATA", Resource.RLIMIT_DATA,
          "RLIMIT_STACK", Resource.RLIMIT_STACK,
          "RLIMIT_CORE", Resource.RLIMIT_CORE,
          "RLIMIT_RSS", Resource.RLIMIT_RSS,
          "RLIMIT_NPROC", Resource.RLIMIT_NPROC,
          "RLIMIT_NOFILE", Resource.RLIMIT_NOFILE,
          "RLIMIT_MEMLOCK", Resource.RLIMIT_MEMLOCK,
          "RLIMIT_AS", Resource.RLIMIT_AS,
          "RLIMIT_LOCKS", Resource.RLIMIT_LOCKS,
          "RLIMIT_SIGPENDING", Resource.RLIMIT_SIGPENDING,
          "RLIMIT_MSGQUEUE", Resource.RLIMIT_MSGQUEUE,
          "RLIMIT_NICE", Resource.RLIMIT_NICE,
          "RLIMIT_RTPRIO", Resource.RLIMIT_RTPRIO,
          "RLIMIT_RTTIME", Resource.RLIMIT_RTTIME);

  /** Flags of {@code clone(2)} without the exit signal. */
  static final NameTable CLONE =
      new NameTable(
          "CLONE_???",
          "CLONE_VM", CloneFlags.CLONE_VM,
          "CLONE_FS", CloneFlags.CLONE_FS,
          "CLONE_FILES", CloneFlags.CLONE_FILES,
          "CLONE_SIGHAND", CloneFlags.CLONE_SIGHAND,
          "CLONE_PIDFD", CloneFlags.CLONE_PIDFD,
          "CLONE_PTRACE", CloneFlags.CLONE_PTRACE,
          "CLONE_VFORK", CloneFlags.CLONE_VFORK,
          "CLONE_PARENT", CloneFlags.CLONE_PARENT,
          "CLONE_THREAD", CloneFlags.CLONE_THREAD,
          "CLONE_NEWNS", CloneFlags.CLONE_NEWNS,
          "CLONE_SYSVSEM", CloneFlags.CLONE_SYSVSEM,
          "CLONE_SETTLS", CloneFlags.CLONE_SETTLS,
          "CLONE_PARENT_SETTID", CloneFlags.CLONE_PARENT_SETTID,
          "CLONE_CHILD_CLEARTID", CloneFlags.CLONE_CHILD_CLEARTID,
          "CLONE_DETACHED", CloneFlags.CLONE_DETACHED,
          "CLONE_UNTRACED", CloneFlags.CLONE_UNTRACED,
          "CLONE_CHILD_SETTID", CloneFlags.CLONE_CHILD_SETTID,
          "CLONE_NEWCGROUP", CloneFlags.CLONE_NEWCGROUP,
          "CLONE_NEWUTS", CloneFlags.CLONE_NEWUTS,
          "CLONE_NEWIPC", CloneFlags.CLONE_NEWIPC,
          "CLONE_NEWUSER", CloneFlags.CLONE_NEWUSER,
          "CLONE_NEWPID", CloneFlags.CLONE_NEWPID,
          "CLONE_NEWNET", CloneFlags.CLONE_NEWNET,
          "CLONE_IO", CloneFlags.CLONE_IO,
          "CLONE_CLEAR_SIGHAND", CloneFlags.CLONE_CLEAR_SIGHAND,
          "CLONE_INTO_CGROUP", CloneFlags.CLONE_INTO_CGROUP);

  /** Options of {@code waitid(2)}. */
  static final NameTable WAIT =
      new NameTable(
          "W???",
          "WNOHANG", WaitOperation.WNOHANG,
          "WSTOPPED", WaitOperation.WSTOPPED,
          "WEXITED", WaitOperation.WEXITED,
          "WCONTINUED", WaitOperation.WCONTINUED,
          "WNOWAIT", WaitOperation.WNOWAIT,
          "WNOTHREAD", WaitOperation.WNOTHREAD,
          "WALL", WaitOperation.WALL,
          "WCLONE", WaitOperation.WCLONE);

  /** Flags of {@code sigaction(2)}. */
  static final NameTable SIGACTION =
      new NameTable(
          "SA_???",
          "SA_NOCLDSTOP", SigAction.SA_NOCLDSTOP,
          "SA_NOCLDWAIT", SigAction.SA_NOCLDWAIT,
          "SA_SIGINFO", SigAction.SA_SIGINFO,
          "SA_EXPOSE_TAGBITS", SigAction.SA_EXPOSE_TAGBITS,
          "SA_RESTORER", SigAction.SA_RESTORER,
          "SA_ONSTACK", SigAction.SA_ONSTACK,
          "SA_RESTART", SigAction.SA_RESTART,
          "SA_NODEFER", SigAction.SA_NODEFER,
          "SA_RESETHAND", SigAction.SA_RESETHAND);

  private Names() {}
}
