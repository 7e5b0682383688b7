package io.jvisor.vfs.pagecache;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames that the page caches of a file system hold together, and their bound.
 *
 * <p>When there are too many, or the memory file is full, clean pages that nobody has mapped are
 * given up, those of caches that have not been used for long first.
 */
public final class PagePool {
  /** How many frames one reclamation tries to free beyond what is needed. */
  private static final int BATCH = 256;

  private final MemoryFile memory;
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();

  /** Caches that have pages, oldest first. Guarded by {@link #lock}. */
  private final ArrayDeque<PageCache> caches = new ArrayDeque<>();

  /** Frames in all caches. Guarded by {@link #lock}. */
  private long frames;

  /**
   * A pool.
   *
   * @param limit the most frames that its caches hold; frames that are mapped or dirty may exceed
   *     it
   */
  public PagePool(MemoryFile memory, long limit) {
    this.memory = memory;
    this.limit = limit;
  }

  /** Where the frames are. */
  public MemoryFile memory() {
    return memory;
  }

  /** Frames held at the moment. */
  public long frames() {
    lock.lock();
    try {
      return frames;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Allocates a run of frames that the caller overwrites, one reference each; the lock of the
   * caller's cache is held.
   *
   * @return the first
   * @throws ErrnoException {@code ENOMEM} when nothing can be given up for them
   */
  long allocate(int count) throws ErrnoException {
    boolean full;
    lock.lock();
    try {
      frames += count;
      full = frames > limit;
    } finally {
      lock.unlock();
    }
    if (full) {
      reclaim(count + BATCH);
    }
    try {
      return memory.allocateForOverwrite(count);
    } catch (ErrnoException e) {
      if (reclaim(count + BATCH) > 0) {
        try {
          return memory.allocateForOverwrite(count);
        } catch (ErrnoException again) {
          // reported below, once what was counted is taken back
        }
      }
      released(count);
      throw e;
    }
  }

  /** Counts frames that a cache has given back to the memory file. */
  void released(int count) {
    lock.lock();
    try {
      frames -= count;
    } finally {
      lock.unlock();
    }
  }

  /** Lists a cache that has its first page. */
  void list(PageCache cache) {
    lock.lock();
    try {
      caches.add(cache);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up clean pages.
   *
   * @return how many frames were freed
   */
  public long reclaim(long goal) {
    long freed = 0;
    int rounds;
    lock.lock();
    try {
      rounds = 2 * caches.size(); // the first round may only take marks away
    } finally {
      lock.unlock();
    }
    while (rounds-- > 0 && freed < goal) {
      PageCache oldest;
      lock.lock();
      try {
        oldest = caches.poll();
      } finally {
        lock.unlock();
      }
      if (oldest == null) {
        break;
      }
      freed += oldest.giveUp(goal - freed);
      if (oldest.staysListed()) {
        list(oldest);
      }
    }
    return freed;
  }

  /**
   * Writes back all dirty pages.
   *
   * @throws ErrnoException the first error; the other caches are written all the same
   */
  public void sync() throws ErrnoException {
    PageCache[] all;
    lock.lock();
    try {
      all = caches.toArray(new PageCache[0]);
    } finally {
      lock.unlock();
    }
    ErrnoException first = null;
    for (PageCache cache : all) {
      try {
        cache.sync(0, Long.MAX_VALUE);
      } catch (ErrnoException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
