package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.task.KernelTask;

/** Waiting on several futexes at a time: {@code futex_waitv}. Made for one call. */
public final class FutexVector {
  private final KernelTask task;
  private final FutexWaiter[] waiters;
  private final long[] addresses;
  private final int[] expected;
  private int count;

  /** A vector with room for so many futexes. */
  public FutexVector(KernelTask task, int size) {
    this.task = task;
    this.waiters = new FutexWaiter[size];
    this.addresses = new long[size];
    this.expected = new int[size];
  }

  /** Adds a word and the value it must have. */
  public void add(FutexKey key, long address, int value) {
    waiters[count] = new FutexWaiter(task, key, FutexTable.MATCH_ANY);
    addresses[count] = address;
    expected[count++] = value;
  }

  /**
   * Waits until one of the futexes is woken.
   *
   * @param deadline nanoseconds on the monotonic clock, or {@link KernelTask#FOREVER}
   * @return the index of a futex that was woken, {@code -EAGAIN} when a word has another value,
   *     {@code -ETIMEDOUT}, or {@link Restart#SYS} when interrupted
   */
  public long await(long deadline) throws ErrnoException {
    FutexTable table = task.kernel().futexes();
    int listed = 0;
    long otherwise;
    try {
      while (listed < count && table.enlist(waiters[listed], addresses[listed], expected[listed])) {
        listed++;
      }
      otherwise = listed < count ? Errno.EAGAIN.result() : sleep(deadline);
    } catch (ErrnoException fault) {
      otherwise = fault.result();
    }
    long woken = otherwise;
    for (int index = 0; index < listed; index++) {
      if (!FutexTable.withdraw(waiters[index])) {
        woken = index; // the last one, as Linux has it
      }
    }
    return woken;
  }

  private long sleep(long deadline) {
    for (; ; ) {
      for (FutexWaiter waiter : waiters) {
        if (waiter.bucket == null) {
          return 0; // which one is found when all are withdrawn
        }
      }
      WaitResult result = task.park(deadline);
      if (result != WaitResult.READY) {
        return result == WaitResult.TIMED_OUT ? Errno.ETIMEDOUT.result() : Restart.SYS;
      }
    }
  }
}
