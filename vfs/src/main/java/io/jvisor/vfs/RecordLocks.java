package io.jvisor.vfs;

import io.jvisor.kernel.api.HeapShare;
import io.jvisor.vfs.FileLocks.Held;
import java.util.ArrayList;
import java.util.List;

/**
 * The record locks on one file. Locks of one owner never overlap. The caller serialises.
 *
 * <p>A list: files with more than a handful of locks are rare, and Linux walks a list as well.
 */
@SuppressWarnings("ReferenceEquality") // owners are who they are
final class RecordLocks {
  /** The most locks on one file: enough for programs, and few enough to go through them. */
  private static final int MAXIMUM = 1 << 14;

  /** A lock and its place in the list. */
  private static final int BYTES = 64;

  /** Locks on all files. */
  private static final HeapShare SHARE = new HeapShare(32);

  private final List<Held> held = new ArrayList<>();

  /** Whether one more lock may be made, or one be cut in two: else {@code ENOLCK}. */
  boolean hasRoom() {
    return held.size() < MAXIMUM && SHARE.hasRoom(2 * BYTES);
  }

  private void add(Held lock) {
    held.add(lock);
    SHARE.take(BYTES);
  }

  private void removeAt(int index) {
    held.remove(index);
    SHARE.give(BYTES);
  }

  List<Held> all() {
    return held;
  }

  /** The lock of another owner that excludes the wanted one and begins first, or null. */
  Held conflict(Held wanted) {
    Held first = null;
    for (Held lock : held) {
      if (lock.owner() != wanted.owner()
          && lock.overlaps(wanted.start(), wanted.end())
          && (lock.exclusive() || wanted.exclusive())) {
        first = first == null || lock.start() < first.start() ? lock : first;
      }
    }
    return first;
  }

  /**
   * Sets a lock in the place of what its owner has in the range, and joins it to neighbours of the
   * same kind.
   *
   * @return whether an exclusive lock was weakened, so that others may get on
   */
  boolean replace(Held wanted) {
    boolean weakened = remove(wanted.owner(), wanted.start(), wanted.end()) && !wanted.exclusive();
    long start = wanted.start();
    long end = wanted.end();
    for (int i = held.size() - 1; i >= 0; i--) {
      Held lock = held.get(i);
      if (lock.owner() != wanted.owner() || lock.exclusive() != wanted.exclusive()) {
        continue;
      }
      boolean before = lock.end() != Long.MAX_VALUE && lock.end() + 1 == start;
      boolean after = end != Long.MAX_VALUE && end + 1 == lock.start();
      if (before || after) {
        start = Math.min(start, lock.start());
        end = Math.max(end, lock.end());
        removeAt(i);
      }
    }
    add(new Held(wanted.owner(), wanted.process(), wanted.exclusive(), start, end));
    return weakened;
  }

  /** Takes a range away from what an owner has; returns whether there was anything. */
  boolean remove(Object owner, long start, long end) {
    boolean changed = false;
    for (int i = held.size() - 1; i >= 0; i--) {
      Held lock = held.get(i);
      if (lock.owner() != owner || !lock.overlaps(start, end)) {
        continue;
      }
      changed = true;
      removeAt(i);
      if (lock.start() < start) {
        add(new Held(owner, lock.process(), lock.exclusive(), lock.start(), start - 1));
      }
      if (lock.end() > end) {
        add(new Held(owner, lock.process(), lock.exclusive(), end + 1, lock.end()));
      }
    }
    return changed;
  }
}
