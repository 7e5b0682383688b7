package io.jvisor.platform.systrap;

import static io.jvisor.platform.testkit.GuestMachine.CODE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.platform.spi.Event;
import io.jvisor.platform.testkit.ContextContract;
import org.junit.jupiter.api.Test;

final class ContextTest extends ContextContract {
  ContextTest() {
    super(new SystrapPlatformProvider());
  }

  @Test
  void jumpToTheStubsTextEndsTheProcess() throws Exception {
    machine.code(0, "ffe7"); // jmp rdi
    for (long at = 0; at < StubImage.BYTES; at += 64) {
      long target = StubLayout.TEXT + at;
      machine.onTask(
          guest -> {
            guest.registers().rdi(target);
            assertEquals(Event.LOST, guest.runAt(CODE), Long.toHexString(target));
          });
    }
  }
}
