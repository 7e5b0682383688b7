package io.jvisor.platform.systrap;

/** Counts calls by where they come from; forgets what others displace. Owned by one thread. */
final class HotCalls {
  /** How many calls from one place make it worth while to replace the instruction; 2 to the n. */
  private static final int HOT = 16;

  private static final int SLOTS = 32;

  private final long[] addresses = new long[SLOTS];
  private final int[] counts = new int[SLOTS];

  /**
   * Counts a call.
   *
   * @return whether there were {@link #HOT}, and again each time that the number has doubled
   */
  boolean count(long address) {
    int slot = (int) (address ^ address >>> 5) & (SLOTS - 1);
    if (addresses[slot] != address) {
      addresses[slot] = address;
      counts[slot] = 1;
      return false;
    }
    int count = ++counts[slot];
    return count >= HOT && (count & (count - 1)) == 0;
  }
}
