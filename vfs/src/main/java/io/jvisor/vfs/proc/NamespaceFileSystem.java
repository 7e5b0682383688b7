package io.jvisor.vfs.proc;

import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.InternalFileSystemType;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernFileSystem;

/** nsfs: where the files of namespaces are. It is mounted nowhere as a whole. */
final class NamespaceFileSystem extends KernFileSystem {
  /** {@code NSFS_MAGIC}. */
  private static final long MAGIC = 0x6e736673;

  private final KernDirectory root = new KernDirectory(this, 1, 0500, null);

  NamespaceFileSystem(FileSystemEnvironment environment) {
    super(new InternalFileSystemType("nsfs"), environment, MAGIC);
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
