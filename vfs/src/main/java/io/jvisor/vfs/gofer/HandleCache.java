package io.jvisor.vfs.gofer;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the users of donated descriptors and keeps the ones used last open for a while, so that a
 * program or library that many processes open is fetched once.
 */
final class HandleCache {
  /** The most descriptors that are kept without a user. */
  static final int LIMIT = 512;

  private final ReentrantLock lock = new ReentrantLock();

  /** Handles without users that are not retired, oldest first. Guarded by {@link #lock}. */
  private final Set<HostHandle> idle = new LinkedHashSet<>();

  /** Takes one more use of a handle; false when it has been retired. */
  boolean acquire(HostHandle handle) {
    lock.lock();
    try {
      if (handle.retired) {
        return false;
      }
      if (handle.users++ == 0) {
        idle.remove(handle);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a use. */
  void release(HostHandle handle) {
    HostHandle closing = null;
    lock.lock();
    try {
      if (--handle.users > 0) {
        return;
      }
      if (handle.retired) {
        closing = handle;
      } else {
        idle.add(handle);
        if (idle.size() > LIMIT) {
          Iterator<HostHandle> oldest = idle.iterator();
          closing = oldest.next();
          closing.retired = true;
          oldest.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    if (closing != null) {
      closing.close();
    }
  }

  /** Lets nobody use a handle any more who does not already; closes it when nobody does. */
  void retire(HostHandle handle) {
    lock.lock();
    try {
      if (handle.retired) {
        return;
      }
      handle.retired = true;
      if (!idle.remove(handle)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    handle.close();
  }

  /** Closes all that nobody uses. */
  void clear() {
    lock.lock();
    try {
      for (HostHandle handle : idle) {
        handle.retired = true;
        handle.close();
      }
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
