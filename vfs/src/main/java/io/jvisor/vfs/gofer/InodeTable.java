package io.jvisor.vfs.gofer;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The inodes that somebody refers to, so that all names of a file lead to one inode and with it to
 * one page cache.
 */
final class InodeTable {
  /** What the host knows a file by. */
  record Key(long device, long number) {
    /** Written out: the generated one is assembled at its first use, which is at every start. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.device == device && key.number == number;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(device * 31 + number);
    }
  }

  private static final class Reference extends WeakReference<GoferInode> {
    private final Key key;

    Reference(Key key, GoferInode inode, ReferenceQueue<GoferInode> queue) {
      super(inode, queue);
      this.key = key;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<Key, Reference> inodes = new HashMap<>();

  private final ReferenceQueue<GoferInode> cleared = new ReferenceQueue<>();

  /** The inode of a key, or null. */
  GoferInode get(Key key) {
    lock.lock();
    try {
      Reference reference = inodes.get(key);
      return reference == null ? null : reference.get();
    } finally {
      lock.unlock();
    }
  }

  /** Adds an inode unless its key has one; returns that which is there then. */
  GoferInode putIfAbsent(Key key, GoferInode fresh) {
    lock.lock();
    try {
      for (Object gone = cleared.poll(); gone != null; gone = cleared.poll()) {
        Reference reference = (Reference) gone;
        inodes.remove(reference.key, reference);
      }
      Reference present = inodes.get(key);
      GoferInode inode = present == null ? null : present.get();
      if (inode != null) {
        return inode;
      }
      inodes.put(key, new Reference(key, fresh, cleared));
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a file that is gone: the host may give its number to another. */
  void remove(Key key, GoferInode inode) {
    lock.lock();
    try {
      Reference reference = inodes.get(key);
      if (reference != null && reference.get() == inode) {
        inodes.remove(key);
      }
    } finally {
      lock.unlock();
    }
  }
}
