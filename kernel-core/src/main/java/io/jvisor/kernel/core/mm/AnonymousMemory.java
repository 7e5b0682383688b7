package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory that processes share and that no file has: of a {@code MAP_SHARED | MAP_ANONYMOUS}
 * mapping, which a fork shares, or a segment of {@code shmget(2)}. It lives as long as it is mapped
 * or held.
 */
public final class AnonymousMemory implements Mappable {
  private static final int LEAF = 512;

  /** What a leaf takes of the heap. */
  private static final int LEAF_BYTES = LEAF * Long.BYTES + 64;

  /** The page tables of all such memory. */
  private static final HeapShare SHARE = new HeapShare(8);

  private final MemoryFile memory;
  private final long pages;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * Frames plus one, in leaves of {@link #LEAF} pages; 0 where none is yet. Guarded by the lock.
   */
  private long[][] frames = new long[1][];

  /** How many pages have a frame. Guarded by the lock. */
  private long present;

  /** How many areas map the memory, and who else holds it. Guarded by the lock. */
  private int users;

  /** Memory of so many pages, none of which takes any room before it is touched. */
  public AnonymousMemory(MemoryFile memory, long pages) {
    this.memory = memory;
    this.pages = pages;
  }

  @Override
  public long frame(long pageIndex, boolean write) throws ErrnoException {
    lock.lock();
    try {
      return take(pageIndex);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void frames(long first, int count, int wanted, boolean write, long[] result)
      throws ErrnoException {
    lock.lock();
    try {
      Arrays.fill(result, 0, count, -1);
      result[wanted] = take(first + wanted);
      for (int i = 0; i < count; i++) {
        if (i != wanted && first + i < pages) {
          try {
            result[i] = take(first + i);
          } catch (ErrnoException full) {
            return;
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void presentFrames(long first, int count, long[] result) {
    Arrays.fill(result, 0, count, -1);
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        long page = first + i;
        int leaf = (int) Math.min(page / LEAF, frames.length);
        if (page < 0 || page >= pages || leaf == frames.length || frames[leaf] == null) {
          continue;
        }
        long frame = frames[leaf][(int) (page % LEAF)] - 1;
        if (frame >= 0) {
          memory.retain(frame);
          result[i] = frame;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many pages have a frame. */
  public long presentPages() {
    lock.lock();
    try {
      return present;
    } finally {
      lock.unlock();
    }
  }

  private long take(long page) throws ErrnoException {
    if (page < 0 || page >= pages) {
      throw Errno.ENXIO.exception();
    }
    int leaf = (int) (page / LEAF);
    if (leaf >= frames.length) {
      frames = Arrays.copyOf(frames, Math.max(leaf + 1, frames.length * 2));
    }
    if (frames[leaf] == null) {
      if (!SHARE.tryTake(LEAF_BYTES)) {
        throw Errno.ENOMEM.exception();
      }
      frames[leaf] = new long[LEAF];
    }
    int index = (int) (page % LEAF);
    if (frames[leaf][index] == 0) {
      fill(frames[leaf], index, (int) Math.min(LEAF, pages - (long) leaf * LEAF));
    }
    long frame = frames[leaf][index] - 1;
    memory.retain(frame);
    return frame;
  }

  /** Allocates a run of frames for a page and those after it, so that one mapping covers them. */
  private void fill(long[] leaf, int index, int pagesOfLeaf) throws ErrnoException {
    int end = index + 1;
    int limit = Math.min(pagesOfLeaf, (index | 15) + 1);
    while (end < limit && leaf[end] == 0) {
      end++;
    }
    long frame = memory.allocate(end - index);
    for (int i = index; i < end; i++) {
      leaf[i] = frame + (i - index) + 1;
    }
    present += end - index;
  }

  @Override
  public void addMapping(Mapping mapping, boolean sharedWritable) {
    hold();
  }

  @Override
  public void removeMapping(Mapping mapping, boolean sharedWritable) {
    drop();
  }

  /** Keeps the memory though nobody maps it. */
  public void hold() {
    lock.lock();
    try {
      users++;
    } finally {
      lock.unlock();
    }
  }

  /** Undoes {@link #hold}; what nobody maps or holds gives its frames back. */
  public void drop() {
    long[][] unused = null;
    lock.lock();
    try {
      if (--users == 0) {
        unused = frames;
        frames = new long[1][];
        present = 0;
      }
    } finally {
      lock.unlock();
    }
    if (unused != null) {
      release(unused);
    }
  }

  private void release(long[][] unused) {
    long[] batch = new long[LEAF];
    for (long[] leaf : unused) {
      if (leaf == null) {
        continue;
      }
      int count = 0;
      for (long frame : leaf) {
        if (frame != 0) {
          batch[count++] = frame - 1;
        }
      }
      memory.release(batch, count);
      SHARE.give(LEAF_BYTES);
    }
  }

  @Override
  public void sync(long firstPage, long count) {}

  @Override
  public boolean tracksWrites() {
    return false;
  }
}
