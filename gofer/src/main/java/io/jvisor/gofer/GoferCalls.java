package io.jvisor.gofer;

import static io.jvisor.kernel.api.abi.SyscallNumbers.*;

import io.jvisor.platform.spi.host.JavaCalls;
import io.jvisor.platform.spi.host.SeccompProgram;

/**
 * The host calls that the gofer can still make once it serves: those on files, by descriptor and
 * name. There is no new socket among them, no program that is started, no other process.
 */
final class GoferCalls {
  /** {@code listxattrat(2)}, since Linux 6.13. */
  private static final int LISTXATTRAT = 465;

  private GoferCalls() {}

  /**
   * The filter.
   *
   * @param writable whether a tree may be changed
   */
  static SeccompProgram program(boolean writable) {
    SeccompProgram program =
        JavaCalls.program()
            .allow(RECVMSG, SENDMSG, SHUTDOWN)
            .allow(OPENAT, STATX, READLINKAT, GETDENTS64, FSTATFS, FGETXATTR, FLISTXATTR)
            .allow(LISTXATTRAT, CLOSE_RANGE);
    if (writable) {
      program
          .allow(PWRITE64, PWRITEV2, FTRUNCATE, FALLOCATE, FSYNC, FDATASYNC, UTIMENSAT)
          .allow(MKDIRAT, MKNODAT, SYMLINKAT, LINKAT, UNLINKAT, RENAMEAT2)
          .allow(FCHMOD, FCHMODAT2, FCHOWNAT, FSETXATTR, FREMOVEXATTR);
    }
    return program;
  }
}
