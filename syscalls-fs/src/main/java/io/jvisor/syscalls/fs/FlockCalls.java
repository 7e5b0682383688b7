package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.FileLocks;
import io.jvisor.vfs.OpenFile;

/** {@code flock(2)}. */
final class FlockCalls {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;

  /** Mandatory locks, which Linux 5.15 dropped: asked for, they do nothing. */
  private static final int LOCK_MAND = 32;

  private FlockCalls() {}

  static void register(Registrar table) {
    table
        .partial(SyscallNumbers.FLOCK, "files without a place in the tree: EINVAL", FD, HEX)
        .by(FlockCalls::flock);
  }

  private static long flock(Task task, long fd, long operation) throws ErrnoException {
    if (((int) operation & LOCK_MAND) != 0) {
      return 0;
    }
    int what = (int) operation & ~LOCK_NB;
    if (what != LOCK_SH && what != LOCK_EX && what != LOCK_UN) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (!(file instanceof OpenFile open)) {
        throw Errno.EINVAL.exception();
      }
      FileLocks locks = open.inode().locks();
      if (what != LOCK_UN && !file.isReadable() && !file.isWritable()) {
        throw Errno.EBADF.exception();
      }
      if (what == LOCK_UN) {
        locks.unlockFlock(file);
      } else {
        locks.flock(task, file, what == LOCK_EX, ((int) operation & LOCK_NB) == 0);
      }
      return 0;
    } finally {
      file.release();
    }
  }
}
