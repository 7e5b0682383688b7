package io.jvisor.kernel.core.time;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Load averages move as Linux moves them, whether tasks are counted or not. */
class LoadAveragesTest {
  private static final long ONE = 1 << LoadAverages.FRACTION_BITS;

  private long now = 1_000_000_000;
  private int active;
  private long cpuTime;
  private int counts;

  private final Clock clock =
      new Clock() {
        @Override
        public long monotonicNanos() {
          return now;
        }

        @Override
        public long realtimeNanos() {
          return now;
        }
      };

  /** Sets no timers; the tests let them expire. */
  private final TimerService timers = new TimerService(clock);

  private LoadAverages loads;

  @BeforeEach
  void begin() {
    timers.close();
    loads =
        new LoadAverages(
            clock,
            timers,
            () -> {
              counts++;
              return active;
            },
            () -> cpuTime);
  }

  private void watch() {
    loads.look();
    loads.look();
  }

  private void count(int times) {
    for (int i = 0; i < times; i++) {
      now += LoadAverages.PERIOD;
      loads.count();
    }
  }

  private static long[] of(long one, long five, long fifteen) {
    return new long[] {one, five, fifteen};
  }

  @Test
  void nothingRuns() {
    now += 100 * LoadAverages.PERIOD;
    assertArrayEquals(of(0, 0, 0), loads.look());
    assertEquals(0, counts);
  }

  /** The figures are those of {@code calc_load}: 2048 - 1884 = 164 and so on, rounded up. */
  @Test
  void firstCounts() {
    watch();
    active = 1;
    count(1);
    assertArrayEquals(of(164, 34, 11), loads.look());
    count(1);
    // (164 * 1884 + 2048 * 164 + 2047) / 2048 = 315
    assertArrayEquals(of(315, 68, 22), loads.look());
    active = 0;
    count(1);
    assertArrayEquals(of(289, 66, 21), loads.look()); // rounded down
  }

  @Test
  void reachesWhatIsThereAndFallsToNothing() {
    watch();
    active = 1000;
    for (int i = 0; i < 2000; i++) {
      count(1);
      loads.look();
    }
    assertArrayEquals(of(1000 * ONE, 1000 * ONE, 1000 * ONE), loads.look());
    active = 0;
    for (int i = 0; i < 5000; i++) {
      count(1);
      loads.look();
    }
    assertArrayEquals(of(0, 0, 0), loads.look());
  }

  /** Late by several periods is as if all had been counted, but for roundings. */
  @Test
  void lateTimers() {
    watch();
    active = 8;
    now += 12 * LoadAverages.PERIOD;
    loads.count();
    // 1884/2048 to the power of 12 is 0.367 = 752/2048 in steps that round: 8 * (2048 - 752) =
    // 10368
    long[] seen = loads.look();
    assertTrue(Math.abs(seen[0] - 10368) <= 32, "after a minute " + seen[0]);
    count(1);
    assertEquals(2, counts);
  }

  /** One task on one CPU for a minute, and half of one for the next. */
  @Test
  void cpuTimesTellWhatNobodyCounted() {
    now += 12 * LoadAverages.PERIOD;
    cpuTime = 12 * LoadAverages.PERIOD;
    long[] first = loads.look();
    LoadAverages counted = new LoadAverages(clock, timers, () -> 1, () -> 0);
    counted.look();
    counted.look();
    now += 12 * LoadAverages.PERIOD;
    counted.count();
    assertArrayEquals(counted.look(), first);
    now += 1000 * LoadAverages.WATCHED;
    cpuTime += 506 * LoadAverages.WATCHED;
    long[] later = loads.look();
    assertTrue(Math.abs(later[0] - ONE / 2) < ONE / 50, "half of the time " + later[0]);
  }

  @Test
  void timesThatWentDownAreNoTime() {
    cpuTime = 60 * LoadAverages.PERIOD;
    now += 60 * LoadAverages.PERIOD;
    long before = loads.look()[0];
    cpuTime = 0;
    now += 60 * LoadAverages.PERIOD;
    assertTrue(loads.look()[0] < before);
  }

  /** Idle time decays as {@code calc_load_n} has it: all at once. */
  @Test
  void countsOnlyWhileSomebodyLooks() {
    watch();
    active = 4;
    count(24); // two minutes, nobody looks
    assertEquals(24, counts);
    count(1); // the last one
    long[] last = loads.look();
    active = 0;
    now += 60 * LoadAverages.PERIOD;
    long[] decayed = loads.look();
    assertEquals(25, counts);
    assertTrue(decayed[0] < last[0] / 100 && decayed[2] > last[2] / 2 && decayed[2] < last[2]);
  }
}
