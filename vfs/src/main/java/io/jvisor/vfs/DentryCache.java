package io.jvisor.vfs;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many dentries of one file system are kept for their own sake.
 *
 * <p>The cache refers to the last {@value #LIMIT} dentries strongly, second chance for those that a
 * walk met. An evicted dentry stays in its directory by a weak reference: whoever still holds it (a
 * working directory, an open file, a child) and whoever looks the name up see the same object, and
 * the collector takes it when nobody does. No count has to be kept on the way.
 */
final class DentryCache {
  static final int LIMIT = 1 << 15;

  /** How many referenced dentries one eviction may spare before it takes one all the same. */
  private static final int CHANCES = 32;

  private final ReentrantLock lock = new ReentrantLock();

  /** Oldest first; may name dentries that were removed. Guarded by {@link #lock}. */
  private final ArrayDeque<Dentry> queue = new ArrayDeque<>();

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

  /** Counts a dentry that a directory refers to now. A directory's lock may be held. */
  void added(Dentry dentry) {
    lock.lock();
    try {
      queue.add(dentry);
      for (int spared = 0; queue.size() > LIMIT; ) {
        Dentry oldest = queue.poll();
        if (oldest.isReferenced() && !oldest.isRemoved() && spared < CHANCES) {
          oldest.setReferenced(false);
          queue.add(oldest);
          spared++;
        } else {
          evict(oldest);
        }
      }
    } finally {
      lock.unlock();
    }
    expunge();
  }

  private void evict(Dentry dentry) {
    if (dentry.isMountPoint()) {
      return; // stays in its directory; there are not many
    }
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
