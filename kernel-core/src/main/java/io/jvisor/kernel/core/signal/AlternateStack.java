package io.jvisor.kernel.core.signal;

/**
 * The stack for handlers: {@code sigaltstack(2)}.
 *
 * @param base lowest address
 * @param flags {@code ss_flags} as they were set, which the same call may set again to no effect
 * @param size bytes
 */
public record AlternateStack(long base, int flags, long size) {
  public static final int SS_ONSTACK = 1;
  public static final int SS_DISABLE = 2;
  public static final int SS_AUTODISARM = 1 << 31;

  /** The smallest size that is accepted. */
  public static final long MINIMUM_SIZE = 2048;

  /** No stack. The flags of a program that never asked for one are 0, and that can be set again. */
  public static final AlternateStack NONE = new AlternateStack(0, 0, 0);

  /** Whether there is a stack. */
  public boolean isEnabled() {
    return size != 0;
  }

  /** Whether a stack pointer lies within, however the stack is armed. */
  public boolean contains(long stackPointer) {
    return Long.compareUnsigned(stackPointer, base) > 0
        && Long.compareUnsigned(stackPointer - base, size) <= 0;
  }

  /** Whether the thread runs on the stack: never told of one that disarms itself. */
  public boolean isOn(long stackPointer) {
    return (flags & SS_AUTODISARM) == 0 && contains(stackPointer);
  }

  /** What {@code ss_flags} shows for a thread with this stack pointer. */
  public int shownFlags(long stackPointer) {
    int state = !isEnabled() ? SS_DISABLE : isOn(stackPointer) ? SS_ONSTACK : 0;
    return state | (flags & SS_AUTODISARM);
  }
}
