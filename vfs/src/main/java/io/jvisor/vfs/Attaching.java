package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/** What may be attached where; binding and moving. All methods need the mount lock. */
final class Attaching {
  private Attaching() {}

  /**
   * Where something that is attached at a place lies: on top of what is mounted there.
   *
   * @throws ErrnoException {@code ENOENT} when the place was removed, is on a mount that was taken
   *     out, or is a link in proc
   */
  static VfsPath place(VfsPath target) throws ErrnoException {
    Mount above = target.mount().mountedOn(target.dentry());
    Mount top = above == null ? null : above.top();
    VfsPath place = top == null ? target : new VfsPath(top, top.root());
    boolean fleeting = place.dentry().fileSystem().isVolatile() && place.inode().isSymbolicLink();
    if (place.dentry().isRemoved()
        || place.mount().tree() == null
        || fleeting) { // not on /proc/PID/fd/N
      throw Errno.ENOENT.exception();
    }
    return place;
  }

  /** {@code ENOTDIR} unless both are directories, or none is. */
  static void checkKind(VfsPath place, boolean directory) throws ErrnoException {
    if (place.inode().isDirectory() != directory) {
      throw Errno.ENOTDIR.exception();
    }
  }

  /** Whether something is mounted below a place that may not be uncovered. */
  static boolean coversLocked(Mount mount, Dentry below) {
    for (Mount child : mount.children()) {
      if (child.isLocked && below.isAncestorOf(child.mountPoint().dentry())) {
        return true;
      }
    }
    return false;
  }

  /** Attaches a new tree, or takes it apart when that fails. */
  static void attachOrDrop(MountTable table, Mount fresh, VfsPath place) throws ErrnoException {
    boolean done = false;
    try {
      Propagation.attach(table, fresh, place);
      done = true;
    } finally {
      if (!done) {
        Unmounting.runSilently(table, fresh);
      }
    }
  }

  static Mount bind(MountNamespace namespace, VfsPath target, VfsPath source, boolean recursive)
      throws ErrnoException {
    if (namespace.isLoop(source.dentry())) {
      throw Errno.EINVAL.exception();
    }
    VfsPath place = place(target);
    namespace.checkHere(place.mount());
    Mount copy = copy(namespace, source, recursive);
    boolean fits = place.inode().isDirectory() == source.inode().isDirectory();
    if (!fits) {
      Unmounting.runSilently(namespace.table(), copy);
      throw Errno.ENOTDIR.exception();
    }
    attachOrDrop(namespace.table(), copy, place);
    return copy;
  }

  /** A copy of what is seen at a place, in no tree yet. */
  static Mount copy(MountNamespace namespace, VfsPath source, boolean recursive)
      throws ErrnoException {
    Mount mount = source.mount();
    MountTree from = mount.tree();
    boolean isDetached = from != null && from.isDetached() && from.table() == namespace.table();
    boolean isNamespace = source.inode().namespace() != null;
    if (!isNamespace && !isDetached && !namespace.has(mount)) {
      throw Errno.EINVAL.exception();
    }
    if (!recursive && !mount.isUnbindable && coversLocked(mount, source.dentry())) {
      throw Errno.EINVAL.exception();
    }
    int how = TreeCopy.NAMESPACE_FILES;
    TreeCopy copy = TreeCopy.of(mount, source.dentry(), recursive, how, namespace.table());
    copy.top().isLocked = false;
    return copy.top();
  }

  static void move(MountNamespace namespace, VfsPath source, VfsPath target, boolean beneath)
      throws ErrnoException {
    Mount mount = source.mount();
    VfsPath place = beneath ? target : place(target);
    if (source.dentry() != mount.root()
        || place.inode().isDirectory() != source.inode().isDirectory()) {
      throw Errno.EINVAL.exception();
    }
    Mount onto = place.mount();
    MountTree former = mount.tree();
    if (namespace.has(mount)) {
      if (mount.mountPoint() == null
          || mount.isLocked
          || mount.parent().isShared()
          || !namespace.has(onto)) {
        throw Errno.EINVAL.exception();
      }
    } else if (!MountTree.isDetachedBase(mount)
        || former.table() != namespace.table()
        || onto.tree() == former
        || !(namespace.has(onto) || (onto.tree() != null && onto.tree().isDetached()))) {
      throw Errno.EINVAL.exception();
    }
    if (beneath) {
      checkBeneath(namespace, mount, place);
      onto = place.mount().parent();
    }
    if (onto.isShared() && containsUnbindable(mount)) {
      throw Errno.EINVAL.exception();
    }
    for (Mount each : mount.subtree()) {
      if (namespace.isLoop(each.root())) {
        throw Errno.ELOOP.exception();
      }
    }
    for (Mount at = onto; at != null; at = at.parent()) {
      if (at == mount) {
        throw Errno.ELOOP.exception();
      }
    }
    if (beneath) {
      Propagation.attachBeneath(namespace.table(), mount, place.mount());
    } else {
      Propagation.attach(namespace.table(), mount, place);
    }
  }

  /**
   * What {@code MOVE_MOUNT_BENEATH} asks for: a mount at the target which is not the root of
   * anything, and no way for copies to end up below what they are copies of.
   */
  private static void checkBeneath(MountNamespace namespace, Mount mount, VfsPath place)
      throws ErrnoException {
    Mount top = place.mount();
    if (place.dentry() != top.root()
        || top.mountPoint() == null
        || top.isLocked
        || top.mountPoint().mount() == namespace.tree().base()) {
      throw Errno.EINVAL.exception();
    }
    for (Mount at = mount; at.mountPoint() != null; at = at.parent()) {
      if (at.parent() == top) {
        throw Errno.EINVAL.exception();
      }
    }
    Mount parent = top.parent();
    if (parent.isShared()
        && (Propagation.told(parent).contains(top)
            || (namespace.has(mount) && Propagation.told(parent).contains(mount)))) {
      throw Errno.EINVAL.exception();
    }
  }

  private static boolean containsUnbindable(Mount mount) {
    for (Mount each : mount.subtree()) {
      if (each.isUnbindable) {
        return true;
      }
    }
    return false;
  }

  static void joinGroup(MountNamespace namespace, VfsPath from, VfsPath to) throws ErrnoException {
    Mount source = from.mount();
    Mount mount = to.mount();
    if (from.dentry() != source.root()
        || to.dentry() != mount.root()
        || !namespace.has(mount)
        || mount.isShared()
        || mount.master() != null
        || (!source.isShared() && source.master() == null)
        || source.fileSystem() != mount.fileSystem()
        || !source.root().isAncestorOf(mount.root())
        || coversLocked(source, mount.root())) {
      throw Errno.EINVAL.exception();
    }
    if (source.isShared()) {
      PropagationType.join(mount, source.group);
    } else {
      PeerGroup.enslave(mount, source.master());
    }
  }
}
