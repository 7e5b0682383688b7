package io.jvisor.vfs;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many dentries of one file system are kept for their own sake.
 *
 * <p>The cache refers to the last {@value #LIMIT} dentries strongly, second chance for those that a
 * walk met; to none where the file system says that names are not worth it. An evicted dentry stays
 * in its directory by a weak reference: whoever still holds it (a working directory, an open file,
 * a mount, a child) and whoever looks the name up see the same object, and the collector takes it
 * when nobody does. No count has to be kept on the way.
 */
final class DentryCache {
  static final int LIMIT = 1 << 15;

  /** How many referenced dentries one eviction may spare before it takes one all the same. */
  private static final int CHANCES = 32;

  private final ReentrantLock lock = new ReentrantLock();

  /**
   * The ends of a list that goes through {@link Dentry#newer} and {@link Dentry#older}; null when
   * it is empty. Guarded by {@link #lock}.
   */
  private Dentry oldest;

  private Dentry newest;

  /** How many are in the list. Guarded by {@link #lock}. */
  private int count;

  private final ReferenceQueue<Dentry> cleared = new ReferenceQueue<>();

  /** What a directory keeps of an evicted dentry. */
  static final class Evicted extends WeakReference<Dentry> {
    private final Dentry parent;
    private final String name;

    Evicted(Dentry dentry, ReferenceQueue<Dentry> queue) {
      super(dentry, queue);
      this.parent = dentry.parent();
      this.name = dentry.name();
    }

    String name() {
      return name;
    }
  }

  /** Keeps a dentry that a directory refers to now. A directory's lock may be held. */
  void added(Dentry dentry) {
    int limit = dentry.fileSystem().keepsNames() ? LIMIT : 0;
    lock.lock();
    try {
      unlink(dentry);
      if (dentry.isRemoved()) {
        return; // meanwhile
      }
      append(dentry);
      for (int spared = 0; count > limit; ) {
        Dentry candidate = oldest;
        unlink(candidate);
        if (candidate.isReferenced() && spared < CHANCES) {
          candidate.setReferenced(false);
          append(candidate);
          spared++;
        } else {
          evict(candidate);
        }
      }
    } finally {
      lock.unlock();
    }
    expunge();
  }

  /** Lets go of a dentry that is marked as removed. A directory's lock may be held. */
  void removed(Dentry dentry) {
    lock.lock();
    try {
      unlink(dentry);
    } finally {
      lock.unlock();
    }
  }

  private void append(Dentry dentry) {
    dentry.older = newest;
    if (newest == null) {
      oldest = dentry;
    } else {
      newest.newer = dentry;
    }
    newest = dentry;
    count++;
  }

  /** Takes a dentry out of the list, if it is there. */
  @SuppressWarnings("ReferenceEquality") // the same object
  private void unlink(Dentry dentry) {
    if (dentry.older == null && dentry != oldest) {
      return;
    }
    if (dentry.older == null) {
      oldest = dentry.newer;
    } else {
      dentry.older.newer = dentry.newer;
    }
    if (dentry.newer == null) {
      newest = dentry.older;
    } else {
      dentry.newer.older = dentry.older;
    }
    dentry.older = null;
    dentry.newer = null;
    count--;
  }

  private void evict(Dentry dentry) {
    Evicted evicted = new Evicted(dentry, cleared);
    evicted.parent.directory().evict(dentry, evicted);
  }

  private void expunge() {
    for (Reference<?> gone = cleared.poll(); gone != null; gone = cleared.poll()) {
      Evicted evicted = (Evicted) gone;
      evicted.parent.directory().expunge(evicted);
    }
  }
}
