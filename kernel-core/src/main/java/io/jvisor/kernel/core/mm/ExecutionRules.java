package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a program has denied itself for good ({@code PR_SET_MDWE} of {@code prctl(2)}): memory that
 * can be written and executed, and memory that becomes executable after it was made.
 */
public final class ExecutionRules {
  /** {@code PR_MDWE_REFUSE_EXEC_GAIN}: the rules hold. */
  public static final int REFUSE_EXEC_GAIN = 1;

  /** {@code PR_MDWE_NO_INHERIT}: not for children, nor for programs that are executed. */
  public static final int NO_INHERIT = 2;

  private final AtomicInteger bits = new AtomicInteger();

  /** The bits that were set; 0 while nothing is denied. Any thread. */
  public int bits() {
    return bits.get();
  }

  /**
   * Lets the rules hold.
   *
   * @throws ErrnoException {@code EPERM} when other bits were set before
   */
  public void set(int wanted) throws ErrnoException {
    if (!bits.compareAndSet(0, wanted) && bits.get() != wanted) {
      throw Errno.EPERM.exception();
    }
  }

  /** Takes over what held in the memory that a process, or its parent, had before. */
  public void inherit(ExecutionRules former) {
    int before = former.bits.get();
    bits.set((before & NO_INHERIT) != 0 ? 0 : before);
  }

  /**
   * Checks a new protection.
   *
   * @param former {@code PROT_*} so far; of new memory the same as the new one
   * @throws ErrnoException {@code EACCES}
   */
  void check(int former, int protection) throws ErrnoException {
    if ((protection & Prot.PROT_EXEC) != 0
        && bits.get() != 0
        && ((protection & Prot.PROT_WRITE) != 0 || (former & Prot.PROT_EXEC) == 0)) {
      throw Errno.EACCES.exception();
    }
  }
}
