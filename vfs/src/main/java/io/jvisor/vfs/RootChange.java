package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/** {@code pivot_root(2)}. */
final class RootChange {
  private RootChange() {}

  /**
   * Puts a mount in the place of the one that the root is of, and that one on {@code putOld}. Tasks
   * whose root or working directory is the former root are moved. The mount lock is held.
   *
   * @throws ErrnoException {@code EBUSY}, {@code EINVAL}, {@code ENOENT}
   */
  static void run(MountNamespace namespace, VfsPath root, VfsPath newRoot, VfsPath putOld)
      throws ErrnoException {
    VfsPath old = Attaching.place(putOld);
    check(namespace, root, newRoot, old);
    Mount fresh = newRoot.mount();
    Mount former = root.mount();
    VfsPath point = former.mountPoint();
    if (former.isLocked) {
      fresh.isLocked = true;
      former.isLocked = false;
    }
    fresh.detach();
    former.moveTo(old);
    fresh.attach(point);
    VfsPath seen = new VfsPath(fresh, newRoot.dentry());
    for (FsContext context : namespace.table().contexts) {
      context.replace(root, seen);
    }
  }

  private static void check(MountNamespace namespace, VfsPath root, VfsPath newRoot, VfsPath putOld)
      throws ErrnoException {
    Mount fresh = newRoot.mount();
    Mount former = root.mount();
    if (putOld.mount().isShared()
        || (fresh.parent() != null && fresh.parent().isShared())
        || (former.parent() != null && former.parent().isShared())
        || !namespace.has(former)
        || !namespace.has(fresh)
        || fresh.isLocked) {
      throw Errno.EINVAL.exception();
    }
    if (newRoot.dentry().isRemoved()) {
      throw Errno.ENOENT.exception();
    }
    if (fresh == former || putOld.mount() == former) {
      throw Errno.EBUSY.exception();
    }
    if (root.dentry() != former.root()
        || former.mountPoint() == null
        || newRoot.dentry() != fresh.root()
        || fresh.mountPoint() == null
        || !isReachable(putOld, newRoot)
        || !isReachable(newRoot, root)) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Whether a place is below another. */
  static boolean isReachable(VfsPath place, VfsPath from) {
    Mount mount = place.mount();
    Dentry dentry = place.dentry();
    while (mount != from.mount()) {
      VfsPath point = mount.mountPoint();
      if (point == null) {
        return false;
      }
      mount = point.mount();
      dentry = point.dentry();
    }
    return from.dentry().isAncestorOf(dentry);
  }
}
