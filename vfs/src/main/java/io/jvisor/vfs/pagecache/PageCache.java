package io.jvisor.vfs.pagecache;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pages of one file that are in memory. A file system subclasses it with how pages are read and
 * written.
 *
 * <p>A page that is here is the truth: reads take it from here, and writes, which go to the file
 * first, change it here too ({@link #update}). Only stores through shared mappings make pages
 * dirty; they are written back by {@link #sync}, and when the last such mapping goes.
 *
 * <p>The lock is held while pages are read or written, so that a page is read once and nobody sees
 * half of it. It is never held while guest memory is touched, since that may need a page from here.
 */
public abstract class PageCache implements Mappable {
  /** The most pages that one read brings in. */
  private static final int READ_AHEAD = 32;

  private static final int PAGE_SIZE = MemoryFile.PAGE_SIZE;
  private static final int PAGE_SHIFT = MemoryFile.PAGE_SHIFT;

  /** Of a table entry: changed through a shared mapping. */
  private static final long DIRTY = 1;

  /** Of a table entry: used since the pool looked last. */
  private static final long USED = 2;

  private static final int FRAME_SHIFT = 2;

  private final PagePool pool;
  private final MemoryFile memory;
  private final ReentrantLock lock = new ReentrantLock();

  /** Page number to frame and marks. Guarded by {@link #lock}. */
  private final PageTable pages = new PageTable();

  /** Guarded by {@link #lock}. */
  private final List<Mapping> mappings = new ArrayList<>(0);

  /** How many of them are shared and writable. Guarded by {@link #lock}. */
  private int sharedWritable;

  /** Whether the pool lists this cache. Guarded by {@link #lock}. */
  private boolean listed;

  /** Whether any page is here; read without the lock to pass by an empty cache. */
  private volatile boolean populated;

  /** An empty cache. */
  protected PageCache(PagePool pool) {
    this.pool = pool;
    this.memory = pool.memory();
  }

  /** The size of the file in bytes; any thread, without waiting. */
  protected abstract long size();

  /**
   * Reads from the file into frames that follow each other.
   *
   * @param offset in the file, a multiple of the page size
   * @param length how many bytes; the file may have become shorter
   * @param frame the first frame
   * @return how many bytes there were
   */
  protected abstract long readPages(long offset, long length, long frame) throws ErrnoException;

  /** Writes to the file from frames that follow each other; never past the file's size. */
  protected abstract void writePages(long offset, long length, long frame) throws ErrnoException;

  /** Runs when the first mapping comes, without locks held. */
  protected void onMapped() {}

  /** Runs when the last mapping is gone, without locks held. */
  protected void onUnmapped() {}

  @Override
  public long frame(long pageIndex, boolean write) throws ErrnoException {
    lock.lock();
    try {
      long entry = load(pageIndex, pageIndex, READ_AHEAD);
      pages.put(pageIndex, entry | USED | (write ? DIRTY : 0));
      long frame = entry >>> FRAME_SHIFT;
      memory.retain(frame);
      return frame;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void frames(long first, int count, int wanted, boolean write, long[] frames)
      throws ErrnoException {
    Arrays.fill(frames, 0, count, -1);
    if (write) {
      // A neighbour given writable would count as dirty without having been written.
      frames[wanted] = frame(first + wanted, true);
      return;
    }
    lock.lock();
    try {
      load(first + wanted, first, count);
      for (int i = 0; i < count; i++) {
        long entry = pages.get(first + i);
        if (entry != PageTable.ABSENT) {
          frames[i] = entry >>> FRAME_SHIFT;
          memory.retain(frames[i]);
        }
      }
      pages.put(first + wanted, pages.get(first + wanted) | USED);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void presentFrames(long first, int count, long[] frames) {
    Arrays.fill(frames, 0, count, -1);
    if (!populated || !lock.tryLock()) {
      return;
    }
    try {
      long end = Math.min(first + count, pagesOf(size()));
      for (long page = first; page < end; page++) {
        long entry = pages.get(page);
        if (entry != PageTable.ABSENT) {
          frames[(int) (page - first)] = entry >>> FRAME_SHIFT;
          memory.retain(entry >>> FRAME_SHIFT);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The entry of a page, read with those around it that are missing. The lock is held.
   *
   * @param window the first page that may be read with it
   * @param count how many pages the window has
   */
  private long load(long index, long window, int count) throws ErrnoException {
    long end = pagesOf(size());
    if (index < 0 || index >= end) {
      throw Errno.ENXIO.exception();
    }
    long entry = pages.get(index);
    if (entry != PageTable.ABSENT) {
      return entry;
    }
    long from = index;
    while (from > window && pages.get(from - 1) == PageTable.ABSENT) {
      from--;
    }
    long to = index + 1;
    long last = Math.min(window + count, end);
    while (to < last && pages.get(to) == PageTable.ABSENT) {
      to++;
    }
    int run = (int) (to - from);
    try {
      read(from, run);
    } catch (ErrnoException e) {
      if (run == 1 || e.errno() == Errno.EIO) {
        throw e;
      }
      read(index, 1); // no room for the neighbours
    }
    return pages.get(index);
  }

  /** Reads pages that are missing. The lock is held. */
  private void read(long first, int count) throws ErrnoException {
    long frame = pool.allocate(count);
    long length = (long) count << PAGE_SHIFT;
    try {
      long got = readPages(first << PAGE_SHIFT, length, frame);
      if (got < length) {
        long start = (frame << PAGE_SHIFT) + Math.max(0, got);
        memory.segment().asSlice(start, length - Math.max(0, got)).fill((byte) 0);
      }
    } catch (ErrnoException e) {
      for (int i = 0; i < count; i++) {
        memory.release(frame + i);
      }
      pool.released(count);
      throw e;
    }
    for (int i = 0; i < count; i++) {
      pages.put(first + i, (frame + i) << FRAME_SHIFT);
    }
    populated = true;
    if (!listed) {
      listed = true;
      pool.list(this);
    }
  }

  private static long pagesOf(long bytes) {
    return (bytes + PAGE_SIZE - 1) >>> PAGE_SHIFT;
  }

  /** Whether there are no pages, so that {@link #read} and {@link #update} would do nothing. */
  public final boolean isEmpty() {
    return !populated;
  }

  /**
   * Reads from pages that are here.
   *
   * @param length at most the size of the file less the offset
   * @return how many bytes were taken; 0 when the first page is not here, or the sink took none
   */
  public final long read(IoSink sink, long offset, long length) {
    long done = 0;
    while (done < length) {
      long at = offset + done;
      long frame = retainIfPresent(at >>> PAGE_SHIFT);
      if (frame < 0) {
        break;
      }
      int within = (int) at & (PAGE_SIZE - 1);
      long want = Math.min(PAGE_SIZE - within, length - done);
      long put;
      try {
        put = sink.put(memory.segment(), (frame << PAGE_SHIFT) + within, want);
      } finally {
        memory.release(frame);
      }
      done += put;
      if (put < want) {
        break;
      }
    }
    return done;
  }

  /**
   * How many bytes from an offset on have no page here, so that they may be read from the file.
   *
   * @return between 1 and {@code length}, or 0 when the page of the offset is here
   */
  public final long absent(long offset, long length) {
    if (!populated) {
      return length;
    }
    lock.lock();
    try {
      long index = offset >>> PAGE_SHIFT;
      long last = (offset + length - 1) >>> PAGE_SHIFT;
      while (index <= last && pages.get(index) == PageTable.ABSENT) {
        index++;
      }
      return Math.clamp((index << PAGE_SHIFT) - offset, 0, length);
    } finally {
      lock.unlock();
    }
  }

  private long retainIfPresent(long index) {
    lock.lock();
    try {
      long entry = pages.get(index);
      if (entry == PageTable.ABSENT) {
        return -1;
      }
      pages.put(index, entry | USED);
      memory.retain(entry >>> FRAME_SHIFT);
      return entry >>> FRAME_SHIFT;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes pages that are here follow a write that the file has taken.
   *
   * @param source the bytes, from {@code from} on
   */
  public final void update(MemorySegment source, long from, long offset, long length) {
    if (!populated) {
      return;
    }
    lock.lock();
    try {
      for (long done = 0; done < length; ) {
        long at = offset + done;
        int within = (int) at & (PAGE_SIZE - 1);
        long count = Math.min(PAGE_SIZE - within, length - done);
        long entry = pages.get(at >>> PAGE_SHIFT);
        if (entry != PageTable.ABSENT) {
          long target = (entry >>> FRAME_SHIFT << PAGE_SHIFT) + within;
          MemorySegment.copy(source, from + done, memory.segment(), target, count);
        }
        done += count;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Follows a change of the file's size that has happened: pages behind the end go, also from the
   * page tables of those who mapped them, and what the last page has behind the end becomes zero.
   * The caller serialises changes of size.
   */
  public final void resize(long oldSize, long newSize) {
    Mapping[] informed;
    long firstGone = pagesOf(newSize);
    lock.lock();
    try {
      zeroTail(Math.min(oldSize, newSize));
      if (newSize >= oldSize) {
        return;
      }
      removePages(firstGone, Long.MAX_VALUE);
      informed = mappings.toArray(new Mapping[0]);
    } finally {
      lock.unlock();
    }
    for (Mapping mapping : informed) {
      mapping.invalidate(firstGone, Long.MAX_VALUE, true);
    }
  }

  /** Drops the pages that lie in a range wholly or in part; for holes and changes by others. */
  public final void invalidate(long offset, long length) {
    Mapping[] informed;
    long first = offset >>> PAGE_SHIFT;
    long end = length > Long.MAX_VALUE - offset - PAGE_SIZE ? Long.MAX_VALUE : offset + length;
    long last = end == Long.MAX_VALUE ? end : pagesOf(end);
    lock.lock();
    try {
      removePages(first, last);
      informed = mappings.toArray(new Mapping[0]);
    } finally {
      lock.unlock();
    }
    for (Mapping mapping : informed) {
      mapping.invalidate(first, last == Long.MAX_VALUE ? last : last - first, false);
    }
  }

  private void zeroTail(long size) {
    int within = (int) size & (PAGE_SIZE - 1);
    long entry = within == 0 ? PageTable.ABSENT : pages.get(size >>> PAGE_SHIFT);
    if (entry != PageTable.ABSENT) {
      long start = (entry >>> FRAME_SHIFT << PAGE_SHIFT) + within;
      memory.segment().asSlice(start, PAGE_SIZE - within).fill((byte) 0);
    }
  }

  private void removePages(long first, long end) {
    if (pages.size() == 0) {
      return;
    }
    int count = 0;
    for (long index : pages.keys()) {
      if (index >= first && index < end) {
        memory.release(pages.get(index) >>> FRAME_SHIFT);
        pages.remove(index);
        count++;
      }
    }
    pool.released(count);
    populated = pages.size() > 0;
  }

  @Override
  public void addMapping(Mapping mapping, boolean writable) {
    boolean first;
    lock.lock();
    try {
      first = mappings.isEmpty();
      mappings.add(mapping);
      sharedWritable += writable ? 1 : 0;
    } finally {
      lock.unlock();
    }
    if (first) {
      onMapped();
    }
  }

  @Override
  public void removeMapping(Mapping mapping, boolean writable) {
    boolean last;
    lock.lock();
    try {
      mappings.remove(mapping);
      if (writable && --sharedWritable == 0) {
        try {
          writeBack(0, Long.MAX_VALUE);
        } catch (ErrnoException e) {
          // The pages stay dirty; the next sync tries again and can tell somebody.
        }
      }
      last = mappings.isEmpty();
    } finally {
      lock.unlock();
    }
    if (last) {
      onUnmapped();
    }
  }

  /** Whether anything maps the file; a hint. */
  public final boolean isMapped() {
    lock.lock();
    try {
      return !mappings.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void sync(long firstPage, long count) throws ErrnoException {
    if (!populated) {
      return;
    }
    lock.lock();
    try {
      writeBack(firstPage, count > Long.MAX_VALUE - firstPage ? Long.MAX_VALUE : firstPage + count);
    } finally {
      lock.unlock();
    }
  }

  /** Writes dirty pages. The lock is held. */
  private void writeBack(long first, long end) throws ErrnoException {
    long size = size();
    long[] all = pages.keys();
    for (int i = 0; i < all.length; ) {
      long index = all[i];
      long entry = pages.get(index);
      if (index < first || index >= end || (entry & DIRTY) == 0 || index >= pagesOf(size)) {
        i++;
        continue;
      }
      long frame = entry >>> FRAME_SHIFT;
      int run = 1;
      while (i + run < all.length
          && all[i + run] == index + run
          && index + run < end
          && (pages.get(index + run) & DIRTY) != 0
          && pages.get(index + run) >>> FRAME_SHIFT == frame + run) {
        run++;
      }
      long offset = index << PAGE_SHIFT;
      writePages(offset, Math.min((long) run << PAGE_SHIFT, size - offset), frame);
      if (sharedWritable == 0) {
        // With such a mapping left, its owner may store again without our learning of it.
        for (int j = 0; j < run; j++) {
          pages.put(index + j, pages.get(index + j) & ~DIRTY);
        }
      }
      i += run;
    }
  }

  /**
   * Frees clean pages that nobody has mapped, unless another thread has the lock; for the pool. The
   * pool's caller may be this very cache, which allocates only while its table is in order.
   */
  final long giveUp(long goal) {
    if (!lock.tryLock()) {
      return 0;
    }
    try {
      int freed = 0;
      for (long index : pages.keys()) {
        long entry = pages.get(index);
        if ((entry & USED) != 0) {
          pages.put(index, entry & ~USED);
        } else if ((entry & DIRTY) == 0 && memory.isExclusive(entry >>> FRAME_SHIFT)) {
          memory.release(entry >>> FRAME_SHIFT);
          pages.remove(index);
          if (++freed >= goal) {
            break;
          }
        }
      }
      pool.released(freed);
      populated = pages.size() > 0;
      return freed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the pool keeps the cache in its list; an empty one is listed again when it fills. */
  final boolean staysListed() {
    if (!lock.tryLock()) {
      return true; // whoever has it may be waiting for a lock of the pool's caller
    }
    try {
      listed = pages.size() > 0;
      return listed;
    } finally {
      lock.unlock();
    }
  }
}
