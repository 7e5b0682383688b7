package io.jvisor.ninep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GoferOrderTest {
  private final MemorySegment message = Arena.ofAuto().allocate(GoferOrder.LONGEST);

  @Test
  void comesBackAsItWas() {
    for (GoferOrder order :
        List.of(
            new GoferOrder("/", true, true, true),
            new GoferOrder("/a b/\u00e9\u00ff", false, false, true),
            new GoferOrder("x".repeat(GoferOrder.LONGEST - 1), true, true, false))) {
      assertEquals(order, GoferOrder.read(message, order.write(message)));
    }
  }

  @Test
  void refusesWhatNobodyCanOpen() {
    GoferOrder order = new GoferOrder("x".repeat(GoferOrder.LONGEST), false, true, false);
    assertThrows(IllegalArgumentException.class, () -> order.write(message));
  }
}
