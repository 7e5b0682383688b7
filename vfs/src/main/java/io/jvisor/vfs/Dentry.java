package io.jvisor.vfs;

/** A name in a directory, cached. */
public final class Dentry {
  private final Dentry parent;
  private final String name;
  private volatile Inode inode;

  Dentry(Dentry parent, String name, Inode inode) {
    this.parent = parent;
    this.name = name;
    this.inode = inode;
  }

  /** The directory that has the name; itself for a root. */
  public Dentry parent() {
    return parent == null ? this : parent;
  }

  /** The name, empty for a root. */
  public String name() {
    return name;
  }

  /** The file. */
  public Inode inode() {
    return inode;
  }

  /** The path as the kernel shows it, from the root of the mount tree. */
  public String displayPath(Mount mount) {
    throw new UnsupportedOperationException(mount.toString());
  }
}
