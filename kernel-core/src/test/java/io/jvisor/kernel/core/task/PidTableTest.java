package io.jvisor.kernel.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import org.junit.jupiter.api.Test;

/** Ids go round: a number that was given back is not given out again at once. */
class PidTableTest {
  private final PidTable table = new PidTable(100);

  private int allocate() throws ErrnoException {
    table.lock.lock();
    try {
      return table.allocate();
    } finally {
      table.lock.unlock();
    }
  }

  @Test
  void idsAscendAndAreNotReusedAtOnce() throws ErrnoException {
    assertEquals(1, allocate());
    assertEquals(2, allocate());
    table.cancel(2);
    assertEquals(3, allocate());
  }

  @Test
  void idsStartAgainAboveTheReservedOnes() throws ErrnoException {
    for (int expected = 1; expected < PidTable.PID_MAX; expected++) {
      int id = allocate();
      assertEquals(expected, id);
      if (id != 300) {
        table.cancel(id);
      }
    }
    assertEquals(301, allocate());
  }

  @Test
  void closedTableRefuses() {
    table.close();
    ErrnoException failure = assertThrows(ErrnoException.class, this::allocate);
    assertEquals(Errno.ENOMEM, failure.errno());
  }
}
