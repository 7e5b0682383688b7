package io.jvisor.platform.systrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StubThreadTest {
  /** Whoever keeps waking the kernel cannot keep it from noticing that nothing happens. */
  @Test
  @Timeout(60)
  void wakeUpsDoNotHideSilence() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment context = arena.allocate(StubLayout.CONTEXT_BYTES, StubLayout.PAGE);
      StubProcess process = new StubProcess(0, 0, null, null, null);
      StubThread thread =
          new StubThread(process, 0, context, arena.allocate(StubLayout.BELL_BYTES, 4));
      AtomicBoolean done = new AtomicBoolean();
      Thread guest =
          new Thread(
              () -> {
                while (!done.get()) {
                  Futex.wake(context.address() + StubLayout.STATE);
                }
              });
      guest.start();
      assertEquals(StubThread.Outcome.SILENT, thread.await(0));
      done.set(true);
      guest.join();
    }
  }
}
