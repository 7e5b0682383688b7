package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/** A description whose file can be sealed: {@code F_ADD_SEALS} of {@code fcntl(2)}. */
public interface Sealable {
  /** No more seals. */
  int F_SEAL_SEAL = 1;

  /** The file cannot shrink. */
  int F_SEAL_SHRINK = 2;

  /** The file cannot grow. */
  int F_SEAL_GROW = 4;

  /** The contents cannot change. */
  int F_SEAL_WRITE = 8;

  /** The contents cannot change but by mappings that there are. */
  int F_SEAL_FUTURE_WRITE = 16;

  /** The execute bits cannot change. */
  int F_SEAL_EXEC = 32;

  /** The seals: {@code F_GET_SEALS}. */
  int seals();

  /**
   * Adds seals.
   *
   * @throws ErrnoException {@code EPERM} when sealed against it or not open for writing, {@code
   *     EBUSY} when {@code F_SEAL_WRITE} meets a writable shared mapping, {@code EINVAL}
   */
  void addSeals(Task task, int seals) throws ErrnoException;
}
