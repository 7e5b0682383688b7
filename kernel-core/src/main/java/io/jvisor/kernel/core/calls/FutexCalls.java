package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.futex.FutexKey;
import io.jvisor.kernel.core.futex.FutexKeys;
import io.jvisor.kernel.core.futex.FutexTable;
import io.jvisor.kernel.core.futex.FutexWords;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code futex(2)}. */
final class FutexCalls {
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int FUTEX_REQUEUE = 3;
  private static final int FUTEX_CMP_REQUEUE = 4;
  private static final int FUTEX_WAKE_OP = 5;
  private static final int FUTEX_WAIT_BITSET = 9;
  private static final int FUTEX_WAKE_BITSET = 10;
  private static final int FUTEX_PRIVATE_FLAG = 128;
  private static final int FUTEX_CLOCK_REALTIME = 256;
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
    if (realtime && command != FUTEX_WAIT && command != FUTEX_WAIT_BITSET) {
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
      default -> Errno.ENOSYS.result();
    };
  }

  private static long await(
      KernelTask task, long address, boolean isPrivate, int value, long timeout)
      throws ErrnoException {
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      // Relative, and so the same on either clock.
      deadline = Structures.deadline(task, Structures.readTimespec(task.memory(), timeout));
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
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      deadline = Structures.readTimespec(task.memory(), timeout);
      if (realtime && deadline != Task.FOREVER) {
        deadline = Clocks.monotonicOfRealtime(task.clock(), deadline);
      }
    }
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
