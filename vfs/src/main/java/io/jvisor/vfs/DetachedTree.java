package io.jvisor.vfs;

/**
 * A tree of mounts that is attached nowhere: what {@code open_tree(2)} copies and {@code
 * fsmount(2)} makes. Whoever has it closes it, which takes it apart unless it was attached.
 */
public final class DetachedTree implements AutoCloseable {
  private final MountTree tree;
  private final Mount top;

  /** The mount lock is held. */
  DetachedTree(MountTree tree) {
    this.tree = tree;
    this.top = tree.base();
  }

  /** What is seen of it. */
  public VfsPath place() {
    return new VfsPath(top, top.root());
  }

  @Override
  public void close() {
    MountTable table = tree.table();
    table.lock();
    try {
      if (top.tree() == tree) {
        table.end(tree);
      }
    } finally {
      table.unlock();
    }
  }
}
