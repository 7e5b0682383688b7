package io.jvisor.vfs;

/**
 * A place in the tree: Linux's {@code struct path}.
 *
 * @param mount the mount that is seen there
 * @param dentry the name in it
 */
public record VfsPath(Mount mount, Dentry dentry) {
  /** The file at the place. */
  public Inode inode() {
    return dentry.inode();
  }
}
