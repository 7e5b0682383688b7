package io.jvisor.kernel.core.time;

import io.jvisor.kernel.api.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The load averages of {@code proc_loadavg(5)} and {@code sysinfo(2)}: over 1, 5 and 15 minutes, of
 * how many tasks run, could run, or wait for what no signal ends. As in Linux the tasks are counted
 * every five seconds, and each count moves the averages by a fixed part of what they differ by, in
 * fixed-point numbers.
 *
 * <p>Counting by the clock would wake a sandbox in which nothing happens, and most guests never
 * ask. So tasks are counted only while somebody looks again and again ({@link #WATCHED}); one look
 * does not begin it, since {@code sysinfo(2)} is called by many a short program that wants to know
 * how much memory there is. For time in which nobody counted, the averages are moved at once by as
 * many steps as there were, and taken for the count is how many tasks ran on average, which their
 * CPU times tell: nothing where all was idle, and too little only where more tasks could run than
 * there are CPUs.
 *
 * <p>A count looks at every task there is. With thousands of them that is less than a millisecond
 * in five seconds; a counter that is right at any time would be written by all CPUs whenever a task
 * falls asleep or wakes.
 */
public final class LoadAverages {
  /** Bits behind the point. */
  public static final int FRACTION_BITS = 11;

  /** Time between two counts, in nanoseconds. */
  static final long PERIOD = TimeUnit.SECONDS.toNanos(5);

  /** How long after a look another one is expected, in nanoseconds. */
  static final long WATCHED = TimeUnit.MINUTES.toNanos(2);

  private static final long ONE = 1 << FRACTION_BITS;

  /** What is left of each average after a period: {@code e} to the power of -5 s / 1 min etc. */
  private static final long[] KEPT = {1884, 2014, 2037};

  private final Clock clock;
  private final TimerService timers;
  private final IntSupplier active;
  private final LongSupplier cpuTime;

  /** Taken with no other lock held; those of CPU times and of the timer service come after it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final TimerService.Timer timer =
      new TimerService.Timer() {
        @Override
        protected void expire() {
          count();
        }
      };

  /** Guarded by {@link #lock}. */
  private final long[] averages = new long[KEPT.length];

  /** The end of the last period that is in the averages. Guarded by {@link #lock}. */
  private long countedAt;

  /** Whether the timer counts. Guarded by {@link #lock}. */
  private boolean isCounting;

  /** Whether anybody has looked yet, and who looked last did it when. Guarded by {@link #lock}. */
  private boolean wasSeen;

  private long seenAt;

  /** The CPU time that is in the averages, and when it was read. Guarded by {@link #lock}. */
  private long cpuSeen;

  private long cpuSeenAt;

  /**
   * Averages that begin with nothing, now.
   *
   * @param active how many tasks count at the moment; must not block
   * @param cpuTime nanoseconds that all tasks have run; must not block
   */
  public LoadAverages(Clock clock, TimerService timers, IntSupplier active, LongSupplier cpuTime) {
    this.clock = clock;
    this.timers = timers;
    this.active = active;
    this.cpuTime = cpuTime;
    this.countedAt = clock.monotonicNanos();
    this.cpuSeenAt = countedAt;
  }

  /** The three averages, with {@link #FRACTION_BITS}. */
  public long[] look() {
    lock.lock();
    try {
      long now = clock.monotonicNanos();
      if (!isCounting) {
        catchUp(now);
        if (wasSeen && now - seenAt <= WATCHED) {
          isCounting = true;
          timers.schedule(timer, countedAt + PERIOD);
        }
      }
      wasSeen = true;
      seenAt = now;
      return averages.clone();
    } finally {
      lock.unlock();
    }
  }

  /** What the timer does. */
  void count() {
    lock.lock();
    try {
      long now = clock.monotonicNanos();
      pass(now, active.getAsInt() * ONE);
      if (now - seenAt <= WATCHED) {
        timers.schedule(timer, countedAt + PERIOD);
      } else {
        isCounting = false;
        cpuSeen = cpuTime.getAsLong();
        cpuSeenAt = now;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Moves the averages by periods in which nobody counted. */
  private void catchUp(long now) {
    if (now - countedAt < PERIOD) {
      return;
    }
    long cpu = cpuTime.getAsLong();
    // Times of processes that nobody waited for are lost with them: it may be less than before.
    double ran = (double) Math.max(0, cpu - cpuSeen) / Math.max(1, now - cpuSeenAt);
    pass(now, Math.round(ran * ONE));
    cpuSeen = cpu;
    cpuSeenAt = now;
  }

  /** Lets all periods pass that have, with so many tasks. */
  private void pass(long now, long tasks) {
    long periods = (now - countedAt) / PERIOD;
    if (periods <= 0) {
      return;
    }
    countedAt += periods * PERIOD;
    for (int i = 0; i < KEPT.length; i++) {
      averages[i] = after(averages[i], power(KEPT[i], periods), tasks);
    }
  }

  /** An average after a count; {@code calc_load} of Linux, which rounds up where it rises. */
  private static long after(long average, long kept, long tasks) {
    long sum = average * kept + tasks * (ONE - kept);
    return (tasks >= average ? sum + ONE - 1 : sum) / ONE;
  }

  /** A fixed-point number to a power, rounded at each step as {@code fixed_power_int} of Linux. */
  private static long power(long base, long exponent) {
    long result = ONE;
    for (long square = base, left = exponent; left != 0; left >>= 1) {
      if ((left & 1) != 0) {
        result = rounded(result * square);
      }
      square = rounded(square * square);
    }
    return result;
  }

  private static long rounded(long product) {
    return (product + ONE / 2) >> FRACTION_BITS;
  }
}
