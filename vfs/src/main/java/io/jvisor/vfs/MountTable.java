package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all mount namespaces of a kernel have together: one lock, since a change in one propagates
 * to the others; the number of mounts, which has a limit; and who stands where.
 */
final class MountTable {
  /** The most mounts there may be in all namespaces. Linux allows 100,000 in each. */
  static final int MAXIMUM = 10_000;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private int count;

  /** Guarded by {@link #lock}. */
  private final BitSet groupIds = new BitSet();

  /** What nobody holds any more. Guarded by {@link #lock}. */
  private final Deque<MountTree> ended = new ArrayDeque<>();

  /** Roots and working directories of all tasks, for {@code pivot_root(2)}. */
  final Set<FsContext> contexts = ConcurrentHashMap.newKeySet();

  /** Takes the mount lock: Linux's {@code namespace_sem}. */
  void lock() {
    lock.lock();
  }

  /** Gives the lock back, and takes apart what has ended meanwhile. */
  void unlock() {
    try {
      while (lock.getHoldCount() == 1 && !ended.isEmpty()) {
        Unmounting.runSilently(this, ended.pop().base());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has a tree taken apart that nobody holds any more; any lock of lower order may not be held. */
  void end(MountTree tree) {
    lock();
    try {
      ended.add(tree); // one that ends with a mount of another waits, or chains of them would nest
    } finally {
      unlock();
    }
  }

  /**
   * Counts a mount more. The lock is held.
   *
   * @throws ErrnoException {@code ENOSPC}
   */
  void take() throws ErrnoException {
    if (count >= MAXIMUM) {
      throw Errno.ENOSPC.exception();
    }
    count++;
  }

  /** Counts a mount less. The lock is held. */
  void give() {
    count--;
  }

  /** A group without peers, with the lowest number that is free. The lock is held. */
  PeerGroup newGroup() {
    int id = groupIds.nextClearBit(1);
    groupIds.set(id);
    return new PeerGroup(id);
  }

  void freeGroupId(int id) {
    groupIds.clear(id);
  }

  /**
   * Takes a mount apart from all that it propagates to and from, and gives it back. It is detached
   * already. The lock is held.
   */
  void dissolve(Mount mount) {
    PropagationType.PRIVATE.apply(mount, this);
    mount.setTree(null);
    give();
    mount.dissolve();
  }
}
