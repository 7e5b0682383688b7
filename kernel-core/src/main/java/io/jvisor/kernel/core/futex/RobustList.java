package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.task.KernelTask;

/**
 * The futexes that a thread held when it ended: {@code get_robust_list(2)}, {@code
 * Documentation/locking/robust-futex-ABI.rst}. The list is the guest's and may be a loop or
 * garbage.
 */
public final class RobustList {
  /** The size of {@code struct robust_list_head}. */
  public static final long HEAD_BYTES = 24;

  private static final int MOST_ENTRIES = 2048;

  private RobustList() {}

  /**
   * Marks every futex of the list as left by a dead owner, and wakes one waiter of each; hands the
   * locks over that others wait for.
   */
  public static void exit(KernelTask task) {
    long head = task.threadArea().robustList();
    if (head != 0) {
      task.threadArea().setRobustList(0);
      try {
        walk(task, task.mm(), head);
      } catch (ErrnoException _) {
        // The list cannot be followed any further; Linux gives up here as well.
      }
    }
    PiFutex.ownerEnded(task);
  }

  private static void walk(KernelTask task, MemoryManager mm, long head) throws ErrnoException {
    UserMemory memory = mm.userMemory();
    long offset = memory.readLong(head + 8);
    long pending = memory.readLong(head + 16);
    long entry = memory.readLong(head);
    for (int count = 0; (entry & ~1L) != head && count < MOST_ENTRIES; count++) {
      long next = memory.readLong(entry & ~1L);
      if (entry != pending) {
        died(task, mm, (entry & ~1L) + offset, (entry & 1) != 0, false);
      }
      entry = next;
    }
    if (pending != 0) {
      died(task, mm, (pending & ~1L) + offset, (pending & 1) != 0, true);
    }
  }

  private static void died(
      KernelTask task, MemoryManager mm, long word, boolean inherits, boolean isPending)
      throws ErrnoException {
    if ((word & 3) != 0) {
      return;
    }
    for (; ; ) {
      int value = mm.userMemory().readInt(word);
      if (isPending && !inherits && value == 0) {
        task.kernel().futexes().wake(mm, word, 1);
        return;
      }
      if ((value & PiFutex.FUTEX_TID_MASK) != task.localTid()) {
        return;
      }
      int marked = (value & PiFutex.FUTEX_WAITERS) | PiFutex.FUTEX_OWNER_DIED;
      if (FutexWords.compareAndSet(mm, word, value, marked)) {
        if (!inherits && (value & PiFutex.FUTEX_WAITERS) != 0) {
          task.kernel().futexes().wake(mm, word, 1);
        }
        return;
      }
    }
  }
}
