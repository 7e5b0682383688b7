package io.jvisor.kernel.core.vdso;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.host.HostTsc;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel's clock. It follows the host's, and is told in such a way that guests can compute it
 * themselves: see {@link TimePage}.
 *
 * <p>A thread compares the clock with the host's about once a second and chooses the rate for the
 * next second so that they meet. A change of rate never makes the clock jump, and {@code
 * CLOCK_MONOTONIC} never goes back. Where the CPU's counter cannot be used, the clock is the host's
 * and guests ask by system call.
 */
public final class TimeKeeper implements Clock, AutoCloseable {
  private static final long SECOND = 1_000_000_000;

  /** When the clock is compared first, and how much later each time, until it is a second. */
  private static final long FIRST_INTERVAL = 20_000_000;

  /** Realtime is set anew when the host's has been moved by more than measuring can err. */
  private static final long STEP = 50_000;

  /** A difference so large that the clock jumps to it, if that is forward: the host slept. */
  private static final long LEAP = SECOND / 10;

  /** The rate is at most this much higher or lower than what was measured. */
  private static final double STEEPEST = 0.1;

  /** Two measurements of the counter's rate that differ more than this mean it has none. */
  private static final double UNSTEADY = 0.001;

  private static final double UNIT = 0x1p32;
  private static final int TRIES = 5;

  private final Clock host;

  /** What guests read. Written by the keeper's thread, which ends before the memory file does. */
  private final TimePage shown;

  /** The same for the kernel, in memory that stays. */
  private final TimePage page = new TimePage(MemorySegment.ofArray(new long[TimePage.WORDS]));

  private final Thread thread;
  private volatile boolean closed;

  /** The host's time at a value of the counter. Used by the keeper's thread only. */
  private long sampleCounter;

  private long sampleNanos;

  /** Nanoseconds a tick over the longest time seen; 0 before it is known. */
  private double rate;

  /**
   * A clock that runs.
   *
   * @param host what to follow
   * @param page where to write the parameters
   */
  TimeKeeper(Clock host, MemorySegment page) {
    this.host = host;
    this.shown = new TimePage(page);
    this.thread = Thread.ofPlatform().daemon().name("time").unstarted(this::keep);
    if (HostTsc.isInvariant()) {
      sample();
      thread.start();
    }
  }

  @Override
  public long monotonicNanos() {
    for (; ; ) {
      int sequence = page.sequence();
      if ((sequence & 1) != 0) {
        Thread.onSpinWait();
        continue;
      }
      boolean usable = page.isUsable();
      // The base is 0 before the counter is used, and the last time shown if it was given up.
      long nanos =
          usable
              ? page.monotonicAt(HostTsc.read())
              : Math.max(host.monotonicNanos(), page.get(TimePage.BASE));
      if (page.isStill(sequence)) {
        return nanos;
      }
    }
  }

  @Override
  public long realtimeNanos() {
    for (; ; ) {
      int sequence = page.sequence();
      if ((sequence & 1) != 0) {
        Thread.onSpinWait();
        continue;
      }
      boolean usable = page.isUsable();
      long nanos =
          usable
              ? page.monotonicAt(HostTsc.read()) + page.get(TimePage.OFFSET)
              : host.realtimeNanos();
      if (page.isStill(sequence)) {
        return nanos;
      }
    }
  }

  private void keep() {
    long interval = FIRST_INTERVAL;
    while (!closed) {
      LockSupport.parkNanos(this, interval);
      interval = Math.min(SECOND, interval * 2);
      if (!closed && !adjust(interval)) {
        return;
      }
    }
  }

  /** Reads the counter and the host's clock at the same time, as nearly as it goes. */
  private void sample() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long before = HostTsc.read();
      long nanos = host.monotonicNanos();
      long after = HostTsc.read();
      if (after - before < best) {
        best = after - before;
        sampleCounter = before + (after - before) / 2;
        sampleNanos = nanos;
      }
    }
  }

  /** Sets the parameters for the time to come; false when the counter turned out useless. */
  private boolean adjust(long interval) {
    long lastCounter = sampleCounter;
    long lastNanos = sampleNanos;
    sample();
    long ticks = sampleCounter - lastCounter;
    double measured = (double) (sampleNanos - lastNanos) / ticks;
    boolean steady =
        ticks > 0
            && measured > 0
            && (rate == 0 || Math.abs(measured / rate - 1) < UNSTEADY)
            && measured * UNIT < 0x1p40;
    if (!steady) {
      withdraw();
      return false;
    }
    rate = measured;
    publish(interval);
    return true;
  }

  private void publish(long interval) {
    long realtime = realtimeOffset();
    boolean first = !page.isUsable();
    shown.beginChange();
    page.beginChange();
    long counter = HostTsc.read();
    long target = sampleNanos + Math.round((counter - sampleCounter) * rate);
    long base = first ? Math.max(target, host.monotonicNanos()) : page.monotonicAt(counter);
    long error = target - base;
    double correction = Math.clamp((double) error / interval, -STEEPEST, STEEPEST);
    if (error > LEAP) {
      base = target;
      correction = 0;
    }
    page.set(TimePage.START, counter);
    page.set(TimePage.BASE, base);
    page.set(TimePage.MULTIPLIER, Math.round(rate * (1 + correction) * UNIT));
    if (first || Math.abs(realtime - page.get(TimePage.OFFSET)) > STEP) {
      page.set(TimePage.OFFSET, realtime);
    }
    page.setUsable(true);
    shown.copy(page);
    page.endChange();
    shown.endChange();
  }

  /** How far realtime is ahead of the monotonic clock. */
  private long realtimeOffset() {
    long before = host.monotonicNanos();
    long realtime = host.realtimeNanos();
    long after = host.monotonicNanos();
    return realtime - before - (after - before) / 2;
  }

  /** From now on programs ask the kernel, and the kernel asks the host. */
  private void withdraw() {
    shown.beginChange();
    page.beginChange();
    if (page.isUsable()) {
      page.set(TimePage.BASE, page.monotonicAt(HostTsc.read()));
    }
    page.setUsable(false);
    shown.copy(page);
    page.endChange();
    shown.endChange();
  }

  /** Stops following the host; the clock goes on. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
