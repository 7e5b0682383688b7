package io.jvisor.platform.spi.memory;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which frames of the memory file are free. Chunks of 512 frames are kept in lists by the length of
 * their longest free run, so that an allocation looks at one or two chunks. The caller holds the
 * lock of the {@link MemoryFile}, except for {@link #chunk}.
 */
final class FrameAllocator {
  /** A run class is {@code log2(longest run) + 1}: 0 for a full chunk, 10 for an empty one. */
  private static final int CLASSES = FrameChunk.SHIFT + 2;

  /** How many chunks of the class just below are tried: their run may be long enough. */
  private static final int TRIES = 4;

  private final int chunkLimit;

  /** Set once each; read without the lock by whoever holds a frame of the chunk. */
  private final AtomicReferenceArray<FrameChunk> chunks;

  private final FrameChunk[] lists = new FrameChunk[CLASSES];

  /** The first chunk that was never used. */
  private int fresh;

  FrameAllocator(int chunkLimit) {
    this.chunkLimit = chunkLimit;
    this.chunks = new AtomicReferenceArray<>(chunkLimit);
  }

  FrameChunk chunk(int number) {
    return chunks.getPlain(number);
  }

  /**
   * Takes frames that follow each other.
   *
   * @param count at most {@link FrameChunk#FRAMES}
   * @return the first frame, or -1
   */
  long take(int count) {
    int sufficient = runClass(count - 1) + 1;
    for (int runClass = sufficient; runClass < CLASSES; runClass++) {
      if (lists[runClass] != null) {
        return takeFrom(lists[runClass], count);
      }
    }
    FrameChunk candidate = lists[sufficient - 1];
    for (int i = 0; i < TRIES && candidate != null; i++) {
      if (candidate.findRun(count) >= 0) {
        return takeFrom(candidate, count);
      }
      candidate = candidate.next;
    }
    return fresh < chunkLimit ? takeFrom(newChunk(), count) : -1;
  }

  private long takeFrom(FrameChunk chunk, int count) {
    int start = chunk.findRun(count);
    chunk.take(start, count);
    relist(chunk);
    return ((long) chunk.number << FrameChunk.SHIFT) + start;
  }

  /** Takes whole chunks that were never used, for runs longer than one; -1 when they are out. */
  long takeChunks(int count) {
    if (chunkLimit - fresh < count) {
      return -1;
    }
    long first = (long) fresh << FrameChunk.SHIFT;
    for (int i = 0; i < count; i++) {
      FrameChunk chunk = newChunk();
      chunk.take(0, FrameChunk.FRAMES);
      relist(chunk);
    }
    return first;
  }

  private FrameChunk newChunk() {
    FrameChunk chunk = new FrameChunk(fresh);
    chunks.setRelease(fresh, chunk);
    fresh++;
    chunk.runClass = -1;
    relist(chunk);
    return chunk;
  }

  /** Frees a frame; the caller relists the chunk when it has freed all it will. */
  FrameChunk free(long frame) {
    FrameChunk chunk = chunk((int) (frame >> FrameChunk.SHIFT));
    chunk.free((int) frame & (FrameChunk.FRAMES - 1));
    return chunk;
  }

  /** Puts the chunk into the list that its longest free run asks for. */
  void relist(FrameChunk chunk) {
    int runClass = runClass(chunk.longestRun());
    if (runClass == chunk.runClass) {
      return;
    }
    if (chunk.runClass >= 0) {
      unlink(chunk);
    }
    chunk.runClass = runClass;
    chunk.previous = null;
    chunk.next = lists[runClass];
    if (chunk.next != null) {
      chunk.next.previous = chunk;
    }
    lists[runClass] = chunk;
  }

  private void unlink(FrameChunk chunk) {
    if (chunk.previous != null) {
      chunk.previous.next = chunk.next;
    } else {
      lists[chunk.runClass] = chunk.next;
    }
    if (chunk.next != null) {
      chunk.next.previous = chunk.previous;
    }
  }

  private static int runClass(int run) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(run);
  }
}
