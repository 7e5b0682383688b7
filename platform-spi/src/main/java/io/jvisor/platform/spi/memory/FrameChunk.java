package io.jvisor.platform.spi.memory;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The book-keeping of 512 frames that follow each other. All but the counts is guarded by the lock
 * of the {@link MemoryFile}.
 */
final class FrameChunk {
  /** {@code log2} of {@link #FRAMES}. */
  static final int SHIFT = 9;

  static final int FRAMES = 1 << SHIFT;
  private static final int WORDS = FRAMES / Long.SIZE;

  final int number;

  /** References to each frame; 0 for a free one. Changed without a lock. */
  final AtomicIntegerArray counts = new AtomicIntegerArray(FRAMES);

  /** Neighbours in the list of chunks with as long a free run; see {@link FrameAllocator}. */
  FrameChunk previous;

  FrameChunk next;

  /** The list that the chunk is in. */
  int runClass;

  /** Frames that are in use, a bit each. */
  private final long[] used = new long[WORDS];

  /** Free frames that may hold old bytes, and used ones that did when they were allocated. */
  private final long[] dirty = new long[WORDS];

  private int usedCount;

  FrameChunk(int number) {
    this.number = number;
  }

  int usedCount() {
    return usedCount;
  }

  /** The length of the longest run of free frames. */
  int longestRun() {
    if (usedCount == 0) {
      return FRAMES;
    }
    int longest = 0;
    int run = 0;
    for (int word = 0; word < WORDS; word++) {
      long bits = used[word];
      if (bits == 0) {
        run += Long.SIZE;
        continue;
      }
      if (bits == -1) {
        longest = Math.max(longest, run);
        run = 0;
        continue;
      }
      longest = Math.max(longest, run + Long.numberOfTrailingZeros(bits));
      longest = Math.max(longest, longestZeroRun(bits));
      run = Long.numberOfLeadingZeros(bits);
    }
    return Math.max(longest, run);
  }

  private static int longestZeroRun(long bits) {
    long free = ~bits;
    int length = 0;
    while (free != 0) {
      free &= free << 1;
      length++;
    }
    return length;
  }

  /** Finds the first run of free frames; -1 when none is as long. */
  int findRun(int length) {
    int start = 0;
    while (start + length <= FRAMES) {
      start = nextClear(start);
      int end = nextSet(start, start + length);
      if (start + length > FRAMES) {
        return -1;
      }
      if (end - start >= length) {
        return start;
      }
      start = end;
    }
    return -1;
  }

  private int nextClear(int from) {
    int index = from;
    while (index < FRAMES) {
      long free = ~used[index >> 6] >>> index;
      if (free != 0) {
        return index + Long.numberOfTrailingZeros(free);
      }
      index = (index | 63) + 1;
    }
    return FRAMES;
  }

  /** The first used frame at or after {@code from}, or {@code limit}. */
  private int nextSet(int from, int limit) {
    int index = from;
    int end = Math.min(limit, FRAMES);
    while (index < end) {
      long bits = used[index >> 6] >>> index;
      if (bits != 0) {
        return Math.min(end, index + Long.numberOfTrailingZeros(bits));
      }
      index = (index | 63) + 1;
    }
    return end;
  }

  /** Takes free frames; each has one reference from then on. */
  void take(int start, int length) {
    for (int i = start; i < start + length; i++) {
      used[i >> 6] |= 1L << i;
      counts.set(i, 1);
    }
    usedCount += length;
  }

  /** Whether the frame may hold old bytes; the frame counts as dirty from then on. */
  boolean soil(int index) {
    long bit = 1L << index;
    boolean was = (dirty[index >> 6] & bit) != 0;
    dirty[index >> 6] |= bit;
    return was;
  }

  /** Frees a frame whose count has become 0. */
  void free(int index) {
    used[index >> 6] &= ~(1L << index);
    usedCount--;
  }

  /** The host has taken the bytes of all frames; tells how many were dirty. */
  int clean() {
    int count = 0;
    for (long word : dirty) {
      count += Long.bitCount(word);
    }
    Arrays.fill(dirty, 0);
    return count;
  }
}
