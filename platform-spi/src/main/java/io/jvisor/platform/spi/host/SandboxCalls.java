package io.jvisor.platform.spi.host;

import static io.jvisor.kernel.api.abi.SyscallNumbers.*;

/**
 * The host calls that the sandbox process can still make once guest code runs. What is not here is
 * {@code EPERM}: above all whatever takes a path, makes a socket, starts a program or a process, or
 * changes a namespace or an identity.
 */
final class SandboxCalls {
  private static final int AT_EMPTY_PATH = 0x1000;

  /** Would put words into the mouth of whoever sits at the caller's terminal. */
  private static final int TIOCSTI = 0x5412;

  private static final int TIOCLINUX = 0x541c;

  private SandboxCalls() {}

  /**
   * The filter.
   *
   * @param directory where names can still be removed; -1 for none
   * @param platform what the platform calls besides
   */
  static SeccompProgram program(int directory, int[] platform) {
    return JavaCalls.program()
        // The gofer, and connections that were made before.
        .allow(RECVMSG, SENDMSG, SHUTDOWN, SENDTO, RECVFROM, SENDMMSG, RECVMMSG, GETSOCKOPT)
        // Children: the gofer, and what the platform runs guests in.
        .allow(WAIT4, KILL)
        .allow(platform)
        // Guest memory, and files of the kernel's own.
        .allow(MEMFD_CREATE, FTRUNCATE, FALLOCATE, MSYNC)
        // Files, by descriptors that others have opened.
        .allow(PWRITE64, READV, WRITEV, PREADV, PWRITEV, PREADV2, PWRITEV2)
        .allow(FSTATFS, FSYNC, FDATASYNC, FADVISE64, SYNC_FILE_RANGE, FLOCK)
        .allow(DUP, DUP3, CLOSE_RANGE)
        .allowIfSet(STATX, 2, AT_EMPTY_PATH)
        .allowUnlessAny(IOCTL, 1, TIOCSTI, TIOCLINUX)
        .allow(PIPE2, EVENTFD2, EPOLL_CREATE1, EPOLL_CTL, EPOLL_WAIT, EPOLL_PWAIT, POLL, PPOLL)
        // The mark in the state directory says that the container runs, and goes at its end.
        .allowIfAny(UNLINKAT, 0, directory);
  }
}
