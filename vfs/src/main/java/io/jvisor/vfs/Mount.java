package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.namespace.Namespace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file system, or part of one, attached at a place.
 *
 * <p>Where it is attached and whom it tells of changes ({@link Propagation}) is written under the
 * mount lock ({@link MountTable}); path walks read where it is attached without a lock, so that
 * each change is one write to what a walk upwards reads and one to what a walk downwards reads.
 */
public final class Mount {
  private static final AtomicInteger NEXT_ID = new AtomicInteger(20);

  private final int id = NEXT_ID.getAndIncrement();
  private final FileSystem fileSystem;
  private final Dentry root;
  private final String source;

  /**
   * Open files, working directories and roots in the mount, which is busy while there are some; and
   * one for the namespace that it is in.
   */
  private final AtomicInteger users = new AtomicInteger(1);

  /** Descriptions that are open for writing. */
  private final AtomicInteger writers = new AtomicInteger();

  /** Whether the file system was told that this mount is gone. */
  private final AtomicBoolean finished = new AtomicBoolean();

  /** Whether nobody used the mount since {@code MNT_EXPIRE} asked last. */
  private volatile boolean expired;

  /** What is mounted on this mount's dentries. Written under the mount lock. */
  private final ConcurrentHashMap<Dentry, Mount> children = new ConcurrentHashMap<>();

  /** {@code MS_*} flags that belong to the mount. */
  private volatile long flags;

  /** Null when it is the root of the namespace or detached. Written under the mount lock. */
  private volatile VfsPath mountPoint;

  /** What it is a part of; null when it is in no tree. Written under the mount lock. */
  private volatile MountTree tree;

  /** The peers; null when it is not shared. Guarded by the mount lock. */
  PeerGroup group;

  /** Whose changes it takes over though it is not shared itself. Guarded by the mount lock. */
  PeerGroup ownMaster;

  /** {@code MS_UNBINDABLE}. Guarded by the mount lock. */
  boolean isUnbindable;

  /**
   * Whether it may not be taken from what it covers: {@code MNT_LOCKED}. Guarded by the mount lock.
   */
  boolean isLocked;

  /**
   * The flags that may not be taken from it, because it came from a namespace of more privilege:
   * some of {@link MountFlags#PER_MOUNT}, where {@link MountFlags#ACCESS_TIMES} stands for all that
   * is said about access times. Guarded by the mount lock.
   */
  long lockedFlags;

  Mount(FileSystem fileSystem, Dentry root, String source, long flags) {
    this.fileSystem = fileSystem;
    this.root = root;
    this.source = source;
    this.flags = kept(flags);
    fileSystem.mounted();
    root.inode().use();
  }

  /** The number that {@code /proc/self/mountinfo} shows. */
  public int id() {
    return id;
  }

  /** The file system. */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** What is seen at the mount point. */
  public Dentry root() {
    return root;
  }

  /** The {@code source} of {@code mount(2)}. */
  public String source() {
    return source;
  }

  /** {@code MS_RDONLY}, {@code MS_NOSUID}, {@code MS_NODEV}, {@code MS_NOEXEC} and others. */
  public long flags() {
    return flags;
  }

  /** What it is a part of; null when it is in no tree. */
  MountTree tree() {
    return tree;
  }

  void setTree(MountTree owner) {
    tree = owner;
  }

  /** The namespace that it is in; null when it is in none, be it in a detached tree. */
  public MountNamespace namespace() {
    MountTree present = tree;
    return present == null ? null : present.namespace();
  }

  /** Whether its changes are told to others: {@code MS_SHARED}. The mount lock is held. */
  boolean isShared() {
    return group != null;
  }

  /** Whose changes it takes over, or null. The mount lock is held. */
  PeerGroup master() {
    return group != null ? group.master : ownMaster;
  }

  /**
   * Replaces the flags; the mount lock is held.
   *
   * @throws ErrnoException {@code EBUSY} when the mount becomes read-only while a file is open for
   *     writing
   */
  void setFlags(long changed) throws ErrnoException {
    long former = flags;
    flags = kept(changed); // whoever begins to write from here on sees it, or is counted
    if (has(MountFlags.MS_RDONLY) && writers.get() > 0) {
      flags = former;
      throw Errno.EBUSY.exception();
    }
  }

  /** Gives it flags that a mount has had, unchecked. The mount lock is held. */
  void restoreFlags(long former) {
    flags = former;
  }

  /** The flags of a mount; {@code relatime} is the default. */
  static long kept(long flags) {
    boolean other = (flags & (MountFlags.MS_NOATIME | MountFlags.MS_STRICTATIME)) != 0;
    return (flags & MountFlags.PER_MOUNT & ~MountFlags.MS_RELATIME)
        | (other ? 0 : MountFlags.MS_RELATIME);
  }

  /** Whether all of these flags are set. */
  public boolean has(long wanted) {
    return (flags & wanted) == wanted;
  }

  /** Whether nothing can be changed through this mount: it or its file system is read-only. */
  public boolean isReadOnly() {
    return has(MountFlags.MS_RDONLY) || fileSystem.isReadOnly();
  }

