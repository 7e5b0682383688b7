package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What CPU time a process of guest threads takes. Its threads share one, so that it is counted
 * once.
 *
 * <p>Owned by the balancer's thread, but for {@link #nanos}.
 */
public final class ProcessClock {
  private final int process;

  /** The tick in which the clock was looked at last, and what it showed, in nanoseconds. */
  private long lastTick;

  private long time;

  /** The clock of a process of the host. */
  public ProcessClock(int process) {
    this.process = process;
  }

  /** The CPU time of the process, in nanoseconds; 0 when it is gone. Any thread. */
  public long nanos() {
    try (Arena arena = Arena.ofConfined()) {
      return HostClock.processNanos(process, arena.allocate(16, 8));
    }
  }

  /**
   * Looks at the clock.
   *
   * @param tick the number of the balancer's tick
   * @param scratch 16 bytes to work in
   * @return the CPU time since the tick before, in nanoseconds; 0 if it was not looked at then, or
   *     has been in this one already
   */
  long tick(long tick, MemorySegment scratch) {
    if (tick == lastTick) {
      return 0;
    }
    long now = HostClock.processNanos(process, scratch);
    long used = tick == lastTick + 1 ? Math.max(0, now - time) : 0;
    lastTick = tick;
    time = now;
    return used;
  }
}
