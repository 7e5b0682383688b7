package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FCNTL_COMMAND;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Fcntl;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;

/** {@code fcntl(2)}. */
final class FcntlCalls {
  private FcntlCalls() {}

  static void register(Registrar table) {
    table
        .partial(
            SyscallNumbers.FCNTL,
            "record locks, F_SETOWN, F_SETSIG, F_SETPIPE_SZ, seals, leases: EINVAL",
            FD,
            FCNTL_COMMAND,
            HEX)
        .by(FcntlCalls::fcntl);
  }

  private static long fcntl(Task task, long fd, long command, long argument)
      throws ErrnoException {
    FileDescription file = Descriptors.getRaw(task, fd);
    try {
      boolean path = (file.statusFlags() & OpenFlags.O_PATH) != 0;
      return switch ((int) command) {
        case Fcntl.F_DUPFD -> duplicate(task, file, argument, false);
        case Fcntl.F_DUPFD_CLOEXEC -> duplicate(task, file, argument, true);
        case Fcntl.F_GETFD -> task.files().isCloseOnExec((int) fd) ? Fcntl.FD_CLOEXEC : 0;
        case Fcntl.F_SETFD -> {
          task.files().setCloseOnExec((int) fd, (argument & Fcntl.FD_CLOEXEC) != 0);
          yield 0;
        }
        case Fcntl.F_GETFL -> file.statusFlags();
        case Fcntl.F_DUPFD_QUERY -> isSame(task, file, argument);
        default -> {
          if (path) {
            throw Errno.EBADF.exception();
          }
          yield ofDescription(file, (int) command, argument);
        }
      };
    } finally {
      file.release();
    }
  }

  private static long duplicate(Task task, FileDescription file, long least, boolean cloexec)
      throws ErrnoException {
    long limit = Descriptors.limit(task);
    if ((int) least < 0 || (limit >= 0 && (int) least >= limit)) {
      throw Errno.EINVAL.exception();
    }
    file.retain();
    try {
      return task.files().install(file, (int) least, limit, cloexec);
    } catch (ErrnoException error) {
      file.release();
      throw error;
    }
  }

  private static long isSame(Task task, FileDescription file, long other) throws ErrnoException {
    FileDescription second = Descriptors.getRaw(task, other);
    second.release();
    return second == file ? 1 : 0;
  }

  private static long ofDescription(FileDescription file, int command, long argument)
      throws ErrnoException {
    return switch (command) {
      case Fcntl.F_SETFL -> {
        file.setStatusFlags((int) argument);
        yield 0;
      }
      default -> throw Errno.EINVAL.exception();
    };
  }
}
