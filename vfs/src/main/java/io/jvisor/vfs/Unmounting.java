package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Taking mounts out of the tree, and what is mounted at the same places of all who are told: {@code
 * mount_namespaces(7)}. All methods need the mount lock.
 *
 * <p>A mount that goes because of another stays when something else is mounted on it, unless that
 * goes too. What is mounted on its very root does not keep it: that takes its place.
 */
final class Unmounting {
  private final MountTable table;

  /** What was asked for, and what goes because of it. */
  private final Set<Mount> going = new LinkedHashSet<>();

  /** How many of {@link #going} were asked for: the first ones. */
  private final Set<Mount> asked;

  private Unmounting(MountTable table, List<Mount> asked) {
    this.table = table;
    this.asked = new LinkedHashSet<>(asked);
  }

  /**
   * {@code umount2(2)} of a mount of the caller's namespace.
   *
   * @param root the mount that the caller's root is in
   */
  static void unmount(MountNamespace namespace, Mount mount, Mount root, int flags)
      throws ErrnoException {
    boolean expire = (flags & MountFlags.MNT_EXPIRE) != 0;
    boolean lazy = (flags & MountFlags.MNT_DETACH) != 0;
    boolean force = (flags & MountFlags.MNT_FORCE) != 0;
    boolean isOwnRoot = mount == root;
    if (mount.isLocked || (expire && (isOwnRoot || lazy || force))) {
      throw Errno.EINVAL.exception();
    }
    if (expire && (mount.isInUse() || mount.hasChildren())) {
      throw Errno.EBUSY.exception();
    }
    if (expire && mount.markExpired()) {
      throw Errno.EAGAIN.exception();
    }
    if (isOwnRoot && !lazy) {
      mount.fileSystem().setReadOnly(true); // it cannot be taken out, but it can be left clean
      return;
    }
    if (mount.mountPoint() == null) {
      throw Errno.EINVAL.exception(); // below everything else
    }
    if (!lazy && isBusy(mount)) {
      throw Errno.EBUSY.exception();
    }
    run(namespace.table(), mount);
  }

  /** Whether a mount, or one that would go with it, is in use: {@code EBUSY}. */
  static boolean isBusy(Mount mount) {
    if (mount.hasChildren() || mount.isInUse()) {
      return true;
    }
    for (Mount told : Propagation.told(mount.parent())) {
      Mount child = told.mountedOn(mount.mountPoint().dentry());
      if (child != null
          && (!child.hasChildren() || child.mountedOn(child.root()) != null)
          && child.isInUse()) {
        return true;
      }
    }
    return false;
  }

  /** Takes out a mount and all that is mounted on it, and what goes because of that. */
  static void run(MountTable table, Mount top) {
    Unmounting unmounting = new Unmounting(table, top.subtree());
    unmounting.collect();
    unmounting.takeOut();
  }

  /** Takes out a tree that is about to vanish with its namespace, which nobody is told. */
  static void runSilently(MountTable table, Mount top) {
    Unmounting unmounting = new Unmounting(table, top.subtree());
    unmounting.going.addAll(unmounting.asked);
    unmounting.takeOut();
  }

  private void collect() {
    going.addAll(asked);
    for (Mount mount : asked) {
      VfsPath point = mount.mountPoint();
      if (point == null) {
        continue;
      }
      for (Mount told : Propagation.told(point.mount())) {
        Mount child = told.mountedOn(point.dentry());
        if (child != null) {
          going.add(child);
        }
      }
    }
    Deque<Mount> staying = new ArrayDeque<>();
    for (Mount mount : List.copyOf(going)) {
      if (mount.isLocked && !asked.contains(mount) && !going.contains(mount.parent())) {
        going.remove(mount);
        staying.add(mount);
      }
    }
    for (Mount mount : going) {
      for (Mount child : mount.children()) {
        if (!going.contains(child)) {
          staying.add(child);
        }
      }
    }
    while (!staying.isEmpty()) {
      Mount kept = keeper(staying.pop());
      if (kept != null && going.remove(kept)) {
        staying.push(kept);
      }
    }
  }

  /**
   * The mount that has to stay because another does: the one that this is mounted on, other than on
   * its root, once it has taken the place of all that go below it. Null when none is about to go.
   */
  private Mount keeper(Mount staying) {
    Mount at = staying;
    for (; ; ) {
      VfsPath point = at.mountPoint();
      if (point == null || !going.contains(point.mount())) {
        return null;
      }
      if (point.dentry() != point.mount().root() || staying.isLocked) {
        return point.mount();
      }
      at = point.mount();
    }
  }

  private void takeOut() {
    for (Mount mount : new ArrayList<>(going)) {
      Mount above = mount.mountedOn(mount.root());
      if (above != null && !going.contains(above)) {
        uncover(mount, above);
      }
    }
    for (Mount mount : going) {
      if (mount.mountPoint() != null) {
        if (isDisconnected(mount)) {
          mount.detach();
        } else {
          mount.use(); // by the mount that it is on
        }
      }
    }
    going.forEach(table::dissolve);
  }

  /** Lets what stays fall to where it is mounted on what stays. */
  private void uncover(Mount lower, Mount above) {
    Mount at = lower;
    while (going.contains(at.parent())) {
      at = at.parent(); // it is mounted on the root of this one, or that would stay
    }
    above.replace(at, at.mountPoint());
  }

  /** What covers something stays where it is even out of the tree, or the covered could be seen. */
  private boolean isDisconnected(Mount mount) {
    return !mount.isLocked || !going.contains(mount.parent());
  }
}
