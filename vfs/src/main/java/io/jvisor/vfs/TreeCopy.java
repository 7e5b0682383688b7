package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A copy of a mount and of what is mounted on it, which is attached nowhere and part of no
 * namespace yet. All methods need the mount lock.
 */
final class TreeCopy {
  /** Copies mounts that are unbindable too. */
  static final int UNBINDABLE = 1;

  /** Copies mounts of mount namespaces' files too. */
  static final int NAMESPACE_FILES = 2;

  /** Makes copies slaves of what is shared, rather than peers: for namespaces of less privilege. */
  static final int SHARED_TO_SLAVE = 4;

  /** Makes copies slaves of what they are made of, which is shared. */
  static final int SLAVE = 8;

  /** Makes copies shared. */
  static final int MAKE_SHARED = 16;

  private final MountTable table;
  private final int how;

  /** From what was copied to its copy. */
  private final Map<Mount, Mount> copies = new IdentityHashMap<>();

  private Mount top;

  private TreeCopy(MountTable table, int how) {
    this.table = table;
    this.how = how;
  }

  /**
   * Copies a tree.
   *
   * @param root what of the mount is shown
   * @param below whether what is mounted on it is copied as well
   * @throws ErrnoException {@code ENOSPC}; {@code EINVAL} when the mount itself may not be bound;
   *     {@code EPERM} when an unbindable mount would have to be left out that covers something
   */
  static TreeCopy of(Mount mount, Dentry root, boolean below, int how, MountTable table)
      throws ErrnoException {
    TreeCopy copy = new TreeCopy(table, how);
    boolean done = false;
    try {
      copy.copy(mount, root, below);
      done = true;
      return copy;
    } finally {
      if (!done) {
        copy.drop();
      }
    }
  }

  /** The topmost mount of the copy. */
  Mount top() {
    return top;
  }

  /** The copy of a mount, or null. */
  Mount of(Mount original) {
    return copies.get(original);
  }

  /** Takes the copy apart. */
  void drop() {
    if (top != null) {
      for (Mount mount : top.subtree().reversed()) {
        if (mount.mountPoint() != null) {
          mount.detach();
        }
        table.dissolve(mount);
      }
    }
  }

  private void copy(Mount mount, Dentry root, boolean below) throws ErrnoException {
    if (mount.isUnbindable && (how & UNBINDABLE) == 0) {
      throw Errno.EINVAL.exception();
    }
    if (isLeftOut(root)) {
      throw Errno.EINVAL.exception();
    }
    top = copyOne(mount, root);
    if (!below) {
      return;
    }
    for (Mount child : mount.subtree()) {
      Mount parent = child == mount ? null : copies.get(child.parent());
      if (parent == null) {
        continue; // what lies on a mount that is left out
      }
      Dentry point = child.mountPoint().dentry();
      if (child.parent() == mount && !root.isAncestorOf(point)) {
        continue;
      }
      if (child.isUnbindable && (how & UNBINDABLE) == 0) {
        if (child.isLocked) {
          throw Errno.EPERM.exception();
        }
        continue;
      }
      if (isLeftOut(child.root())) {
        continue;
      }
      Mount copy = copyOne(child, child.root());
      copy.isLocked = child.isLocked;
      copy.attach(new VfsPath(parent, point));
    }
  }

  /** Files of mount namespaces show up nowhere by themselves, or their namespaces never ended. */
  private boolean isLeftOut(Dentry root) {
    return (how & NAMESPACE_FILES) == 0 && root.inode().namespace() instanceof MountNamespace;
  }

  private Mount copyOne(Mount mount, Dentry root) throws ErrnoException {
    Namespace shown = root.inode().namespace();
    if (shown != null && !shown.tryHold()) {
      throw Errno.ENOENT.exception();
    }
    boolean done = false;
    try {
      table.take();
      done = true;
    } finally {
      if (!done && shown != null) {
        shown.drop();
      }
    }
    Mount copy = new Mount(mount.fileSystem(), root, mount.source(), 0);
    copy.restoreFlags(mount.flags());
    copies.put(mount, copy);
    copy.lockedFlags = mount.lockedFlags;
    copy.isUnbindable = mount.isUnbindable;
    if ((how & SLAVE) != 0 || ((how & SHARED_TO_SLAVE) != 0 && mount.isShared())) {
      PeerGroup.enslave(copy, mount.group);
    } else if (mount.isShared()) {
      PropagationType.join(copy, mount.group);
    } else {
      PeerGroup.enslave(copy, mount.ownMaster);
    }
    if ((how & MAKE_SHARED) != 0) {
      PropagationType.SHARED.apply(copy, table);
    }
    return copy;
  }
}
