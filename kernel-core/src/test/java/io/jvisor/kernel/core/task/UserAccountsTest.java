package io.jvisor.kernel.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@code RLIMIT_NPROC} and {@code RLIMIT_SIGPENDING} count by user. */
class UserAccountsTest {
  private final UserAccounts accounts = new UserAccounts();

  @Test
  void limitHoldsForEachUser() {
    assertTrue(accounts.addTask(1000, 2));
    assertTrue(accounts.addTask(1000, 2));
    assertFalse(accounts.addTask(1000, 2));
    assertTrue(accounts.addTask(1001, 2));
    accounts.removeTask(1000);
    assertTrue(accounts.addTask(1000, 2));
  }

  @Test
  void noLimitIsNoLimit() {
    for (int count = 0; count < 100; count++) {
      assertTrue(accounts.addTask(0, -1));
    }
    assertEquals(100, accounts.tasks(0));
  }

  @Test
  void signalsOfAllUsersTogetherAreBounded() {
    int count = 0;
    while (accounts.addSignal(count % 7, -1)) {
      count++;
    }
    assertEquals(1 << 16, count);
    accounts.addForcedSignal(1);
    accounts.removeSignals(1, 2);
    assertTrue(accounts.addSignal(2, -1));
  }
}
