package io.jvisor.platform.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.ErrnoException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames come zeroed, belong to one owner, and come back. */
class MemoryFileTest {
  private record Run(long first, int count) {}

  @Test
  void runsNeverOverlapAndAlwaysComeZeroed() throws ErrnoException {
    Random random = new Random(1);
    try (MemoryFile memory = new MemoryFile(16 << 20)) {
      BitSet used = new BitSet();
      List<Run> runs = new ArrayList<>();
      for (int step = 0; step < 5000; step++) {
        int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 200);
        try {
          Run run = new Run(memory.allocate(count), count);
          take(memory, used, run);
          runs.add(run);
        } catch (ErrnoException full) {
          assertTrue(used.cardinality() + count > memory.totalFrames() / 2, "full too early");
        }
        while (!runs.isEmpty() && random.nextInt(3) == 0) {
          Run run = runs.remove(random.nextInt(runs.size()));
          give(memory, used, run, random.nextBoolean());
        }
        assertEquals(used.cardinality(), memory.usedFrames());
      }
    }
  }

  private static void take(MemoryFile memory, BitSet used, Run run) {
    for (int i = 0; i < run.count(); i++) {
      int frame = (int) run.first() + i;
      assertTrue(frame < memory.totalFrames() && !used.get(frame), "frame taken twice");
      used.set(frame);
      long at = (long) frame << MemoryFile.PAGE_SHIFT;
      assertEquals(0, memory.segment().get(ValueLayout.JAVA_LONG, at));
      memory.segment().set(ValueLayout.JAVA_LONG, at, -1);
    }
  }

  private static void give(MemoryFile memory, BitSet used, Run run, boolean together) {
    long[] frames = new long[run.count()];
    for (int i = 0; i < run.count(); i++) {
      frames[i] = run.first() + i;
      used.clear((int) frames[i]);
      if (!together) {
        memory.release(frames[i]);
      }
    }
    if (together) {
      memory.release(frames, frames.length);
    }
  }

  @Test
  void aFrameLivesUntilItsLastReference() throws ErrnoException {
    try (MemoryFile memory = new MemoryFile(2 << 20)) {
      long frame = memory.allocate();
      assertTrue(memory.isExclusive(frame));
      memory.retain(frame);
      assertTrue(!memory.isExclusive(frame));
      memory.release(frame);
      assertEquals(1, memory.usedFrames());
      memory.release(frame);
      assertEquals(0, memory.usedFrames());
      long all = memory.allocate(MemoryFile.MAXIMUM_RUN);
      assertEquals(0, all);
      assertThrows(ErrnoException.class, memory::allocate);
    }
  }
}
