package io.jvisor.kernel.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One number in each namespace from a task's own up to the first. */
class PidNamespaceTest {
  private final PidTable table = new PidTable(100);
  private final PidNamespace root = table.root();

  private Pid allocate(PidNamespace namespace, Integer... wanted) throws ErrnoException {
    table.lock.lock();
    try {
      return table.allocate(namespace, List.of(wanted), Credentials.ROOT);
    } finally {
      table.lock.unlock();
    }
  }

  private Errno refusal(PidNamespace namespace, Integer... wanted) {
    return assertThrows(ErrnoException.class, () -> allocate(namespace, wanted)).errno();
  }

  @Test
  void numbersDifferByNamespace() throws ErrnoException {
    PidNamespace middle = root.create(Credentials.ROOT);
    PidNamespace inner = middle.create(Credentials.ROOT);
    PidNamespace other = root.create(Credentials.ROOT);
    allocate(root);
    allocate(middle);
    Pid pid = allocate(inner);
    assertEquals(1, pid.in(inner));
    assertEquals(2, pid.in(middle));
    assertEquals(3, pid.in(root));
    assertEquals(0, pid.in(other));
    assertEquals(0, allocate(root).in(middle));
  }

  @Test
  void aNamespaceIsInThoseAroundIt() throws ErrnoException {
    PidNamespace middle = root.create(Credentials.ROOT);
    PidNamespace inner = middle.create(Credentials.ROOT);
    assertTrue(inner.isIn(inner));
    assertTrue(inner.isIn(root));
    assertFalse(root.isIn(inner));
    assertFalse(root.create(Credentials.ROOT).isIn(middle));
  }

  @Test
  void depthHasALimit() throws ErrnoException {
    PidNamespace deepest = root;
    for (int level = 0; level < 32; level++) {
      deepest = deepest.create(Credentials.ROOT);
    }
    PidNamespace last = deepest;
    ErrnoException failure =
        assertThrows(ErrnoException.class, () -> last.create(Credentials.ROOT));
    assertEquals(Errno.ENOSPC, failure.errno());
  }

  @Test
  void aRefusedNumberLeavesNothingReserved() throws ErrnoException {
    PidNamespace inner = root.create(Credentials.ROOT);
    allocate(root);
    assertEquals(Errno.EINVAL, refusal(inner, 1, 5)); // nobody is the first in the root yet
    assertEquals(Errno.EEXIST, refusal(inner, 1, 1));
    assertEquals(Errno.EINVAL, refusal(inner, 1, 1, 1));
    assertEquals(1, allocate(inner).in(inner));
  }

  @Test
  void theFirstNumberIsGivenAgainAfterAFailure() throws ErrnoException {
    PidNamespace inner = root.create(Credentials.ROOT);
    Pid pid = allocate(inner);
    table.lock.lock();
    try {
      table.cancel(pid);
    } finally {
      table.lock.unlock();
    }
    assertEquals(1, allocate(inner).in(inner));
  }

  @Test
  void aClosedNamespaceRefuses() throws ErrnoException {
    PidNamespace inner = root.create(Credentials.ROOT);
    inner.close();
    assertEquals(Errno.ENOMEM, refusal(inner));
    assertEquals(1, allocate(root).in(root));
  }
}
