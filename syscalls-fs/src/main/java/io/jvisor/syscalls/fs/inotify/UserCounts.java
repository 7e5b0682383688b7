package io.jvisor.syscalls.fs.inotify;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.WatchLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** What each user has of inotify, and what all have together. */
final class UserCounts {
  /** Watches of all users: each keeps an inode in the heap. */
  private static final int WATCHES = 4 * WatchLimits.USER_WATCHES;

  /** Instances of all users. */
  private static final int INSTANCES = 32 * WatchLimits.USER_INSTANCES;

  /** Events that wait to be read, of all instances: at most about 50 MB of heap. */
  private static final int EVENTS = 8 * WatchLimits.QUEUED_EVENTS;

  private static final class Count {
    private int instances;
    private int watches;
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** By user id; users that have something. Guarded by {@link #lock}, as the next two. */
  private final Map<Integer, Count> users = new HashMap<>();

  private int allInstances;
  private int allWatches;

  private final AtomicInteger events = new AtomicInteger();

  /** Counts an instance, or throws {@code EMFILE}. */
  void takeInstance(int user) throws ErrnoException {
    lock.lock();
    try {
      Count count = users.get(user);
      int present = count == null ? 0 : count.instances;
      if (present >= WatchLimits.USER_INSTANCES || allInstances >= INSTANCES) {
        throw Errno.EMFILE.exception();
      }
      allInstances++;
      users.computeIfAbsent(user, _ -> new Count()).instances++;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a watch, or throws {@code ENOSPC}. The user has an instance. */
  void takeWatch(int user) throws ErrnoException {
    lock.lock();
    try {
      Count count = users.get(user);
      if (count.watches >= WatchLimits.USER_WATCHES || allWatches >= WATCHES) {
        throw Errno.ENOSPC.exception();
      }
      count.watches++;
      allWatches++;
    } finally {
      lock.unlock();
    }
  }

  /** Gives watches back. */
  void giveWatches(int user, int number) {
    lock.lock();
    try {
      users.get(user).watches -= number;
      allWatches -= number;
    } finally {
      lock.unlock();
    }
  }

  /** Gives an instance back, whose watches were given back before. */
  void giveInstance(int user) {
    lock.lock();
    try {
      allInstances--;
      if (--users.get(user).instances == 0) {
        users.remove(user);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts an event; false when there are too many. */
  boolean tryTakeEvent() {
    if (events.incrementAndGet() > EVENTS) {
      events.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives events back. */
  void giveEvents(int number) {
    events.addAndGet(-number);
  }
}
