package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MountFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The tree of mounts that a container sees. Mounts do not propagate: all are private.
 *
 * <p>The methods that change the tree check {@code CAP_SYS_ADMIN} when a task asks; the launcher
 * passes null.
 */
public final class MountNamespace {
  /** The most mounts there may be: {@code fs.mount-max}. */
  private static final int MAXIMUM = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Mount root;

  /** How many mounts there are. Guarded by {@link #lock}. */
  private int count = 1;

  /** A namespace whose root is a file system. */
  public MountNamespace(FileSystem root, long flags) {
    this(root, "none", flags);
  }

  /** A namespace whose root is a file system with a source. */
  public MountNamespace(FileSystem root, String source, long flags) {
    this.root = newMount(root, root.rootDentry(), source, flags);
  }

  private static Mount newMount(FileSystem fileSystem, Dentry root, String source, long flags) {
    fileSystem.mounted();
    return new Mount(fileSystem, root, source, flags);
  }

  /**
   * A mount that is in no namespace, for files that have no place in the tree, such as those of
   * {@code memfd_create(2)}.
   */
  public static Mount detached(FileSystem fileSystem) {
    return newMount(fileSystem, fileSystem.rootDentry(), fileSystem.type().name(), 0);
  }

  /** The root directory. */
  public VfsPath root() {
    return new VfsPath(root, root.root());
  }

  private static void checkPrivilege(Task task) throws ErrnoException {
    if (task != null && !task.credentials().has(Capability.SYS_ADMIN)) {
      throw Errno.EPERM.exception();
    }
  }

