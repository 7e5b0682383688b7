package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;

/** Looking up and installing descriptors, as most calls do it. */
public final class Descriptors {
  private Descriptors() {}

  /**
   * The description of a descriptor, with a reference that the caller releases.
   *
   * @throws ErrnoException {@code EBADF}, also for one that was opened with {@code O_PATH}
   */
  public static FileDescription get(Task task, long fd) throws ErrnoException {
    FileDescription file = task.files().get((int) fd);
    if ((file.statusFlags() & OpenFlags.O_PATH) != 0) {
      file.release();
      throw Errno.EBADF.exception();
    }
    return file;
  }

  /**
   * The description of a descriptor, {@code O_PATH} or not, with a reference that the caller
   * releases.
   *
   * @throws ErrnoException {@code EBADF}
   */
  public static FileDescription getRaw(Task task, long fd) throws ErrnoException {
    return task.files().get((int) fd);
  }

  /**
   * Installs a new description under the lowest free number; takes over its only reference and
   * gives it back when there is no number left.
   *
   * @throws ErrnoException {@code EMFILE}
   */
  public static int install(Task task, FileDescription file, boolean cloexec)
      throws ErrnoException {
    try {
      return task.files().install(file, 0, limit(task), cloexec);
    } catch (ErrnoException error) {
      file.release();
      throw error;
    }
  }

  /** {@code RLIMIT_NOFILE}, or -1 for none. */
  static long limit(Task task) {
    return task.softLimit(Resource.RLIMIT_NOFILE);
  }
}
