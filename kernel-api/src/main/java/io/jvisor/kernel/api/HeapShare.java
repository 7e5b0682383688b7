package io.jvisor.kernel.api;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What objects of one kind, which guests can make as many of as they like, may take of the kernel's
 * heap. All shares together are at most three quarters of it, so that guests that fill several at
 * once leave the kernel room to work; the rest is for what is bounded by the number of tasks.
 *
 * <p>Sizes are estimates in bytes, on the large side. Nothing here locks.
 */
public final class HeapShare {
  private static final long HEAP = Runtime.getRuntime().maxMemory();
  private static final long ALL = HEAP / 4 * 3;

  /** What is taken of all shares. */
  private static final AtomicLong TOTAL = new AtomicLong();

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /**
   * A share.
   *
   * @param parts the share is one of so many equal parts of the heap
   */
  public HeapShare(int parts) {
    this.limit = HEAP / parts;
  }

  /** The most that can be taken, in bytes, if no other share takes much. */
  public long limit() {
    return limit;
  }

  /** What is taken, in bytes. */
  public long used() {
    return used.get();
  }

  /** Takes so many bytes; false, and nothing is taken, where they are not there. */
  public boolean tryTake(long bytes) {
    if (used.addAndGet(bytes) > limit) {
      used.addAndGet(-bytes);
      return false;
    }
    if (TOTAL.addAndGet(bytes) > ALL) {
      give(bytes);
      return false;
    }
    return true;
  }

  /** Whether so many bytes are there now; others may be quicker. */
  public boolean hasRoom(long bytes) {
    return used.get() + bytes <= limit && TOTAL.get() + bytes <= ALL;
  }

  /** Takes bytes that were found to be there, or that cannot be refused. */
  public void take(long bytes) {
    used.addAndGet(bytes);
    TOTAL.addAndGet(bytes);
  }

  /** Gives bytes back. */
  public void give(long bytes) {
    take(-bytes);
  }
}
