package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Sparse pages that can be mapped: the contents of a file in memory, or shared zeros. */
class PagedObject implements Mappable {
  private final MemoryFile memory;
  private final PageQuota quota;

  /** A leaf: nothing is locked while it is held but the memory file and the heap budget. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final PageTable table = new PageTable();

  /** Guarded by {@link #lock}. */
  private final List<Mapping> mappings = new ArrayList<>(1);

  /** How many of them can store to the object. Guarded by {@link #lock}. */
  private int writableMappings;

  /** In bytes. Written under {@link #lock}, by whoever orders changes of the contents. */
  private volatile long size;

  PagedObject(MemoryFile memory, PageQuota quota, long size) {
    this.memory = memory;
    this.quota = quota;
    this.size = size;
  }

  long size() {
    return size;
  }

  long pages() {
    lock.lock();
    try {
      return table.pages();
    } finally {
      lock.unlock();
    }
  }

  private static long pagesOf(long bytes) {
    return (bytes >> MemoryFile.PAGE_SHIFT) + ((bytes & (MemoryFile.PAGE_SIZE - 1)) == 0 ? 0 : 1);
  }

  @Override
  public long frame(long page, boolean write) throws ErrnoException {
    lock.lock();
    try {
      if (page < 0 || page >= pagesOf(size)) {
        throw Errno.ENXIO.exception();
      }
      long frame = present(page);
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
    frames[wanted] = frame(first + wanted, write);
    addPresent(first, count, wanted, frames);
  }

  @Override
  public void presentFrames(long first, int count, long[] frames) {
    Arrays.fill(frames, 0, count, -1);
    addPresent(first, count, -1, frames);
  }

  /** Tells the frames of all pages that are there but one. */
  private void addPresent(long first, int count, int known, long[] frames) {
    lock.lock();
    try {
      long end = pagesOf(size);
      for (int i = 0; i < count; i++) {
        if (i == known || first + i < 0 || first + i >= end) {
          continue;
        }
        long frame = table.get(first + i);
        if (frame >= 0) {
          memory.retain(frame);
          frames[i] = frame;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The frame of a page, made when there is none. The lock is held. */
  private long present(long page) throws ErrnoException {
    long frame = table.get(page);
    if (frame < 0) {
      quota.take(1);
      boolean done = false;
      try {
        frame = memory.allocate();
        table.put(page, frame);
        done = true;
      } finally {
        if (!done) {
          quota.give(1);
          if (frame >= 0) {
            memory.release(frame);
          }
        }
      }
    }
    return frame;
  }

  /** The frame of a page, or -1; the caller keeps it from being taken out. */
  long peek(long page) {
    lock.lock();
    try {
      return table.get(page);
    } finally {
      lock.unlock();
    }
  }

  /** The frame of a page, made when there is none; the caller keeps it from being taken out. */
  long make(long page) throws ErrnoException {
    lock.lock();
    try {
      return present(page);
    } finally {
      lock.unlock();
    }
  }

  /** Makes a page for {@code fallocate(2)}; whether it was not there before. */
  boolean reserve(long page) throws ErrnoException {
    lock.lock();
    try {
      if (table.get(page) >= 0) {
        return false;
      }
      present(page);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Extends the object. */
  void grow(long bytes) {
    lock.lock();
    try {
      if (bytes > size) {
        size = bytes;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Cuts the object: pages past the end go, and the rest of the last one is zero. */
  void cut(long bytes) {
    lock.lock();
    try {
      size = bytes;
      clear(bytes, Math.min(Long.MAX_VALUE, (bytes | (MemoryFile.PAGE_SIZE - 1L)) + 1));
      table.remove(pagesOf(bytes), Long.MAX_VALUE >> MemoryFile.PAGE_SHIFT, this::free);
    } finally {
      lock.unlock();
    }
    invalidate(pagesOf(bytes), Long.MAX_VALUE, true);
  }

  private void free(int frame) {
    memory.release(frame);
    quota.give(1);
  }

  /** Makes a range zero, taking whole pages out. */
  void punch(long from, long to) {
    long first = pagesOf(from);
    long end = to >> MemoryFile.PAGE_SHIFT;
    lock.lock();
    try {
      if (first > end) {
        clear(from, to); // within one page
        return;
      }
      clear(from, first << MemoryFile.PAGE_SHIFT);
      clear(end << MemoryFile.PAGE_SHIFT, to);
      table.remove(first, end, this::free);
    } finally {
      lock.unlock();
    }
    if (first < end) {
      invalidate(first, end - first, false);
    }
  }

  /** Zeroes bytes of one page. The lock is held. */
  private void clear(long from, long to) {
    if (from >= to) {
      return;
    }
    long frame = table.get(from >> MemoryFile.PAGE_SHIFT);
    if (frame >= 0) {
      long at = (frame << MemoryFile.PAGE_SHIFT) + (from & (MemoryFile.PAGE_SIZE - 1));
      memory.segment().asSlice(at, to - from).fill((byte) 0);
    }
  }

  /** The first byte at or after an offset that lies in a page; -1 when there is none. */
  long nextData(long offset) {
    lock.lock();
    try {
      long page = table.nextPresent(offset >> MemoryFile.PAGE_SHIFT);
      return page < 0 ? -1 : Math.max(offset, page << MemoryFile.PAGE_SHIFT);
    } finally {
      lock.unlock();
    }
  }

  /** The first byte at or after an offset that lies in no page. */
  long nextHole(long offset) {
    lock.lock();
    try {
      long page = table.nextAbsent(offset >> MemoryFile.PAGE_SHIFT);
      return Math.max(offset, page << MemoryFile.PAGE_SHIFT);
    } finally {
      lock.unlock();
    }
  }

  private void invalidate(long first, long count, boolean evenPrivateCopies) {
    Mapping[] present;
    lock.lock();
    try {
      if (mappings.isEmpty()) {
        return;
      }
      present = mappings.toArray(Mapping[]::new);
    } finally {
      lock.unlock();
    }
    for (Mapping mapping : present) {
      mapping.invalidate(first, count, evenPrivateCopies);
    }
  }

  /** Whether a mapping can store to the object, which {@code F_SEAL_WRITE} forbids. */
  boolean hasWritableMappings() {
    lock.lock();
    try {
      return writableMappings > 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean tracksWrites() {
    return false;
  }

  @Override
  public void addMapping(Mapping mapping, boolean sharedWritable) {
    lock.lock();
    try {
      mappings.add(mapping);
      writableMappings += sharedWritable ? 1 : 0;
    } finally {
      lock.unlock();
    }
    onMapped();
  }

  @Override
  public void removeMapping(Mapping mapping, boolean sharedWritable) {
    lock.lock();
    try {
      if (!mappings.remove(mapping)) {
        return;
      }
      writableMappings -= sharedWritable ? 1 : 0;
    } finally {
      lock.unlock();
    }
    onUnmapped();
  }

  /** Called after each mapping that was added, without locks. */
  void onMapped() {}

  /** Called after each mapping that was removed, without locks. */
  void onUnmapped() {}

  @Override
  public void sync(long firstPage, long pages) {}
}
