package io.jvisor.syscalls.fs.poll;

import io.jvisor.kernel.api.abi.PollEvents;

/** Which events of a wake-up matter to a waiter. */
public final class Readiness {
  private static final int READS =
      PollEvents.POLLIN | PollEvents.POLLRDNORM | PollEvents.POLLRDBAND;
  private static final int WRITES =
      PollEvents.POLLOUT | PollEvents.POLLWRNORM | PollEvents.POLLWRBAND;

  private Readiness() {}

  /**
   * The events to be woken for. Who wakes need not name each of those that mean the same to it.
   *
   * @param wanted what the waiter wants to know
   */
  public static int wakers(int wanted) {
    int events = wanted;
    events |= (wanted & READS) != 0 ? READS : 0;
    events |= (wanted & WRITES) != 0 ? WRITES : 0;
    return events;
  }
}
