package io.jvisor.kernel.core;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts calls that nobody implements, and names each once per process. */
public final class MissingCalls {
  private static final Logger LOG = LoggerFactory.getLogger(MissingCalls.class);

  private final AtomicLongArray counts = new AtomicLongArray(SyscallNumbers.LIMIT);

  /** Counts a call that answered {@code ENOSYS}. */
  public void count(KernelTask task, long number) {
    boolean known = number >= 0 && number < counts.length();
    if (known) {
      counts.incrementAndGet((int) number);
    }
    if (task.group().isFirstMiss(known ? (int) number : SyscallNumbers.LIMIT)) {
      LOG.info(
          "{} called {}, which is not implemented: ENOSYS",
          task,
          known && SyscallNumbers.isKnown((int) number)
              ? SyscallNumbers.name((int) number)
              : "system call " + number);
    }
  }

  /** How often a call was made that nobody implements. */
  public long count(int number) {
    return counts.get(number);
  }
}
