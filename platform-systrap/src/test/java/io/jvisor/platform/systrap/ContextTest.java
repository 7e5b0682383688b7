package io.jvisor.platform.systrap;

import static io.jvisor.platform.testkit.GuestMachine.CODE;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.platform.spi.Event;
import io.jvisor.platform.testkit.ContextContract;
import org.junit.jupiter.api.Test;

final class ContextTest extends ContextContract {
  ContextTest() {
    super(new SystrapPlatformProvider());
  }

  /** Where nothing is mapped. */
  private static final long OUTSIDE = 0x1000_0000;

  @Test
  void jumpToTheStubsTextEndsTheProcess() throws Exception {
    machine.code(0, "ffe7"); // jmp rdi
    for (long at = 0; at < StubImage.BYTES; at += 64) {
      long target = StubLayout.TEXT + at;
      machine.onTask(
          guest -> {
            guest.registers().rdi(target);
            guest.registers().r11(OUTSIDE);
            Event event = guest.runAt(CODE);
            // Where calls arrive that are not for it, the text goes on at r11: no gain to a guest.
            boolean left =
                event == Event.FAULT && (guest.registers().rip() & -StubLayout.PAGE) == OUTSIDE;
            assertTrue(event == Event.LOST || left, Long.toHexString(target) + ": " + event);
          });
    }
  }
}
