package io.jvisor.kernel.core.vdso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.abi.Elf;
import io.jvisor.platform.spi.host.HostClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The clock that kernel and guests compute alike, and the shared object that guests get. */
class TimeKeeperTest {
  private static final Clock HOST =
      new Clock() {
        @Override
        public long monotonicNanos() {
          return HostClock.monotonicNanos();
        }

        @Override
        public long realtimeNanos() {
          return HostClock.realtimeNanos();
        }
      };

  @Test
  void theFormulaUsesAllBitsOfTheProduct() {
    TimePage page = new TimePage(MemorySegment.ofArray(new long[TimePage.WORDS]));
    page.beginChange();
    page.set(TimePage.START, 1000);
    page.set(TimePage.BASE, 7);
    page.set(TimePage.MULTIPLIER, 3L << 31); // one and a half nanoseconds a tick
    page.endChange();
    assertEquals(7, page.monotonicAt(1000));
    assertEquals(7 + 150, page.monotonicAt(1100));
    assertEquals(7, page.monotonicAt(900), "before the start");
    long ticks = 1L << 50;
    assertEquals(7 + ticks + ticks / 2, page.monotonicAt(1000 + ticks));
    assertEquals(2, page.sequence());
  }

  @Test
  void timeNeverGoesBackWhileTheRateChanges() {
    MemorySegment shown = MemorySegment.ofArray(new long[TimePage.WORDS]);
    try (TimeKeeper clock = new TimeKeeper(HOST, shown)) {
      long last = 0;
      long end = HOST.monotonicNanos() + 200_000_000; // three changes of the parameters
      while (last < end) {
        long now = clock.monotonicNanos();
        assertTrue(now >= last, "back by " + (last - now));
        last = now;
      }
    }
  }

  @Test
  void theImageIsOnePageOfElf() {
    byte[] image = VdsoElf.build(-VdsoElf.SIZE);
    assertEquals(VdsoElf.SIZE, image.length);
    MemorySegment elf = MemorySegment.ofArray(image);
    assertEquals(Elf.MAGIC, elf.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
    assertEquals(Elf.ET_DYN, elf.get(ValueLayout.JAVA_SHORT_UNALIGNED, 16));
  }
}
