package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.vfs.Dentry;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernInode;

/** The file that stands for a namespace. */
final class NamespaceInode extends KernInode {
  private final Namespace namespace;

  private NamespaceInode(ProcFileSystem fileSystem, Namespace namespace) {
    super(fileSystem, namespace.number(), Stat.S_IFREG | 0444, null);
    this.namespace = namespace;
  }

  /** The place of a namespace's file, which has no name. */
  static VfsPath place(ProcFileSystem fileSystem, Namespace namespace) {
    Dentry root = fileSystem.hiddenMount().root();
    Inode inode = new NamespaceInode(fileSystem, namespace);
    return new VfsPath(
        fileSystem.hiddenMount(), Dentry.unattached(root, namespace.display(), inode));
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY) {
      throw Errno.EPERM.exception(); // the file is immutable
    }
    return new NamespaceFile(path, namespace, flags);
  }
}
