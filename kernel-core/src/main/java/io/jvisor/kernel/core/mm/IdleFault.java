package io.jvisor.kernel.core.mm;

/** The last fault of a thread that found its page mapped with all the rights of its area. */
final class IdleFault {
  /** How often it may come again while other threads change the address space. */
  private static final int PATIENCE = 16;

  private int thread;
  private long address;

  /** {@code Backing.changes} when the page had been mapped again. */
  private long changes;

  private int count;

  /** Whether mapping the page again has not helped. */
  boolean isHopeless(int faultThread, long faultAddress, long changesNow) {
    boolean same = thread == faultThread && address == faultAddress;
    if (!same) {
      count = 0;
    }
    boolean hopeless = same && (changes == changesNow || count >= PATIENCE);
    if (hopeless) {
      thread = 0;
    }
    return hopeless;
  }

  void note(int faultThread, long faultAddress, long changesNow) {
    thread = faultThread;
    address = faultAddress;
    changes = changesNow;
    count++;
  }
}
