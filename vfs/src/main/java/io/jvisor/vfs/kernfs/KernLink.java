package io.jvisor.vfs.kernfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** A symbolic link. */
public abstract class KernLink extends KernInode {
  /** A link. */
  protected KernLink(KernFileSystem fileSystem, long number, int permissions, FileOwner owner) {
    super(fileSystem, number, Stat.S_IFLNK | permissions, owner);
  }

  @Override
  public abstract String readLink(Task task) throws ErrnoException;

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    throw Errno.ELOOP.exception();
  }
}
