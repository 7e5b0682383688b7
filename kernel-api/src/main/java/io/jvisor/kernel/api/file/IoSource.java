package io.jvisor.kernel.api.file;

import java.lang.foreign.MemorySegment;

/**
 * Where the bytes of a write come from: guest memory, an array of guest buffers, or kernel memory.
 * A cursor that moves as bytes are got.
 */
public abstract class IoSource {
  /** How many bytes are left. */
  public abstract long remaining();

  /**
   * Copies bytes from the cursor and moves it.
   *
   * @return how many were given: less than {@code length} where the source is exhausted, or where
   *     the guest has no memory, in which case {@link #isFaulted} holds
   */
  public abstract long get(MemorySegment target, long offset, long length);

  /** Whether the last {@link #get} met memory that the guest cannot read. */
  public abstract boolean isFaulted();

  /**
   * Moves the cursor back over bytes that were got and could not be written after all.
   *
   * @param length at most what has been got so far
   */
  public abstract void unget(long length);
}
