package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.IOCTL_REQUEST;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.syscalls.fs.async.OwnerCalls;

/** {@code ioctl(2)}: what every file answers; the rest is the description's own. */
final class IoctlCalls {
  /** {@code struct file_clone_range}, which begins with the source's descriptor. */
  private static final int FILE_CLONE_RANGE_BYTES = 32;

  private IoctlCalls() {}

  static void register(Registrar table) {
    table
        .partial(
            SyscallNumbers.IOCTL,
            "FIBMAP, FS_IOC_*, FIOASYNC of sockets: ENOTTY; FICLONE: EOPNOTSUPP; TIOCCONS: EPERM",
            FD,
            IOCTL_REQUEST,
            POINTER)
        .by(IoctlCalls::ioctl);
  }

  private static long ioctl(Task task, long fd, long request, long argument) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      switch ((int) request) {
        case Ioctl.FIOCLEX -> task.files().setCloseOnExec((int) fd, true);
        case Ioctl.FIONCLEX -> task.files().setCloseOnExec((int) fd, false);
        case Ioctl.FIONBIO -> setNonBlocking(task, file, argument);
        case Ioctl.FIOASYNC -> setAsync(task, file, (int) fd, argument);
        case Ioctl.FIOQSIZE -> tellSize(task, file, argument);
        case Ioctl.FICLONE -> refuseClone(task, file, argument);
        case Ioctl.FICLONERANGE -> {
          long source = task.memory().readLong(argument);
          task.memory().readLong(argument + FILE_CLONE_RANGE_BYTES - Long.BYTES);
          refuseClone(task, file, source);
        }
        case Ioctl.FIONREAD -> {
          return tellReadable(task, file, argument);
        }
        default -> {
          Terminal terminal = file.terminal();
          if (terminal != null) {
            return TerminalCalls.ioctl(task, file, terminal, (int) request, argument);
          }
          return file.ioctl(task, (int) request, argument);
        }
      }
      return 0;
    } finally {
      file.release();
    }
  }

  private static void setNonBlocking(Task task, FileDescription file, long argument)
      throws ErrnoException {
    boolean on = task.memory().readInt(argument) != 0;
    int flags = file.statusFlags();
    file.setStatusFlags(on ? flags | OpenFlags.O_NONBLOCK : flags & ~OpenFlags.O_NONBLOCK);
  }

  private static void setAsync(Task task, FileDescription file, int fd, long argument)
      throws ErrnoException {
    boolean on = task.memory().readInt(argument) != 0;
    int flags = file.statusFlags();
    if (on != ((flags & OpenFlags.O_ASYNC) != 0) && !file.sendsSignals()) {
      throw Errno.ENOTTY.exception();
    }
    OwnerCalls.setFlags(
        task, file, fd, on ? flags | OpenFlags.O_ASYNC : flags & ~OpenFlags.O_ASYNC);
  }

  private static void tellSize(Task task, FileDescription file, long argument)
      throws ErrnoException {
    FileStatus status = new FileStatus();
    file.status(task, status);
    switch (status.mode & Stat.S_IFMT) {
      case Stat.S_IFREG, Stat.S_IFDIR, Stat.S_IFLNK ->
          task.memory().writeLong(argument, status.size);
      default -> throw Errno.ENOTTY.exception();
    }
  }

  /** No file system shares blocks between files: what it says depends on the two files. */
  private static void refuseClone(Task task, FileDescription target, long sourceFd)
      throws ErrnoException {
    FileDescription source = Descriptors.get(task, sourceFd);
    try {
      FileStatus from = new FileStatus();
      source.status(task, from);
      FileStatus to = new FileStatus();
      target.status(task, to);
      if (from.device != to.device) {
        throw Errno.EXDEV.exception();
      }
      int fromType = from.mode & Stat.S_IFMT;
      int toType = to.mode & Stat.S_IFMT;
      if (fromType == Stat.S_IFDIR || toType == Stat.S_IFDIR) {
        throw Errno.EISDIR.exception();
      }
      if (fromType != Stat.S_IFREG || toType != Stat.S_IFREG) {
        throw Errno.EINVAL.exception();
      }
      if (!source.isReadable()
          || !target.isWritable()
          || (target.statusFlags() & OpenFlags.O_APPEND) != 0) {
        throw Errno.EBADF.exception();
      }
      throw Errno.EOPNOTSUPP.exception();
    } finally {
      source.release();
    }
  }

  /** For regular files: what lies between the position and the end. */
  private static long tellReadable(Task task, FileDescription file, long argument)
      throws ErrnoException {
    FileStatus status = new FileStatus();
    file.status(task, status);
    if ((status.mode & Stat.S_IFMT) != Stat.S_IFREG) {
      return file.ioctl(task, Ioctl.FIONREAD, argument);
    }
    long position = file.seek(task, 0, Seek.SEEK_CUR);
    task.memory().writeInt(argument, (int) (status.size - position));
    return 0;
  }
}
