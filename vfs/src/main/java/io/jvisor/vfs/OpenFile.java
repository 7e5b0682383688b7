package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;

/**
 * A description of a file that has a place in the tree.
 *
 * <p>While one is open its mount is busy and its inode is in use ({@link Inode#use}). A subclass
 * that has something to give back overrides {@link #onFinalClose}.
 */
public abstract class OpenFile extends FileDescription {
  private final VfsPath path;
  private final Inode inode;

  /** Whether the inode counts this as one that writes; set once, before anybody else has it. */
  private boolean isWriter;

  /** Opens a place; {@code flags} are those of {@code open(2)}. */
  protected OpenFile(VfsPath path, int flags) {
    super(flags);
    this.path = path;
    this.inode = path.inode();
    path.mount().use();
    inode.use();
  }

  /** Where it was opened. */
  public final VfsPath path() {
    return path;
  }

  /** The file. */
  public final Inode inode() {
    return inode;
  }

  /** Tells that the inode counts this as one that writes. */
  final void markWriter() {
    isWriter = true;
  }

  @Override
  protected final void onRelease() {
    FileEvents.closed(this);
    try {
      inode.releaseLocks(this);
      onFinalClose();
    } finally {
      if (isWriter) {
        inode.endWriting();
        path.mount().endWriting();
      }
      inode.unuse();
      path.mount().unuse();
    }
  }

  /** Runs once, when nobody refers to the description any more. */
  protected void onFinalClose() {}

  /** Drops the process's record locks: closing any descriptor of a file does. */
  @Override
  public final long onClose(Task task) {
    inode.releaseLocks(task.files());
    return flush(task);
  }

  /**
   * Called for each descriptor that is closed.
   *
   * @return what {@code close(2)} returns: 0, or a negative errno that the file system reports late
   */
  protected long flush(Task task) {
    return 0;
  }

  /** Notes a read for the access time, unless mount or description forbid it. */
  protected final void touchAccessTime(Task task) {
    if ((statusFlags() & OpenFlags.O_NOATIME) == 0) {
      AccessTimes.touch(task, path.mount(), inode);
    }
  }

  /** {@code ftruncate(2)}. */
  @Override
  public void truncate(Task task, long length) throws ErrnoException {
    if (length < 0 || !isWritable() || !inode.isRegular()) {
      throw Errno.EINVAL.exception();
    }
    Attributes.truncateOpen(task, inode, length);
    FileEvents.written(this);
  }

  @Override
  public void status(Task task, FileStatus status) throws ErrnoException {
    inode.status(status);
  }

  @Override
  public String displayName(Task task) {
    return path.dentry().displayPath(path.mount());
  }
}
