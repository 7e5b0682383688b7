package io.jvisor.syscalls.fs.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.abi.PollEvents;
import org.junit.jupiter.api.Test;

class DescriptorSetTest {
  @Test
  void bitsOfEveryWord() {
    DescriptorSet set = new DescriptorSet(129);
    for (int fd : new int[] {0, 63, 64, 127, 128}) {
      assertFalse(set.contains(fd));
      set.add(fd);
      assertTrue(set.contains(fd));
    }
    assertFalse(set.contains(1));
    assertFalse(set.contains(65));
  }

  @Test
  void waitersAreWokenByEventsOfTheSameKind() {
    int reads = PollEvents.POLLIN | PollEvents.POLLRDNORM | PollEvents.POLLRDBAND;
    assertEquals(reads, Readiness.wakers(PollEvents.POLLRDNORM));
    assertEquals(PollEvents.POLLPRI, Readiness.wakers(PollEvents.POLLPRI));
    assertEquals(0, Readiness.wakers(0));
  }
}
