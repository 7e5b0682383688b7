package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A name in a directory, cached.
 *
 * <p>Name and parent change by {@code rename(2)} only, with the locks of both directories held;
 * they are read without a lock. As long as anybody refers to a dentry the cache finds the same one
 * (see {@link DentryCache}), so dentries may be compared by identity.
 */
public final class Dentry {
  private static final AtomicIntegerFieldUpdater<Dentry> MOUNTS =
      AtomicIntegerFieldUpdater.newUpdater(Dentry.class, "mounts");

  private final FileSystem fileSystem;

  /** Null for a name that is known not to exist. */
  private final Inode inode;

  /** What this directory has cached, and its lock; null for other files. */
  private final Directory directory;

  /** Null for a root. Written with both directories' locks held. */
  private volatile Dentry parent;

  /** Written with both directories' locks held. */
  private volatile String name;

  /** Whether the name was removed. Written with the directory's lock held. */
  private volatile boolean removed;

  /** How many mounts lie on this dentry, over all namespaces and bind mounts. */
  private volatile int mounts;

  /** Whether a walk met this dentry since {@link DentryCache} looked last; races do no harm. */
  private boolean referenced;

  /** The neighbours in the cache's list. Owned by {@link DentryCache}, with its lock. */
  Dentry older;

  Dentry newer;

  Dentry(FileSystem fileSystem, Dentry parent, String name, Inode inode) {
    this.fileSystem = fileSystem;
    this.parent = parent;
    this.name = name;
    this.inode = inode;
    this.directory = inode != null && inode.isDirectory() ? new Directory(this) : null;
  }

  /** A name that no directory has, for files that only descriptors refer to. */
  public static Dentry unattached(Dentry parent, String name, Inode inode) {
    Dentry dentry = new Dentry(inode.fileSystem(), parent, name, inode);
    dentry.removed = true;
    return dentry;
  }

  /** The file system. */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  /** The directory that has the name; itself for a root. */
  public Dentry parent() {
    Dentry present = parent;
    return present == null ? this : present;
  }

  /** The name, empty for a root. */
  public String name() {
    return name;
  }

  /** The file. */
  public Inode inode() {
    return inode;
  }

  /** Whether the name was removed: the file can be reached through open descriptions only. */
  public boolean isRemoved() {
    return removed;
  }

  /** Whether this stands for a name that does not exist. */
  boolean isNegative() {
    return inode == null;
  }

  boolean isMountPoint() {
    return mounts > 0;
  }

  void mounted(int change) {
    MOUNTS.addAndGet(this, change);
  }

  boolean isReferenced() {
    return referenced;
  }

  void setReferenced(boolean value) {
    if (referenced != value) {
      referenced = value;
    }
  }

  /** The cache and lock of this directory. */
  Directory directory() {
    return directory;
  }

  /**
   * The file of a name in this directory.
   *
   * @throws ErrnoException {@code ENOENT}, and what the file system throws
   */
  Dentry child(Task task, String childName) throws ErrnoException {
    Dentry child = directory.cached(childName);
    if (child == null || (fileSystem.isVolatile() && !child.isMountPoint())) {
      child = directory.lookup(task, childName);
    }
    if (child.isNegative()) {
      throw Errno.ENOENT.exception();
    }
    return child;
  }

  /** Whether this dentry is a directory above another, or that directory itself. */
  boolean isAncestorOf(Dentry other) {
    for (Dentry at = other; at != null; at = at.parent) {
      if (at == this) {
        return true;
      }
    }
    return false;
  }

  /** The locks of both directories are held. */
  void moveTo(Dentry newParent, String newName) {
    parent = newParent;
    name = newName;
  }

  /** The directory's lock is held. */
  void markRemoved() {
    removed = true;
  }

  /**
   * The path as the kernel shows it, from the root of the mount tree; a removed file's ends in
   * {@code " (deleted)"}.
   */
  public String displayPath(Mount mount) {
    return PathText.fromTreeRoot(mount, this);
  }
}
