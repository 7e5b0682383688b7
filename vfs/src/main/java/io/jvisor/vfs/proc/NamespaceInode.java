package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernInode;

/** The file that stands for a namespace. */
final class NamespaceInode extends KernInode {
  private final Namespace namespace;

  NamespaceInode(FileSystem fileSystem, Namespace namespace) {
    super(NamespaceFileSystem.of(fileSystem), namespace.number(), Stat.S_IFREG | 0444, null);
    this.namespace = namespace;
  }

  @Override
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY) {
      throw Errno.EPERM.exception(); // the file is immutable
    }
    if (!namespace.tryHold()) {
      throw Errno.ENOENT.exception(); // its last member has just ended
    }
    return new NamespaceFile(path, namespace, flags);
  }
}
