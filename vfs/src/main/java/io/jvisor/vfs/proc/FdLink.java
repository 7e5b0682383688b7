package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.Dentry;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernLink;

/** {@code /proc/PID/fd/N}: a magic link to what the descriptor refers to. */
final class FdLink extends KernLink {
  private final ProcessView process;
  private final ThreadView thread;
  private final int fd;

  FdLink(ProcFileSystem fileSystem, long number, ProcessView process, ThreadView thread, int fd)
      throws ErrnoException {
    super(fileSystem, number, 0, process);
    this.process = process;
    this.thread = thread;
    this.fd = fd;
    description().release(); // ENOENT when it is not open
  }

  private FileDescription description() throws ErrnoException {
    FdTable table = thread.files();
    try {
      if (table != null) {
        return table.get(fd);
      }
    } catch (ErrnoException closed) {
      // as if the name did not exist
    }
    throw Errno.ENOENT.exception();
  }

  /** Shows how the descriptor was opened: {@code lr-x------}, {@code l-wx------}. */
  @Override
  public int mode() {
    try {
      FileDescription description = description();
      try {
        int mode = Stat.S_IFLNK;
        mode |= description.isReadable() ? 0500 : 0;
        mode |= description.isWritable() ? 0300 : 0;
        return mode;
      } finally {
        description.release();
      }
    } catch (ErrnoException closed) {
      return Stat.S_IFLNK;
    }
  }

  @Override
  protected long size() {
    return 64;
  }

  @Override
  public String readLink(Task task) throws ErrnoException {
    PtraceAccess.check(task, process);
    FileDescription description = description();
    try {
      if (description instanceof OpenFile file && isPlace(file, task)) {
        return ProcessFiles.display(ProcFileSystem.of(this), task, file.path());
      }
      return description.displayName(task);
    } finally {
      description.release();
    }
  }

  /** Whether what the description calls itself is its path. */
  private static boolean isPlace(OpenFile file, Task task) {
    return file.displayName(task).startsWith("/");
  }

  @Override
  public VfsPath magicTarget(Task task) throws ErrnoException {
    PtraceAccess.check(task, process);
    FileDescription description = description();
    try {
      if (description instanceof OpenFile file) {
        return file.path();
      }
      return described(task, description);
    } finally {
      description.release();
    }
  }

  /** A place for a description that has none. */
  private VfsPath described(Task task, FileDescription description) throws ErrnoException {
    DescriptionInode inode = new DescriptionInode(ProcFileSystem.of(this), task, description);
    return new VfsPath(
        ProcFileSystem.of(this).hiddenMount(),
        Dentry.unattached(
            ProcFileSystem.of(this).hiddenMount().root(), description.displayName(task), inode));
  }
}
