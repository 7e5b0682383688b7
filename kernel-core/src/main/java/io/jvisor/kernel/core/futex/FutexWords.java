package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.core.mm.MemoryManager;

/** Atomic changes of a futex word. */
public final class FutexWords {
  private static final int OP_SET = 0;
  private static final int OP_ADD = 1;
  private static final int OP_OR = 2;
  private static final int OP_ANDN = 3;
  private static final int OP_XOR = 4;
  private static final int OP_SHIFT = 8;
  private static final int COMPARE_EQ = 0;
  private static final int COMPARE_NE = 1;
  private static final int COMPARE_LT = 2;
  private static final int COMPARE_LE = 3;
  private static final int COMPARE_GT = 4;
  private static final int COMPARE_GE = 5;

  private FutexWords() {}

  /** Replaces the word if it has a value. */
  static boolean compareAndSet(MemoryManager mm, long address, int expected, int value)
      throws ErrnoException {
    return mm.atomics().compareAndExchangeInt(address, expected, value) == expected;
  }

  /**
   * Changes a word as {@code FUTEX_WAKE_OP} says.
   *
   * @param encoded operation, comparison and their operands: the third value of {@code futex(2)}
   * @return what the comparison says of the former value
   * @throws ErrnoException {@code ENOSYS} for an operation that there is not, {@code EFAULT}
   */
  public static boolean operate(MemoryManager mm, long address, int encoded) throws ErrnoException {
    int operation = encoded >>> 28 & 7;
    int comparison = encoded >>> 24 & 15;
    int operand = encoded << 8 >> 20;
    int compared = encoded << 20 >> 20;
    if ((encoded >>> 28 & OP_SHIFT) != 0) {
      operand = 1 << (operand & 31);
    }
    if (operation > OP_XOR || comparison > COMPARE_GE) {
      throw Errno.ENOSYS.exception();
    }
    int old = mm.atomics().getIntVolatile(address);
    for (; ; ) {
      int seen = mm.atomics().compareAndExchangeInt(address, old, apply(operation, old, operand));
      if (seen == old) {
        return compare(comparison, old, compared);
      }
      old = seen;
    }
  }

  private static int apply(int operation, int old, int operand) {
    return switch (operation) {
      case OP_SET -> operand;
      case OP_ADD -> old + operand;
      case OP_OR -> old | operand;
      case OP_ANDN -> old & ~operand;
      default -> old ^ operand;
    };
  }

  private static boolean compare(int comparison, int old, int value) {
    return switch (comparison) {
      case COMPARE_EQ -> old == value;
      case COMPARE_NE -> old != value;
      case COMPARE_LT -> old < value;
      case COMPARE_LE -> old <= value;
      case COMPARE_GT -> old > value;
      default -> old >= value;
    };
  }
}
