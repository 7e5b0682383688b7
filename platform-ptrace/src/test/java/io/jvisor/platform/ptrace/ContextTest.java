package io.jvisor.platform.ptrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.platform.spi.Event;
import io.jvisor.platform.testkit.ContextContract;
import org.junit.jupiter.api.Test;

final class ContextTest extends ContextContract {
  ContextTest() {
    super(new PtracePlatformProvider());
  }

  @Test
  void callFromTheStubPageIsEmulatedToo() throws Exception {
    machine.onTask(
        guest -> {
          guest.registers().rax(39);
          assertEquals(Event.SYSCALL, guest.runAt(StubImage.BASE + StubImage.CALL));
          assertEquals(39, guest.registers().origRax());
        });
  }
}
