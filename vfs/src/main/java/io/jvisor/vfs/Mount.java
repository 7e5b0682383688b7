package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file system, or part of one, attached at a place.
 *
 * <p>Where it is attached changes under the lock of its {@link MountNamespace}; path walks read it
 * without a lock.
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

  /** What is mounted on this mount's dentries. Written under the namespace's lock. */
  private final ConcurrentHashMap<Dentry, Mount> children = new ConcurrentHashMap<>();

  /** {@code MS_*} flags that belong to the mount. */
  private volatile long flags;

  /** Null when it is the root of the namespace or detached. Written under the namespace's lock. */
  private volatile VfsPath mountPoint;

  Mount(FileSystem fileSystem, Dentry root, String source, long flags) {
    this.fileSystem = fileSystem;
    this.root = root;
    this.source = source;
    this.flags = kept(flags);
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

  /**
   * Replaces the flags; the namespace's lock is held.
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

  /** The flags of a mount; {@code relatime} is the default. */
  private static long kept(long flags) {
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

  /** Attaches this mount; the namespace's lock is held. */
  void attach(VfsPath point) {
    mountPoint = point;
    point.dentry().mounted(1);
    point.mount().children.put(point.dentry(), this);
  }

  /** Takes this mount from its mount point; the namespace's lock is held. */
  void detach() {
    VfsPath point = mountPoint;
    point.mount().children.remove(point.dentry(), this);
    point.dentry().mounted(-1);
    mountPoint = null;
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
    if (users.get() == 0 && finished.compareAndSet(false, true)) {
      fileSystem.unmounted();
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
