package io.jvisor.platform.spi.memory;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.host.HostMemory;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one sparse file that holds all guest memory, in frames of a page each.
 *
 * <p>The kernel maps it once; platforms map ranges of it into guests. A frame is reference counted:
 * each page-table entry and each page cache that names it holds one. Frames come zeroed.
 */
public final class MemoryFile implements AutoCloseable {
  /** The size of a frame in bytes. */
  public static final int PAGE_SIZE = 4096;

  /** {@code log2} of {@link #PAGE_SIZE}. */
  public static final int PAGE_SHIFT = 12;

  private final int descriptor;
  private final MemorySegment segment;
  private final long frames;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final BitSet used = new BitSet();

  /** Guarded by {@link #lock}. */
  private int[] counts = new int[1024];

  /**
   * Makes the file.
   *
   * @param bytes its size: what all guests together may use at most
   */
  public MemoryFile(long bytes) {
    this.frames = bytes >> PAGE_SHIFT;
    this.descriptor = HostMemory.createFile("jvisor-memory", bytes);
    this.segment = HostMemory.mapShared(descriptor, bytes);
  }

  /** The host descriptor, for platforms. */
  public int descriptor() {
    return descriptor;
  }

  /** The whole file as the kernel sees it; frame {@code n} begins at {@code n << PAGE_SHIFT}. */
  public MemorySegment segment() {
    return segment;
  }

  /** Allocates one zeroed frame with one reference. */
  public long allocate() throws ErrnoException {
    return allocate(1);
  }

  /**
   * Allocates zeroed frames that follow each other, with one reference each.
   *
   * @return the first frame's number
   * @throws ErrnoException {@code ENOMEM}
   */
  public long allocate(int count) throws ErrnoException {
    lock.lock();
    try {
      int start = 0;
      for (; ; ) {
        start = used.nextClearBit(start);
        if (start + (long) count > frames) {
          throw Errno.ENOMEM.exception();
        }
        int end = used.nextSetBit(start);
        if (end < 0 || end - start >= count) {
          break;
        }
        start = end;
      }
      used.set(start, start + count);
      if (start + count > counts.length) {
        counts = java.util.Arrays.copyOf(counts, Math.max(start + count, counts.length * 2));
      }
      java.util.Arrays.fill(counts, start, start + count, 1);
      return start;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a reference to a frame that has one. */
  public void retain(long frame) {
    lock.lock();
    try {
      counts[(int) frame]++;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a reference back; the last one frees the frame. */
  public void release(long frame) {
    lock.lock();
    try {
      if (--counts[(int) frame] == 0) {
        segment.asSlice(frame << PAGE_SHIFT, PAGE_SIZE).fill((byte) 0);
        used.clear((int) frame);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the caller's reference is the only one, so that a private page need not be copied. */
  public boolean isExclusive(long frame) {
    lock.lock();
    try {
      return counts[(int) frame] == 1;
    } finally {
      lock.unlock();
    }
  }

  /** Frames in use. */
  public long usedFrames() {
    lock.lock();
    try {
      return used.cardinality();
    } finally {
      lock.unlock();
    }
  }

  /** Frames that there are. */
  public long totalFrames() {
    return frames;
  }

  @Override
  public void close() {
    HostMemory.unmap(segment);
    HostMemory.close(descriptor);
  }
}
