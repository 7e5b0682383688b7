package io.jvisor.kernel.core.task;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the tasks of one kernel share and nobody else uses. */
public final class TaskServices {
  private final TaskMemory.Pool memoryPool = new TaskMemory.Pool();
  private static final long MOST_ARGUMENT_BYTES = 32L << 20;

  /** Arguments of programs that are being executed, which are on the Java heap for that time. */
  private final AtomicLong argumentBytes = new AtomicLong();

  private final AtomicInteger logins = new AtomicInteger();
  private final UserAccounts accounts = new UserAccounts();

  /**
   * Takes room for the arguments of a program that is about to be executed; gives it back with a
   * negative number.
   *
   * @return false when too many programs with many arguments are being executed at a time
   */
  public boolean reserveArguments(long bytes) {
    if (argumentBytes.addAndGet(bytes) <= MOST_ARGUMENT_BYTES || bytes < 0) {
      return true;
    }
    argumentBytes.addAndGet(-bytes);
    return false;
  }

  /** The number of a login. */
  public int nextLogin() {
    return logins.incrementAndGet();
  }

  TaskMemory.Pool memoryPool() {
    return memoryPool;
  }

  UserAccounts accounts() {
    return accounts;
  }
}
