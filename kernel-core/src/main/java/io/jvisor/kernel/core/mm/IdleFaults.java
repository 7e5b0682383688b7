package io.jvisor.kernel.core.mm;

/**
 * Faults of guest threads that found their page mapped with all the rights of its area: the thread,
 * and the page, for as long as nothing is taken away from that page. A thread that faults there
 * again has faulted while the page was there. Used with the write lock of the address space held.
 */
final class IdleFaults {
  /** More threads than can be expected to do this at a time; an older fault makes room. */
  private static final int LIMIT = 32;

  private final int[] threads = new int[LIMIT];
  private final long[] pages = new long[LIMIT];
  private int count;

  /** The next to make room. */
  private int oldest;

  /** Whether the same fault is noted; it is noted if not, and not noted any more if so. */
  boolean isKnown(int thread, long page) {
    for (int i = 0; i < count; i++) {
      if (threads[i] == thread && pages[i] == page) {
        removeAt(i);
        return true;
      }
    }
    int slot = count;
    if (count == LIMIT) {
      slot = oldest;
      oldest = (oldest + 1) % LIMIT;
    } else {
      count++;
    }
    threads[slot] = thread;
    pages[slot] = page;
    return false;
  }

  /** Something is taken away from the pages of a range. */
  void forget(long first, long end) {
    for (int i = count - 1; i >= 0; i--) {
      if (pages[i] >= first && pages[i] < end) {
        removeAt(i);
      }
    }
  }

  private void removeAt(int index) {
    count--;
    threads[index] = threads[count];
    pages[index] = pages[count];
  }
}
