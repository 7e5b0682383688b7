package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The cached names of one directory, and the lock that a change of its names needs. */
final class Directory {
  /** Serialises changes of names, and look-ups that the cache cannot answer. */
  final ReentrantLock lock = new ReentrantLock();

  private final Dentry self;

  /** A {@link Dentry}, or a {@link DentryCache.Evicted}. Read without a lock. */
  private final ConcurrentHashMap<String, Object> children = new ConcurrentHashMap<>();

  Directory(Dentry self) {
    this.self = self;
  }

  /** The cached dentry of a name, perhaps a negative one; null when there is none. */
  Dentry cached(String name) {
    Object entry = children.get(name);
    if (entry instanceof Dentry dentry) {
      dentry.setReferenced(true);
      return dentry;
    }
    return entry == null ? null : revive(name, (DentryCache.Evicted) entry);
  }

  private Dentry revive(String name, DentryCache.Evicted evicted) {
    Dentry dentry = evicted.get();
    if (dentry != null && children.replace(name, evicted, dentry)) {
      self.fileSystem().dentries().added(dentry);
    }
    return dentry;
  }

  /** Asks the file system for a name; a missing one gives a negative dentry. */
  Dentry lookup(Task task, String name) throws ErrnoException {
    lock.lock();
    try {
      return lookupLocked(task, name);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #lookup}, with the lock held. */
  @SuppressWarnings("ReferenceEquality") // a dentry is good for one inode object
  Dentry lookupLocked(Task task, String name) throws ErrnoException {
    Dentry present = cached(name);
    boolean isVolatile = self.fileSystem().isVolatile();
    if (present != null && (!isVolatile || present.isMountPoint())) {
      return present;
    }
    Inode inode;
    try {
      inode = self.inode().lookup(task, name);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      inode = null;
    }
    if (present != null && present.inode() == inode) {
      return present;
    }
    Dentry fresh = new Dentry(self.fileSystem(), self, name, inode);
    if (present != null && !present.isNegative()) {
      forget(present);
    }
    if (inode == null && isVolatile) {
      children.remove(name);
      return fresh;
    }
    put(name, fresh);
    return fresh;
  }

  /** Makes a name known; the lock is held. */
  Dentry add(String name, Inode inode) {
    Dentry dentry = new Dentry(self.fileSystem(), self, name, inode);
    put(name, dentry);
    return dentry;
  }

  /** The lock is held. */
  private void put(String name, Dentry dentry) {
    children.put(name, dentry);
    self.fileSystem().dentries().added(dentry);
  }

  /** Forgets a name that was removed; the lock is held. */
  void removed(Dentry dentry) {
    forget(dentry);
    children.remove(dentry.name());
    if (dentry.directory() != null) {
      dentry.directory().forgetAll();
    }
  }

  private void forget(Dentry dentry) {
    dentry.markRemoved();
    self.fileSystem().dentries().removed(dentry);
  }

  /** The directory is gone: what it is known not to have is of no use. The lock is held. */
  private void forgetAll() {
    for (Object child : children.values()) {
      if (child instanceof Dentry dentry) {
        forget(dentry);
      }
    }
    children.clear();
  }

  /** Takes a dentry over from another directory, or under another name; both locks are held. */
  void moved(Dentry dentry, String newName) {
    dentry.parent().directory().children.remove(dentry.name());
    dentry.moveTo(self, newName);
    put(newName, dentry);
  }

  /** Lets two names change places; both locks are held. */
  static void exchange(Dentry one, Dentry other) {
    Dentry oneParent = one.parent();
    String oneName = one.name();
    one.moveTo(other.parent(), other.name());
    other.moveTo(oneParent, oneName);
    one.parent().directory().put(one.name(), one);
    other.parent().directory().put(other.name(), other);
  }

  /** Replaces a dentry by a weak reference to it. Any thread. */
  boolean evict(Dentry dentry, DentryCache.Evicted evicted) {
    return children.replace(evicted.name(), dentry, evicted);
  }

  /** Drops a weak reference that was cleared. Any thread. */
  void expunge(DentryCache.Evicted evicted) {
    children.remove(evicted.name(), evicted);
  }
}
