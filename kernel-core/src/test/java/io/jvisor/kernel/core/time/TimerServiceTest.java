package io.jvisor.kernel.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers expire in the order of their deadlines, and not when they were taken back. */
class TimerServiceTest {
  private static final long MILLI = 1_000_000;

  private final Clock clock =
      new Clock() {
        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }

        @Override
        public long realtimeNanos() {
          return System.nanoTime();
        }
      };

  private final TimerService service = new TimerService(clock);
  private final BlockingQueue<Integer> expired = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    service.close();
  }

  private TimerService.Timer timer(int number) {
    return new TimerService.Timer() {
      @Override
      protected void expire() {
        expired.add(number);
      }
    };
  }

  private int next() throws InterruptedException {
    Integer number = expired.poll(30, TimeUnit.SECONDS);
    assertTrue(number != null, "no timer expired");
    return number;
  }

  @Test
  void expireInOrder() throws InterruptedException {
    long start = clock.monotonicNanos() + 50 * MILLI;
    List<Integer> order = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      order.add(number);
    }
    List<Integer> shuffled = new ArrayList<>(order);
    java.util.Collections.shuffle(shuffled, new Random(1));
    for (int number : shuffled) {
      service.schedule(timer(number), start + number * 1000L);
    }
    for (int number : order) {
      assertEquals(number, next());
    }
  }

  @Test
  void cancelledTimersDoNotExpire() throws InterruptedException {
    long start = clock.monotonicNanos() + 50 * MILLI;
    List<TimerService.Timer> timers = new ArrayList<>();
    for (int number = 0; number < 50; number++) {
      timers.add(timer(number));
      service.schedule(timers.get(number), start + number * 1000L);
    }
    for (int number = 0; number < 50; number += 2) {
      service.cancel(timers.get(number));
    }
    for (int number = 1; number < 50; number += 2) {
      assertEquals(number, next());
    }
  }

  @Test
  void scheduledAgainItExpiresOnce() throws InterruptedException {
    long now = clock.monotonicNanos();
    TimerService.Timer first = timer(1);
    service.schedule(first, now + 3_600_000 * MILLI);
    service.schedule(timer(2), now + 20 * MILLI);
    service.schedule(first, now + 10 * MILLI);
    assertEquals(1, next());
    assertEquals(2, next());
    assertEquals(0, expired.size());
  }
}
