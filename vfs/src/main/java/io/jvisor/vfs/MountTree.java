package io.jvisor.vfs;

import io.jvisor.kernel.api.namespace.UserNamespace;

/** Mounts that belong together: those of a namespace, or a tree that was not attached yet. */
final class MountTree {
  private final MountTable table;
  private final MountNamespace namespace;
  private final UserNamespace owner;

  /** Guarded by the mount lock. */
  private Mount base;

  /**
   * A tree.
   *
   * @param namespace what it is the tree of; null for one that is attached nowhere, as {@code
   *     open_tree(2)} and {@code fsmount(2)} make them
   * @param owner whose administrator it is of
   */
  MountTree(MountTable table, MountNamespace namespace, UserNamespace owner, Mount base) {
    this.table = table;
    this.namespace = namespace;
    this.owner = owner;
    this.base = base;
    Propagation.enter(base, this);
  }

  MountTable table() {
    return table;
  }

  MountNamespace namespace() {
    return namespace;
  }

  UserNamespace owner() {
    return owner;
  }

  boolean isDetached() {
    return namespace == null;
  }

  /** The mount that all others lie on. The mount lock is held. */
  Mount base() {
    return base;
  }

  /** Whether a mount is the base of a tree that is attached nowhere. The mount lock is held. */
  static boolean isDetachedBase(Mount mount) {
    MountTree tree = mount.tree();
    return tree != null && tree.isDetached() && tree.base == mount;
  }
}
