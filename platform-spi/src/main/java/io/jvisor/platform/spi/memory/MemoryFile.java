package io.jvisor.platform.spi.memory;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.host.HostMemory;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one sparse file that holds all guest memory, in frames of a page each.
 *
 * <p>The kernel maps it once; platforms map ranges of it into guests. A frame is reference counted:
 * each page-table entry and each page cache that names it holds one. Frames come zeroed unless the
 * caller says that it overwrites them. Free frames keep their host memory for the next user, until
 * so much of it lies idle that whole chunks are given back to the host.
 */
public final class MemoryFile implements AutoCloseable {
  /** The size of a frame in bytes. */
  public static final int PAGE_SIZE = 4096;

  /** {@code log2} of {@link #PAGE_SIZE}. */
  public static final int PAGE_SHIFT = 12;

  /** The longest run that any allocation is sure to find in an empty file, in frames. */
  public static final int MAXIMUM_RUN = FrameChunk.FRAMES;

  /** Free frames that keep their host memory, at most: 64 MiB. */
  private static final int IDLE_LIMIT = 16_384;

  private final int descriptor;
  private final MemorySegment segment;
  private final long frames;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, but for finding the chunk of a frame that the caller holds. */
  private final FrameAllocator allocator;

  /** Guarded by {@link #lock}. */
  private long usedFrames;

  /** Free frames that may hold old bytes. Guarded by {@link #lock}. */
  private long idleFrames;

  /**
   * Makes the file.
   *
   * @param bytes its size: what all guests together may use at most; rounded up to 2 MiB, at most 4
   *     TiB
   */
  public MemoryFile(long bytes) {
    long chunkBytes = (long) FrameChunk.FRAMES << PAGE_SHIFT;
    long chunks = Math.clamp((bytes + chunkBytes - 1) / chunkBytes, 1, 1 << 21);
    this.frames = chunks << FrameChunk.SHIFT;
    this.allocator = new FrameAllocator((int) chunks);
    this.descriptor = HostMemory.createFile("jvisor-memory", frames << PAGE_SHIFT);
    this.segment = HostMemory.mapShared(descriptor, frames << PAGE_SHIFT);
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
   * Allocates zeroed frames that follow each other, with one reference each. More than {@link
   * #MAXIMUM_RUN} are found only where the file was never used, and are meant for what a platform
   * sets up at start.
   *
   * @return the first frame's number
   * @throws ErrnoException {@code ENOMEM}
   */
  public long allocate(int count) throws ErrnoException {
    return allocate(count, true);
  }

  /**
   * Allocates frames that the caller overwrites before a guest can see them.
   *
   * @param count at most {@link #MAXIMUM_RUN}
   * @return the first frame's number
   * @throws ErrnoException {@code ENOMEM}
   */
  public long allocateForOverwrite(int count) throws ErrnoException {
    return allocate(count, false);
  }

  private long allocate(int count, boolean zeroed) throws ErrnoException {
    long first;
    long dirtyWords = 0;
    lock.lock();
    try {
      first =
          count <= FrameChunk.FRAMES
              ? allocator.take(count)
              : allocator.takeChunks((count + FrameChunk.FRAMES - 1) >> FrameChunk.SHIFT);
      if (first < 0) {
        throw Errno.ENOMEM.exception();
      }
      usedFrames += count;
      if (count <= Long.SIZE) {
        dirtyWords = soil(first, count);
        idleFrames -= Long.bitCount(dirtyWords);
      } else {
        zeroLong(first, count, zeroed);
      }
    } finally {
      lock.unlock();
    }
    if (zeroed && dirtyWords != 0) {
      zeroMarked(first, dirtyWords);
    }
    return first;
  }

  /** Marks up to 64 frames dirty and tells which were so before, a bit each. */
  private long soil(long first, int count) {
    long before = 0;
    for (int i = 0; i < count; i++) {
      if (chunkOf(first + i).soil(indexOf(first + i))) {
        before |= 1L << i;
      }
    }
    return before;
  }

  private void zeroMarked(long first, long marks) {
    long left = marks;
    while (left != 0) {
      int start = Long.numberOfTrailingZeros(left);
      int length = Long.numberOfTrailingZeros(~(left >>> start));
      zero(first + start, length);
      left = start + length >= Long.SIZE ? 0 : left & (-1L << (start + length));
    }
  }

  private void zeroLong(long first, int count, boolean zeroed) {
    for (int i = 0; i < count; i++) {
      if (chunkOf(first + i).soil(indexOf(first + i))) {
        idleFrames--;
        if (zeroed) {
          zero(first + i, 1);
        }
      }
    }
  }

  private void zero(long first, int count) {
    segment.asSlice(first << PAGE_SHIFT, (long) count << PAGE_SHIFT).fill((byte) 0);
  }

  /** Takes a reference to a frame that has one. */
  public void retain(long frame) {
    chunkOf(frame).counts.incrementAndGet(indexOf(frame));
  }

  /** Gives a reference back; the last one frees the frame. */
  public void release(long frame) {
    if (chunkOf(frame).counts.decrementAndGet(indexOf(frame)) == 0) {
      lock.lock();
      try {
        FrameChunk chunk = allocator.free(frame);
        usedFrames--;
        idleFrames++;
        settle(chunk);
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Gives references to many frames back.
   *
   * @param list the frames; overwritten
   * @param count how many there are
   */
  public void release(long[] list, int count) {
    int free = 0;
    for (int i = 0; i < count; i++) {
      long frame = list[i];
      if (chunkOf(frame).counts.decrementAndGet(indexOf(frame)) == 0) {
        list[free++] = frame;
      }
    }
    if (free == 0) {
      return;
    }
    lock.lock();
    try {
      usedFrames -= free;
      idleFrames += free;
      FrameChunk last = null;
      for (int i = 0; i < free; i++) {
        FrameChunk chunk = allocator.free(list[i]);
        if (chunk != last && last != null) {
          settle(last);
        }
        last = chunk;
      }
      settle(last);
    } finally {
      lock.unlock();
    }
  }

  /** Relists a chunk after frames of it were freed; gives an empty one back to the host. */
  private void settle(FrameChunk chunk) {
    allocator.relist(chunk);
    if (chunk.usedCount() == 0 && idleFrames > IDLE_LIMIT) {
      long bytes = (long) FrameChunk.FRAMES << PAGE_SHIFT;
      if (HostMemory.punchHole(descriptor, chunk.number * bytes, bytes)) {
        idleFrames -= chunk.clean();
      }
    }
  }

  /** Whether the caller's reference is the only one, so that a private page need not be copied. */
  public boolean isExclusive(long frame) {
    return chunkOf(frame).counts.get(indexOf(frame)) == 1;
  }

  /** Frames in use. */
  public long usedFrames() {
    lock.lock();
    try {
      return usedFrames;
    } finally {
      lock.unlock();
    }
  }

  /** Frames that there are. */
  public long totalFrames() {
    return frames;
  }

  private FrameChunk chunkOf(long frame) {
    return allocator.chunk((int) (frame >> FrameChunk.SHIFT));
  }

  private static int indexOf(long frame) {
    return (int) frame & (FrameChunk.FRAMES - 1);
  }

  @Override
  public void close() {
    HostMemory.unmap(segment);
    HostMemory.close(descriptor);
  }
}
