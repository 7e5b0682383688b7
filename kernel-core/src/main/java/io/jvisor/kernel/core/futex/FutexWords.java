package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.core.mm.MemoryManager;

/** Atomic changes of a futex word. */
final class FutexWords {
  private FutexWords() {}

  /** Replaces the word if it has a value. */
  static boolean compareAndSet(MemoryManager mm, long address, int expected, int value)
      throws ErrnoException {
    return mm.atomics().compareAndExchangeInt(address, expected, value) == expected;
  }
}
