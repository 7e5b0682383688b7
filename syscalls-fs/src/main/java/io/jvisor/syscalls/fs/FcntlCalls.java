package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FCNTL_COMMAND;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Fcntl;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.syscalls.fs.async.DirectoryNotices;
import io.jvisor.syscalls.fs.async.OwnerCalls;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.pipefs.PipeFile;

/** {@code fcntl(2)}. */
final class FcntlCalls {
  private FcntlCalls() {}

  static void register(Registrar table) {
    table
        .partial(SyscallNumbers.FCNTL, "F_SETLEASE, write hints: EINVAL", FD, FCNTL_COMMAND, HEX)
        .by(FcntlCalls::fcntl);
  }

  private static long fcntl(Task task, long fd, long command, long argument) throws ErrnoException {
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
          yield ofDescription(task, file, (int) fd, (int) command, argument);
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

  private static long ofDescription(
      Task task, FileDescription file, int fd, int command, long argument) throws ErrnoException {
    return switch (command) {
      case Fcntl.F_SETFL -> {
        setFlags(task, file, fd, (int) argument);
        yield 0;
      }
      case Fcntl.F_GETLK, Fcntl.F_OFD_GETLK -> RecordLockCalls.get(task, file, command, argument);
      case Fcntl.F_SETLK, Fcntl.F_SETLKW, Fcntl.F_OFD_SETLK, Fcntl.F_OFD_SETLKW ->
          RecordLockCalls.set(task, file, command, argument);
      case Fcntl.F_GETPIPE_SZ -> pipe(file).capacity();
      case Fcntl.F_SETPIPE_SZ -> pipe(file).setCapacity(task, argument & 0xffffffffL);
      case Fcntl.F_SETOWN -> OwnerCalls.set(task, file, (int) argument);
      case Fcntl.F_GETOWN -> OwnerCalls.get(task, file);
      case Fcntl.F_SETOWN_EX -> OwnerCalls.setExtended(task, file, argument);
      case Fcntl.F_GETOWN_EX -> OwnerCalls.getExtended(task, file, argument);
      case Fcntl.F_GETOWNER_UIDS -> OwnerCalls.getUsers(task, file, argument);
      case Fcntl.F_SETSIG -> OwnerCalls.setSignal(task, file, argument);
      case Fcntl.F_GETSIG -> OwnerCalls.getSignal(task, file);
      case Fcntl.F_NOTIFY -> {
        DirectoryNotices.set(task, file, fd, (int) argument);
        yield 0;
      }
      case Fcntl.F_GETLEASE -> Fcntl.F_UNLCK; // nobody can have one
      case Fcntl.F_GET_SEALS -> sealable(file).seals();
      case Fcntl.F_ADD_SEALS -> {
        sealable(file).addSeals(task, (int) argument);
        yield 0;
      }
      default -> throw Errno.EINVAL.exception();
    };
  }

  private static PipeFile pipe(FileDescription file) throws ErrnoException {
    if (file instanceof PipeFile pipe) {
      return pipe;
    }
    throw Errno.EBADF.exception();
  }

  private static Sealable sealable(FileDescription file) throws ErrnoException {
    if (file instanceof Sealable sealable) {
      return sealable;
    }
    throw Errno.EINVAL.exception();
  }

  /** {@code O_NOATIME} is for the owner. */
  private static void setFlags(Task task, FileDescription file, int fd, int flags)
      throws ErrnoException {
    if ((flags & ~file.statusFlags() & OpenFlags.O_NOATIME) != 0) {
      FileStatus status = new FileStatus();
      file.status(task, status);
      Credentials credentials = task.credentials();
      if (status.uid != credentials.fsuid()
          && !credentials.hasOver(Capability.FOWNER, status.uid, status.gid)) {
        throw Errno.EPERM.exception();
      }
    }
    OwnerCalls.setFlags(task, file, fd, flags);
  }
}
