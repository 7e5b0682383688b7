package io.jvisor.kernel.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ids go round: a number that was given back is not given out again at once. */
class PidTableTest {
  private final PidTable table = new PidTable(100);

  private Pid allocate() throws ErrnoException {
    table.lock.lock();
    try {
      return table.allocate(table.root(), List.of(), Credentials.ROOT);
    } finally {
      table.lock.unlock();
    }
  }

  @Test
  void idsAscendAndAreNotReusedAtOnce() throws ErrnoException {
    assertEquals(1, allocate().local());
    Pid second = allocate();
    assertEquals(2, second.local());
    table.cancel(second);
    assertEquals(3, allocate().local());
  }

  @Test
  void idsStartAgainAboveTheReservedOnes() throws ErrnoException {
    for (int expected = 1; expected < PidTable.PID_MAX; expected++) {
      Pid id = allocate();
      assertEquals(expected, id.local());
      if (expected != 300) {
        table.cancel(id);
      }
    }
    assertEquals(301, allocate().local());
  }

  @Test
  void closedTableRefuses() {
    table.close();
    ErrnoException failure = assertThrows(ErrnoException.class, this::allocate);
    assertEquals(Errno.ENOMEM, failure.errno());
  }
}
