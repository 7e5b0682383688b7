package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.futex.FutexKey;
import io.jvisor.kernel.core.futex.FutexKeys;
import io.jvisor.kernel.core.futex.FutexTable;
import io.jvisor.kernel.core.futex.FutexVector;
import io.jvisor.kernel.core.futex.FutexWords;
import io.jvisor.kernel.core.futex.PiFutex;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code futex(2)}. */
final class FutexCalls {
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int FUTEX_REQUEUE = 3;
  private static final int FUTEX_CMP_REQUEUE = 4;
  private static final int FUTEX_WAKE_OP = 5;
  private static final int FUTEX_LOCK_PI = 6;
  private static final int FUTEX_UNLOCK_PI = 7;
  private static final int FUTEX_TRYLOCK_PI = 8;
  private static final int FUTEX_WAIT_BITSET = 9;
  private static final int FUTEX_WAKE_BITSET = 10;
  private static final int FUTEX_LOCK_PI2 = 13;
  private static final int FUTEX_PRIVATE_FLAG = 128;
  private static final int FUTEX_CLOCK_REALTIME = 256;

  /** {@code FUTEX2_SIZE_U32}: the size of every word that there is. */
  private static final int FUTEX_32 = 2;

  private static final int FUTEX_WAITV_MAX = 128;

  /** The size of {@code struct futex_waitv}. */
  private static final long FUTEX_WAITV_BYTES = 24;

