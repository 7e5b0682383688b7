package io.jvisor.vfs;

/** A file system, or part of one, attached at a place. */
public final class Mount {
  private final FileSystem fileSystem;
  private final Dentry root;

  Mount(FileSystem fileSystem, Dentry root) {
    this.fileSystem = fileSystem;
    this.root = root;
  }

  /** The file system. */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** What is seen at the mount point. */
  public Dentry root() {
    return root;
  }
}
