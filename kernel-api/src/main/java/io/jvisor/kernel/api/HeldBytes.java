package io.jvisor.kernel.api;

import java.lang.foreign.MemorySegment;

/**
 * Bytes that were copied from a guest and wait in the kernel for who takes them, counted against a
 * share of the heap: a message in a queue. What else a message has is the subclass's.
 */
public abstract class HeldBytes {
  private final HeapShare share;
  private final long cost;
  private final byte[] bytes;

  /**
   * Copies bytes in. They are counted until {@link #free}; not, where this throws.
   *
   * @param share what they are counted against
   * @param overhead what the object takes of the heap besides the bytes
   * @param address where the guest has them
   * @param length how many, bounded by the caller
   * @throws ErrnoException {@code EFAULT}; {@code ENOMEM} when the share has no room
   */
  protected HeldBytes(Task task, HeapShare share, int overhead, long address, int length)
      throws ErrnoException {
    this.share = share;
    this.cost = overhead + (long) length;
    if (!share.tryTake(cost)) {
      throw Errno.ENOMEM.exception();
    }
    boolean done = false;
    try {
      this.bytes = new byte[length];
      task.memory().read(address, MemorySegment.ofArray(bytes), 0, length);
      done = true;
    } finally {
      if (!done) {
        share.give(cost);
      }
    }
  }

  /** Gives back what they take; called once. They can still be copied out. */
  public final void free() {
    share.give(cost);
  }

  /** How many there are. */
  public final int length() {
    return bytes.length;
  }

  /**
   * Copies the first of them out.
   *
   * @param address where the guest wants them
   * @param length how many, at most {@link #length()}
   * @throws ErrnoException {@code EFAULT}
   */
  public final void write(Task task, long address, int length) throws ErrnoException {
    task.memory().write(address, MemorySegment.ofArray(bytes), 0, length);
  }
}
