package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Stat;

/** What every write to a regular file has to heed, for file systems. */
public final class WriteRules {
  private WriteRules() {}

  /**
   * How much of a write is allowed by {@code RLIMIT_FSIZE} and the largest offset.
   *
   * @param offset where it begins, not negative
   * @param length what was asked for
   * @param largest the largest size of a file
   * @return at most {@code length}; 0 only when {@code length} is
   * @throws ErrnoException {@code EFBIG}, with {@code SIGXFSZ} when the limit is the reason
   */
  public static long allowed(Task task, long offset, long length, long largest)
      throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    long limit = task.softLimit(Resource.RLIMIT_FSIZE);
    if (limit >= 0 && offset >= limit) {
      task.raise(Signals.SIGXFSZ);
      throw Errno.EFBIG.exception();
    }
    if (offset >= largest) {
      throw Errno.EFBIG.exception();
    }
    long end = limit >= 0 ? Math.min(limit, largest) : largest;
    return Math.min(length, end - offset);
  }

  /** The mode that a file has after a write: an unprivileged writer takes the set-id bits away. */
  public static int modeAfterWrite(Task task, int mode) {
    if ((mode & (Stat.S_ISUID | Stat.S_ISGID)) == 0 || task.credentials().has(Capability.FSETID)) {
      return mode;
    }
    return Attributes.withoutSetId(mode);
  }
}
