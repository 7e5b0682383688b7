package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernFileSystem;

/** nsfs: where the files of namespaces are. It is mounted nowhere as a whole. */
final class NamespaceFileSystem extends KernFileSystem {
  /** {@code NSFS_MAGIC}. */
  private static final long MAGIC = 0x6e736673;

  private final KernDirectory root = new KernDirectory(this, 1, 0500, null);

  NamespaceFileSystem(FileSystemEnvironment environment) {
    super(new Type(), environment, MAGIC);
  }

  private static final class Type implements FileSystemType {
    @Override
    public String name() {
      return "nsfs";
    }

    @Override
    public boolean isInternal() {
      return true;
    }

    @Override
    public NamespaceFileSystem create(MountRequest request) throws ErrnoException {
      throw Errno.EINVAL.exception();
    }
  }

  /** The file system that a file of a namespace is in. */
  static NamespaceFileSystem of(FileSystem fileSystem) {
    return (NamespaceFileSystem) fileSystem;
  }

  @Override
  public Inode root() {
    return root;
  }
}