  /** Where it is attached; null for the root of a namespace and for a detached mount. */
  public VfsPath mountPoint() {
    return mountPoint;
  }

  /** The mount that it is attached to, or null. */
  public Mount parent() {
    VfsPath point = mountPoint;
    return point == null ? null : point.mount();
  }

  /** What is mounted on a dentry of this mount, or null. */
  Mount mountedOn(Dentry dentry) {
    return children.get(dentry);
  }

  /** Mounts on this one, in no order. */
  Iterable<Mount> children() {
    return children.values();
  }

  boolean hasChildren() {
    return !children.isEmpty();
  }

  /** Attaches this mount where nothing is mounted; the mount lock is held. */
  void attach(VfsPath point) {
    point.dentry().mounted(1);
    mountPoint = point;
    point.mount().children.put(point.dentry(), this);
  }

  /** Takes this mount from its mount point; the mount lock is held. */
  void detach() {
    VfsPath point = mountPoint;
    leave(point);
    mountPoint = null;
  }

  private void leave(VfsPath point) {
    point.mount().children.remove(point.dentry(), this);
    point.dentry().mounted(-1);
  }

  /** Attaches this mount at another place, where nothing is mounted; the mount lock is held. */
  void moveTo(VfsPath point) {
    VfsPath former = mountPoint;
    attach(point);
    if (former != null) {
      leave(former);
    }
  }

  /**
   * Attaches this mount at a place where another is mounted, which then lies on this one: on the
   * root of what is stacked on it. The mount lock is held.
   */
  void attachBeneath(Mount other) {
    VfsPath point = other.mountPoint();
    Mount top = top();
    VfsPath higher = new VfsPath(top, top.root());
    top.root().mounted(1);
    top.children.put(top.root(), other);
    mountPoint = point; // a place has one count for whatever is mounted there
    other.mountPoint = higher;
    point.mount().children.put(point.dentry(), this);
  }

  /**
   * Puts this mount, which lies on the root of another, in the other's place, which is left
   * detached. The mount lock is held.
   */
  void replace(Mount lower, VfsPath point) {
    VfsPath former = mountPoint;
    mountPoint = point;
    point.mount().children.put(point.dentry(), this);
    leave(former);
    lower.mountPoint = null;
  }

  /** The mount that is seen where this one's root is: what is stacked on it. */
  Mount top() {
    Mount top = this;
    for (Mount above = this; above != null; above = top.mountedOn(top.root)) {
      top = above;
    }
    return top;
  }

  /** This mount and all that is mounted on it, parents first. The mount lock is held. */
  List<Mount> subtree() {
    List<Mount> all = new ArrayList<>();
    Deque<Mount> left = new ArrayDeque<>();
    left.push(this);
    while (!left.isEmpty()) {
      Mount mount = left.pop();
      all.add(mount);
      List<Mount> below = new ArrayList<>(mount.children.values());
      below.sort(Comparator.comparingInt(Mount::id).reversed());
      below.forEach(left::push);
    }
    return all;
  }

  /** Gives the file system back, now or when the last user goes. */
  void dissolve() {
    users.decrementAndGet();
    finishIfUnused();
  }

  /** Notes that a walk entered the mount. */
  void clearExpired() {
    if (expired) {
      expired = false;
    }
  }

  /** Counts a user that makes the mount busy. */
  public void use() {
    expired = false;
    users.incrementAndGet();
  }

  /** Counts a user less. */
  public void unuse() {
    users.decrementAndGet();
    finishIfUnused();
  }

  private void finishIfUnused() {
    if (users.get() != 0 || !finished.compareAndSet(false, true)) {
      return;
    }
    Deque<Mount> ending = new ArrayDeque<>();
    ending.add(this);
    while (!ending.isEmpty()) {
      Mount mount = ending.pop();
      mount.root.inode().unuse();
      Namespace shown = mount.root.inode().namespace();
      if (shown != null) {
        shown.drop(); // as held by who bound it
      }
      mount.fileSystem.unmounted();
      for (Mount child : mount.children.values()) { // it was taken out with this one, connected
        child.detach();
        if (child.users.decrementAndGet() == 0 && child.finished.compareAndSet(false, true)) {
          ending.add(child);
        }
      }
    }
  }

  /**
   * Counts a description that is open for writing.
   *
   * @throws ErrnoException {@code EROFS}
   */
  void beginWriting() throws ErrnoException {
    writers.incrementAndGet();
    fileSystem.countWriters(1);
    if (isReadOnly()) {
      endWriting();
      throw Errno.EROFS.exception();
    }
  }

  /** Undoes {@link #beginWriting}. */
  void endWriting() {
    fileSystem.countWriters(-1);
    writers.decrementAndGet();
  }

  boolean isInUse() {
    return users.get() > 1;
  }

  /** Marks the mount for {@code MNT_EXPIRE}; whether it was not marked before. */
  boolean markExpired() {
    boolean fresh = !expired;
    expired = true;
    return fresh;
  }
}
