package io.jvisor.kernel.api.file;

import java.lang.foreign.MemorySegment;

/**
 * Where the bytes of a read go: guest memory, an array of guest buffers, or kernel memory. A cursor
 * that moves as bytes are put.
 */
public abstract class IoSink {
  /** How many bytes still fit. */
  public abstract long remaining();

  /**
   * Copies bytes to the cursor and moves it.
   *
   * @return how many were taken: less than {@code length} where the sink is full, or where the
   *     guest has no memory, in which case {@link #isFaulted} holds
   */
  public abstract long put(MemorySegment source, long offset, long length);

  /** Puts zeros; otherwise as {@link #put}. */
  public abstract long putZeros(long length);

  /** Whether the last {@link #put} met memory that the guest cannot write. */
  public abstract boolean isFaulted();
}
