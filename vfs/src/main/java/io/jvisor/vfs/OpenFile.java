package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;

/** A description of a file that has a place in the tree. */
public abstract class OpenFile extends FileDescription {
  private final VfsPath path;

  /** Opens a place; {@code flags} are those of {@code open(2)}. */
  protected OpenFile(VfsPath path, int flags) {
    super(flags);
    this.path = path;
  }

  /** Where it was opened. */
  public final VfsPath path() {
    return path;
  }

  /** The file. */
  public final Inode inode() {
    return path.inode();
  }

  @Override
  public void status(Task task, FileStatus status) throws ErrnoException {
    inode().status(status);
  }

  @Override
  public String displayName(Task task) {
    return path.dentry().displayPath(path.mount());
  }
}
