package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPrivileges;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the users of donated descriptors and keeps the ones used last open for a while, so that a
 * program or library that many processes open is fetched once.
 */
final class HandleCache {
  /** The most descriptors that all file systems of the sandbox hold: half of what it may have. */
  private static final int TOTAL = (int) Math.min(1 << 20, HostPrivileges.descriptorLimit() / 2);

  /**
   * The most descriptors that a file system keeps without a user: enough for the files of a build,
   * since of a round of more files than that none would be kept for the next.
   */
  private static final int LIMIT = Math.clamp(TOTAL / 2, 64, 8192);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();

  /** Handles without users that are not retired, oldest first. Guarded by {@link #lock}. */
  private final Set<HostHandle> idle = new LinkedHashSet<>();

  /**
   * Makes room for another descriptor.
   *
   * @throws ErrnoException {@code ENFILE} when so many are in use
   */
  void checkRoom() throws ErrnoException {
    if (COUNT.get() < TOTAL) {
      return;
    }
    clear();
    if (COUNT.get() >= TOTAL) {
      throw Errno.ENFILE.exception();
    }
  }

  /** A handle of a descriptor, with one user. */
  HostHandle add(int descriptor, boolean readable, boolean writable) {
    COUNT.incrementAndGet();
    return new HostHandle(descriptor, readable, writable);
  }

  private static void close(HostHandle handle) {
    HostFiles.close(handle.descriptor);
    COUNT.decrementAndGet();
  }

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
      close(closing);
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
    close(handle);
  }

  /** Closes all that nobody uses. */
  void clear() {
    lock.lock();
    try {
      for (HostHandle handle : idle) {
        handle.retired = true;
        close(handle);
      }
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