  private static final int COMMAND_MASK = ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);

  private FutexCalls() {}

  static long futex(
      Task caller,
      long address,
      long operation,
      long value,
      long timeout,
      long address2,
      long value3)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    int op = (int) operation;
    int command = op & COMMAND_MASK;
    boolean isPrivate = (op & FUTEX_PRIVATE_FLAG) != 0;
    boolean realtime = (op & FUTEX_CLOCK_REALTIME) != 0;
    if (realtime
        && command != FUTEX_WAIT
        && command != FUTEX_WAIT_BITSET
        && command != FUTEX_LOCK_PI2) {
      return Errno.ENOSYS.result();
    }
    return switch (command) {
      case FUTEX_WAIT -> await(task, address, isPrivate, (int) value, timeout);
      case FUTEX_WAIT_BITSET ->
          awaitBitset(task, address, isPrivate, (int) value, timeout, realtime, (int) value3);
      case FUTEX_WAKE -> wake(task, address, isPrivate, (int) value, FutexTable.MATCH_ANY);
      case FUTEX_WAKE_BITSET -> wake(task, address, isPrivate, (int) value, (int) value3);
      case FUTEX_REQUEUE -> requeue(task, address, isPrivate, value, timeout, address2, null);
      case FUTEX_CMP_REQUEUE ->
          requeue(task, address, isPrivate, value, timeout, address2, (int) value3);
      case FUTEX_WAKE_OP ->
          wakeOperation(task, address, isPrivate, value, timeout, address2, (int) value3);
      case FUTEX_LOCK_PI -> lock(task, address, isPrivate, timeout, true);
      case FUTEX_LOCK_PI2 -> lock(task, address, isPrivate, timeout, realtime);
      case FUTEX_TRYLOCK_PI -> lockOf(task, address, isPrivate).lock(false, Task.FOREVER);
      case FUTEX_UNLOCK_PI -> {
        lockOf(task, address, isPrivate).unlock();
        yield 0;
      }
      default -> Errno.ENOSYS.result();
    };
  }

  private static PiFutex lockOf(KernelTask task, long address, boolean isPrivate)
      throws ErrnoException {
    return new PiFutex(task, FutexKeys.of(task.mm(), address, isPrivate), address);
  }

  private static long lock(
      KernelTask task, long address, boolean isPrivate, long timeout, boolean realtime)
      throws ErrnoException {
    long deadline = absoluteDeadline(task, timeout, realtime);
    return lockOf(task, address, isPrivate).lock(true, deadline);
  }

  /** A deadline on the monotonic clock, of one on either; for ever where there is none. */
  private static long absoluteDeadline(KernelTask task, long timeout, boolean realtime)
      throws ErrnoException {
    if (timeout == 0) {
      return Task.FOREVER;
    }
    long deadline = Timespec.read(task.memory(), timeout);
    return realtime ? task.clock().deadlineAt(deadline) : deadline;
  }

  static long waitv(Task caller, long vector, long count, long flags, long timeout, long clock)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    if ((int) flags != 0
        || vector == 0
        || Integer.compareUnsigned((int) count - 1, FUTEX_WAITV_MAX) >= 0) {
      throw Errno.EINVAL.exception();
    }
    boolean realtime = (int) clock == ClockCalls.CLOCK_REALTIME;
    if (timeout != 0 && !realtime && (int) clock != ClockCalls.CLOCK_MONOTONIC) {
      throw Errno.EINVAL.exception();
    }
    long deadline = absoluteDeadline(task, timeout, realtime);
    FutexVector waiters = new FutexVector(task, (int) count);
    for (int index = 0; index < (int) count; index++) {
      addWaiter(task, waiters, vector + (long) index * FUTEX_WAITV_BYTES);
    }
    return waiters.await(deadline);
  }

  /** Reads a {@code struct futex_waitv}. */
  private static void addWaiter(KernelTask task, FutexVector waiters, long entry)
      throws ErrnoException {
    long value = task.memory().readLong(entry);
    long address = task.memory().readLong(entry + 8);
    int flags = task.memory().readInt(entry + 16);
    int reserved = task.memory().readInt(entry + 20);
    if ((flags & ~FUTEX_PRIVATE_FLAG) != FUTEX_32 || reserved != 0) {
      throw Errno.EINVAL.exception();
    }
    boolean isPrivate = (flags & FUTEX_PRIVATE_FLAG) != 0;
    waiters.add(FutexKeys.of(task.mm(), address, isPrivate), address, (int) value);
  }

  private static long await(
      KernelTask task, long address, boolean isPrivate, int value, long timeout)
      throws ErrnoException {
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      // Relative, and so the same on either clock.
      deadline = task.clock().deadlineAfter(Timespec.read(task.memory(), timeout));
    }
    return sleep(task, address, isPrivate, value, FutexTable.MATCH_ANY, deadline);
  }

  private static long awaitBitset(
      KernelTask task,
      long address,
      boolean isPrivate,
      int value,
      long timeout,
      boolean realtime,
      int bitset)
      throws ErrnoException {
    if (bitset == 0) {
      throw Errno.EINVAL.exception();
    }
    long deadline = absoluteDeadline(task, timeout, realtime);
    return sleep(task, address, isPrivate, value, bitset, deadline);
  }

  private static long sleep(
      KernelTask task, long address, boolean isPrivate, int value, int bitset, long deadline)
      throws ErrnoException {
    FutexKey key = FutexKeys.of(task.mm(), address, isPrivate);
    long result = task.kernel().futexes().await(task, key, address, value, bitset, deadline);
    if (result != Restart.SYS || deadline == Task.FOREVER) {
      return result;
    }
    // What is called again would measure a relative timeout anew, so the deadline is kept.
    task.setRestartBlock(self -> sleep(self, address, isPrivate, value, bitset, deadline));
    return Restart.BLOCK;
  }

  private static long wake(KernelTask task, long address, boolean isPrivate, int count, int bitset)
      throws ErrnoException {
    if (bitset == 0) {
      throw Errno.EINVAL.exception();
    }
    FutexKey key = FutexKeys.of(task.mm(), address, isPrivate);
    // Linux wakes one even when asked for none or fewer.
    return task.kernel().futexes().wake(key, Math.max(1, count), bitset);
  }

  private static long requeue(
      KernelTask task,
      long address,
      boolean isPrivate,
      long wakeCount,
      long moveCount,
      long address2,
      Integer expected)
      throws ErrnoException {
    if ((int) wakeCount < 0 || (int) moveCount < 0) {
      throw Errno.EINVAL.exception();
    }
    FutexKey from = FutexKeys.of(task.mm(), address, isPrivate);
    FutexKey to = FutexKeys.of(task.mm(), address2, isPrivate);
    return task.kernel()
        .futexes()
        .requeue(task, from, to, (int) wakeCount, (int) moveCount, address, expected);
  }

  private static long wakeOperation(
      KernelTask task,
      long address,
      boolean isPrivate,
      long firstCount,
      long secondCount,
      long address2,
      int encoded)
      throws ErrnoException {
    FutexKey first = FutexKeys.of(task.mm(), address, isPrivate);
    FutexKey second = FutexKeys.of(task.mm(), address2, isPrivate);
    return task.kernel()
        .futexes()
        .wakeOperation(
            first,
            Math.max(1, (int) firstCount),
            second,
            Math.max(1, (int) secondCount),
            () -> FutexWords.operate(task.mm(), address2, encoded));
  }
}
