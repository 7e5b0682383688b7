package io.jvisor.kernel.core.vdso;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The page that guests see as {@code [vvar]}: parameters of the clocks under a sequence count.
 *
 * <p>With the counter at {@code t}, {@code CLOCK_MONOTONIC} shows {@code base + ((t - start) *
 * multiplier >> 32)} nanoseconds, and {@code CLOCK_REALTIME} {@code offset} more. The count is odd
 * while the parameters change. One thread writes.
 */
final class TimePage {
  /** 32 bits. */
  static final int SEQUENCE = 0;

  /** 32 bits: 1 when the counter can be used, 0 when programs must ask the kernel. */
  static final int USABLE = 4;

  static final int START = 8;
  static final int MULTIPLIER = 16;
  static final int BASE = 24;
  static final int OFFSET = 32;
  static final int SHIFT = 32;

  /** How long it is, in words of 64 bits. */
  static final int WORDS = 5;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment page;

  TimePage(MemorySegment page) {
    this.page = page;
  }

  int sequence() {
    return (int) INT.getAcquire(page, (long) SEQUENCE);
  }

  /** Whether nothing has changed since the count was read; all reads before are done. */
  boolean isStill(int sequence) {
    VarHandle.loadLoadFence();
    return (int) INT.getOpaque(page, (long) SEQUENCE) == sequence;
  }

  boolean isUsable() {
    return (int) INT.getOpaque(page, (long) USABLE) != 0;
  }

  long get(int field) {
    return (long) LONG.getOpaque(page, (long) field);
  }

  /** Begins a change: the count becomes odd before anything else is written. */
  void beginChange() {
    INT.setVolatile(page, (long) SEQUENCE, (int) INT.getOpaque(page, (long) SEQUENCE) + 1);
    VarHandle.fullFence();
  }

  void set(int field, long value) {
    LONG.setOpaque(page, (long) field, value);
  }

  void setUsable(boolean usable) {
    INT.setOpaque(page, (long) USABLE, usable ? 1 : 0);
  }

  /** Ends a change: the count becomes even after everything else is written. */
  void endChange() {
    INT.setRelease(page, (long) SEQUENCE, (int) INT.getOpaque(page, (long) SEQUENCE) + 1);
  }

  /** Takes over all parameters, between {@link #beginChange} and {@link #endChange}. */
  void copy(TimePage other) {
    for (int field = START; field <= OFFSET; field += Long.BYTES) {
      set(field, other.get(field));
    }
    setUsable(other.isUsable());
  }

  /** Monotonic nanoseconds at a value of the counter, by the present parameters. */
  long monotonicAt(long counter) {
    long ticks = Math.max(0, counter - get(START));
    long multiplier = get(MULTIPLIER);
    long high = Math.unsignedMultiplyHigh(ticks, multiplier);
    return get(BASE) + ((high << (Long.SIZE - SHIFT)) | ((ticks * multiplier) >>> SHIFT));
  }
}
