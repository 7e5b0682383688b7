package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.LONG;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.OpenFile;

/** {@code fsync(2)}, {@code sync(2)}, {@code sync_file_range(2)}. */
final class SyncCalls {
  private static final int SYNC_FILE_RANGE_FLAGS = 7;

  private SyncCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.FSYNC, FD).by(SyncCalls::fsync);
    table.full(SyscallNumbers.FDATASYNC, FD).by(SyncCalls::fdatasync);
    table.full(SyscallNumbers.SYNC).by(SyncCalls::syncAll);
    table.full(SyscallNumbers.SYNCFS, FD).by(SyncCalls::syncfs);
    table.full(SyscallNumbers.SYNC_FILE_RANGE, FD, LONG, LONG, HEX).by(SyncCalls::syncFileRange);
  }

  private static long fsync(Task task, long fd) throws ErrnoException {
    return sync(task, fd, false);
  }

  private static long fdatasync(Task task, long fd) throws ErrnoException {
    return sync(task, fd, true);
  }

  private static long sync(Task task, long fd, boolean dataOnly) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      file.sync(task, dataOnly);
      return 0;
    } finally {
      file.release();
    }
  }

  /** {@code sync(2)} is always successful. */
  private static long syncAll(Task task) {
    for (FileSystem fileSystem : PathArguments.context(task).namespace().fileSystems()) {
      try {
        fileSystem.sync();
      } catch (ErrnoException error) {
        // The call has no way to tell; the others are written all the same.
      }
    }
    return 0;
  }

  private static long syncfs(Task task, long fd) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (file instanceof OpenFile open) {
        open.path().mount().fileSystem().sync();
      }
      return 0;
    } finally {
      file.release();
    }
  }

  /** More may be written than was asked for: the data of the whole file. */
  private static long syncFileRange(Task task, long fd, long offset, long length, long flags)
      throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (offset < 0
          || length < 0
          || offset > Long.MAX_VALUE - length
          || ((int) flags & ~SYNC_FILE_RANGE_FLAGS) != 0) {
        throw Errno.EINVAL.exception();
      }
      FileStatus status = new FileStatus();
      file.status(task, status);
      switch (status.mode & Stat.S_IFMT) {
        case Stat.S_IFREG, Stat.S_IFDIR, Stat.S_IFBLK, Stat.S_IFLNK -> {}
        default -> throw Errno.ESPIPE.exception();
      }
      if ((int) flags != 0) {
        file.sync(task, true);
      }
      return 0;
    } finally {
      file.release();
    }
  }
}
