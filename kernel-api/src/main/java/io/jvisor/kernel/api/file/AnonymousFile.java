package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/**
 * A description that stands for no file but for something of the kernel: an event counter, a timer,
 * a process. {@code fstat(2)} tells the same of all: Linux has one inode for them.
 */
public abstract class AnonymousFile extends FileDescription {
  /** The device of Linux's {@code anon_inodefs}: major 0, a number of its own. */
  private static final long DEVICE = 15;

  private static final int INODE = 1064;
  private static final int MODE = 0600;
  private static final int BLOCK_SIZE = 4096;

  private final String name;

  /**
   * A description.
   *
   * @param name what {@code /proc/self/fd/N} shows behind {@code anon_inode:}
   * @param flags access mode and status flags
   */
  protected AnonymousFile(String name, int flags) {
    super(flags);
    this.name = name;
  }

  /** There is no position; the answer is what Linux gives for most of them. */
  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    return 0;
  }

  @Override
  public final void status(Task task, FileStatus status) {
    status.device = DEVICE;
    status.inode = INODE;
    status.mode = MODE;
    status.links = 1;
    status.blockSize = BLOCK_SIZE;
  }

  @Override
  public final String displayName(Task task) {
    return "anon_inode:" + name;
  }
}