  /**
   * Attaches a file system over a directory, or over a file if its root is a file.
   *
   * @param flags {@code MS_RDONLY}, {@code MS_NOSUID}, {@code MS_NODEV}, {@code MS_NOEXEC}, ...
   */
  public Mount mount(Task task, VfsPath directory, FileSystem fileSystem, String source, long flags)
      throws ErrnoException {
    checkPrivilege(task);
    lock.lock();
    try {
      checkTarget(directory, fileSystem.root().isDirectory());
      if (task != null) {
        FileSystem.checkRoom();
      }
      if ((flags & MountFlags.MS_RDONLY) != 0) {
        fileSystem.setReadOnly(true);
      }
      Mount mount = newMount(fileSystem, fileSystem.rootDentry(), source, flags);
      mount.attach(directory);
      count++;
      return mount;
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private void checkTarget(VfsPath target, boolean directory) throws ErrnoException {
    if (!isAttached(target.mount())) {
      throw Errno.EINVAL.exception();
    }
    boolean fleeting = target.dentry().fileSystem().isVolatile() && target.inode().isSymbolicLink();
    if (target.dentry().isRemoved() || fleeting) { // not on /proc/PID/fd/N
      throw Errno.ENOENT.exception();
    }
    if (target.inode().isDirectory() != directory) {
      throw Errno.ENOTDIR.exception();
    }
    if (target.mount().mountedOn(target.dentry()) != null) {
      throw Errno.EBUSY.exception(); // someone was faster
    }
    if (count >= MAXIMUM) {
      throw Errno.ENOSPC.exception();
    }
  }

  private boolean isAttached(Mount mount) {
    Mount at = mount;
    while (at.parent() != null) {
      at = at.parent();
    }
    return at == root;
  }

  /**
   * Shows a place at another place too: {@code MS_BIND}.
   *
   * @param recursive whether what is mounted below the source is shown as well
   */
  public Mount bind(Task task, VfsPath target, VfsPath source, boolean recursive)
      throws ErrnoException {
    checkPrivilege(task);
    lock.lock();
    try {
      if (!isAttached(source.mount())) {
        throw Errno.EINVAL.exception();
      }
      checkTarget(target, source.inode().isDirectory());
      Mount copy = copy(source.mount(), source.dentry());
      if (recursive) {
        copyBelow(source.mount(), source.dentry(), copy);
      }
      copy.attach(target);
      count++;
      return copy;
    } finally {
      lock.unlock();
    }
  }

  private static Mount copy(Mount mount, Dentry root) {
    return newMount(mount.fileSystem(), root, mount.source(), mount.flags());
  }

  /** Copies what is mounted on {@code mount} below a dentry. The lock is held. */
  private void copyBelow(Mount mount, Dentry below, Mount copy) throws ErrnoException {
    for (Mount child : sorted(mount)) {
      Dentry point = child.mountPoint().dentry();
      if (!below.isAncestorOf(point)) {
        continue;
      }
      if (count >= MAXIMUM) {
        throw Errno.ENOSPC.exception();
      }
      Mount childCopy = copy(child, child.root());
      copyBelow(child, child.root(), childCopy);
      childCopy.attach(new VfsPath(copy, point));
      count++;
    }
  }

  /**
   * Changes the flags of a mount: {@code MS_REMOUNT | MS_BIND}.
   *
   * @throws ErrnoException {@code EINVAL} when nothing is mounted there; {@code EBUSY} when it
   *     would become read-only while a file is open for writing
   */
  public void remount(Task task, VfsPath place, long flags) throws ErrnoException {
    checkPrivilege(task);
    lock.lock();
    try {
      checkMounted(place).setFlags(remountFlags(place.mount(), flags));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Changes the options of a file system and the flags of the mount that it is seen through: {@code
   * MS_REMOUNT}.
   *
   * @throws ErrnoException as {@link #remount(Task, VfsPath, long)}, and what {@link
   *     FileSystem#reconfigure} throws
   */
  public void reconfigure(Task task, VfsPath place, long flags, Map<String, String> options)
      throws ErrnoException {
    checkPrivilege(task);
    lock.lock();
    try {
      Mount mount = checkMounted(place);
      mount.fileSystem().reconfigure(options);
      mount.fileSystem().setReadOnly((flags & MountFlags.MS_RDONLY) != 0);
      mount.setFlags(remountFlags(mount, flags));
    } finally {
      lock.unlock();
    }
  }

  /** The mount that a place is the root of. The lock is held. */
  private Mount checkMounted(VfsPath place) throws ErrnoException {
    if (place.dentry() != place.mount().root() || !isAttached(place.mount())) {
      throw Errno.EINVAL.exception();
    }
    return place.mount();
  }

  /** What is not said about access times stays as it is. */
  private static long remountFlags(Mount mount, long flags) {
    if ((flags & MountFlags.ACCESS_TIMES) != 0) {
      return flags;
    }
    long former = mount.flags() & MountFlags.ACCESS_TIMES;
    return flags | (former == 0 ? MountFlags.MS_STRICTATIME : former);
  }

  /** Moves a mount: {@code MS_MOVE}. */
  public void move(Task task, VfsPath source, VfsPath target) throws ErrnoException {
    checkPrivilege(task);
    Mount mount = source.mount();
    if (source.dentry() != mount.root()) {
      throw Errno.EINVAL.exception();
    }
    lock.lock();
    try {
      if (mount.parent() == null || !isAttached(mount)) {
        throw Errno.EINVAL.exception();
      }
      if (target.inode().isDirectory() != source.inode().isDirectory()) {
        throw Errno.EINVAL.exception();
      }
      checkTarget(target, source.inode().isDirectory());
      for (Mount at = target.mount(); at != null; at = at.parent()) {
        if (at == mount) {
          throw Errno.ELOOP.exception();
        }
      }
      mount.detach();
      mount.attach(target);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code umount2(2)}.
   *
   * @param flags {@code MNT_DETACH} takes it, and what is mounted on it, out of the tree though it
   *     is busy
   * @throws ErrnoException {@code EINVAL} when nothing is mounted there, {@code EBUSY}
   */
  public void unmount(Task task, VfsPath place, int flags) throws ErrnoException {
    checkPrivilege(task);
    boolean expire = (flags & MountFlags.MNT_EXPIRE) != 0;
    boolean lazy = (flags & MountFlags.MNT_DETACH) != 0;
    if ((expire && (lazy || (flags & MountFlags.MNT_FORCE) != 0))
        || place.dentry() != place.mount().root()) {
      throw Errno.EINVAL.exception();
    }
    Mount mount = place.mount();
    lock.lock();
    try {
      if (!isAttached(mount)) {
        throw Errno.EINVAL.exception();
      }
      if (mount == root || (!lazy && (mount.isInUse() || mount.hasChildren()))) {
        throw Errno.EBUSY.exception();
      }
      if (expire && mount.markExpired()) {
        throw Errno.EAGAIN.exception();
      }
      detach(mount);
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private void detach(Mount mount) {
    for (Mount child : sorted(mount)) {
      detach(child);
    }
    mount.detach();
    count--;
    mount.dissolve();
  }

  /** All mounts, parents first, for {@code /proc/self/mountinfo}. */
  public List<Mount> mounts() {
    List<Mount> all = new ArrayList<>();
    lock.lock();
    try {
      collect(root, all);
    } finally {
      lock.unlock();
    }
    return all;
  }

  private static void collect(Mount mount, List<Mount> all) {
    all.add(mount);
    for (Mount child : sorted(mount)) {
      collect(child, all);
    }
  }

  private static List<Mount> sorted(Mount mount) {
    List<Mount> children = new ArrayList<>();
    mount.children().forEach(children::add);
    children.sort(Comparator.comparingInt(Mount::id));
    return children;
  }
}
