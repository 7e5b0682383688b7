package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.LONG;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.FileEvents;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code truncate(2)}, {@code fallocate(2)}, {@code fadvise64(2)}, {@code readahead(2)}. */
final class SizeCalls {
  private static final int FALLOC_FL_KEEP_SIZE = 0x01;
  private static final int FALLOC_FL_PUNCH_HOLE = 0x02;
  private static final int FALLOC_FL_COLLAPSE_RANGE = 0x08;
  private static final int FALLOC_FL_ZERO_RANGE = 0x10;
  private static final int FALLOC_FL_INSERT_RANGE = 0x20;
  private static final int FALLOC_FL_UNSHARE_RANGE = 0x40;
  private static final int FALLOC_MODES = 0x7b;
  private static final int POSIX_FADV_LAST = 5;

  private SizeCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.TRUNCATE, PATH, LONG).by(SizeCalls::truncate);
    table.full(SyscallNumbers.FTRUNCATE, FD, LONG).by(SizeCalls::ftruncate);
    table.full(SyscallNumbers.FALLOCATE, FD, HEX, LONG, LONG).by(SizeCalls::fallocate);
    table.full(SyscallNumbers.FADVISE64, FD, LONG, LONG, INT).by(SizeCalls::fadvise);
    table.full(SyscallNumbers.READAHEAD, FD, LONG, SIZE).by(SizeCalls::readahead);
  }

  private static long truncate(Task task, long path, long length) throws ErrnoException {
    if (length < 0) {
      throw Errno.EINVAL.exception();
    }
    VfsPath file = PathArguments.resolve(task, AtFlags.AT_FDCWD, path, Lookup.FOLLOW);
    int type = file.inode().mode() & Stat.S_IFMT;
    if (type == Stat.S_IFDIR) {
      throw Errno.EISDIR.exception();
    }
    if (type != Stat.S_IFREG) {
      throw Errno.EINVAL.exception();
    }
    Vfs.checkAccess(task, task.credentials(), file, Access.W_OK);
    checkSizeLimit(task, length);
    AttributeChange change = new AttributeChange();
    change.valid = AttributeChange.SIZE;
    change.size = length;
    Vfs.setAttributes(task, file, change);
    return 0;
  }

  private static long ftruncate(Task task, long fd, long length) throws ErrnoException {
    if (length < 0) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (!file.isWritable()) {
        throw Errno.EINVAL.exception();
      }
      checkSizeLimit(task, length);
      file.truncate(task, length);
      return 0;
    } finally {
      file.release();
    }
  }

  /** Past {@code RLIMIT_FSIZE} the task gets {@code SIGXFSZ} and the call {@code EFBIG}. */
  private static void checkSizeLimit(Task task, long length) throws ErrnoException {
    long limit = task.softLimit(Resource.RLIMIT_FSIZE);
    if (limit >= 0 && length > limit) {
      task.raise(Signals.SIGXFSZ);
      throw Errno.EFBIG.exception();
    }
  }

  /** The order of the checks is that of {@code vfs_fallocate}. */
  private static long fallocate(Task task, long fd, long modeArgument, long offset, long length)
      throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      int mode = (int) modeArgument;
      if (offset < 0 || length <= 0) {
        throw Errno.EINVAL.exception();
      }
      if ((mode & ~FALLOC_MODES) != 0 || !isOneOperation(mode)) {
        throw Errno.EOPNOTSUPP.exception();
      }
      if (!file.isWritable()) {
        throw Errno.EBADF.exception();
      }
      FileStatus status = new FileStatus();
      file.status(task, status);
      switch (status.mode & Stat.S_IFMT) {
        case Stat.S_IFREG -> {}
        case Stat.S_IFIFO -> throw Errno.ESPIPE.exception();
        case Stat.S_IFDIR -> throw Errno.EISDIR.exception();
        default -> throw Errno.ENODEV.exception();
      }
      if (offset > Long.MAX_VALUE - length) {
        throw Errno.EFBIG.exception();
      }
      if (mode == 0) {
        checkSizeLimit(task, offset + length);
      }
      file.allocate(task, mode, offset, length);
      FileEvents.written(file);
      return 0;
    } finally {
      file.release();
    }
  }

  /** Which flags may stand together. */
  private static boolean isOneOperation(int mode) {
    return switch (mode & ~FALLOC_FL_KEEP_SIZE) {
      case 0, FALLOC_FL_ZERO_RANGE, FALLOC_FL_UNSHARE_RANGE -> true;
      case FALLOC_FL_PUNCH_HOLE -> (mode & FALLOC_FL_KEEP_SIZE) != 0;
      case FALLOC_FL_COLLAPSE_RANGE, FALLOC_FL_INSERT_RANGE -> (mode & FALLOC_FL_KEEP_SIZE) == 0;
      default -> false;
    };
  }

  /** Advice changes nothing that a program could see, so it is checked and not used. */
  private static long fadvise(Task task, long fd, long offset, long length, long advice)
      throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      FileStatus status = new FileStatus();
      file.status(task, status);
      if ((status.mode & Stat.S_IFMT) == Stat.S_IFIFO) {
        throw Errno.ESPIPE.exception();
      }
      if (length < 0 || advice < 0 || advice > POSIX_FADV_LAST) {
        throw Errno.EINVAL.exception();
      }
      return 0;
    } finally {
      file.release();
    }
  }

  private static long readahead(Task task, long fd, long offset, long count) throws ErrnoException {
    FileDescription file = ReadWriteCalls.readable(task, fd);
    try {
      FileStatus status = new FileStatus();
      file.status(task, status);
      int type = status.mode & Stat.S_IFMT;
      if (type != Stat.S_IFREG && type != Stat.S_IFBLK) {
        throw Errno.EINVAL.exception();
      }
      return 0;
    } finally {
      file.release();
    }
  }
}
