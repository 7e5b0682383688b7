package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.HostCall;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code futex(2)} on words that a stub shares with the kernel. */
final class Futex {
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;

  /** {@code FUTEX_WAITV_MAX}: how many words {@link #awaitSeveral} takes. */
  static final int MOST_WAITERS = 128;

  /** The size of a {@code struct futex_waitv}: value, address, flags. */
  static final long WAITER_BYTES = 24;

  /** {@code FUTEX2_SIZE_U32}, shared between processes. */
  private static final int FLAGS = 2;

  private static final int CLOCK_MONOTONIC = 1;
  private static final long SECOND = 1_000_000_000;

  private Futex() {}

  /**
   * Sleeps while the word has a value.
   *
   * @param timeout the address of a {@code struct timespec}, or 0
   * @return 0 or a negative errno
   */
  static long await(long address, int value, long timeout) {
    return HostCall.call(SyscallNumbers.FUTEX, address, FUTEX_WAIT, value, timeout, 0);
  }

  /**
   * Sleeps while the word has a value, for a time.
   *
   * @param timeout 16 bytes to work in
   * @param nanos how long at most
   * @return 0 or a negative errno
   */
  static long await(long address, int value, MemorySegment timeout, long nanos) {
    timeout.set(ValueLayout.JAVA_LONG, 0, nanos / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, 8, nanos % SECOND);
    return await(address, value, timeout.address());
  }

  /** Wakes one thread. */
  static void wake(long address) {
    HostCall.call(SyscallNumbers.FUTEX, address, FUTEX_WAKE, 1, 0, 0);
  }

  /** Wakes all threads. */
  static void wakeAll(long address) {
    HostCall.call(SyscallNumbers.FUTEX, address, FUTEX_WAKE, Integer.MAX_VALUE, 0, 0);
  }

  /** Whether the host has {@code futex_waitv(2)}: Linux 5.16. */
  static boolean canAwaitSeveral() {
    return HostCall.call(SyscallNumbers.FUTEX_WAITV, 0, 0, 0) != Errno.ENOSYS.result();
  }

  /** Says what {@link #awaitSeveral} waits for: that a word no longer has a value. */
  static void setWaiter(MemorySegment waiters, int index, long address, int value) {
    long at = index * WAITER_BYTES;
    waiters.set(ValueLayout.JAVA_LONG, at, value);
    waiters.set(ValueLayout.JAVA_LONG, at + 8, address);
    waiters.set(ValueLayout.JAVA_INT, at + 16, FLAGS);
  }

  /**
   * Sleeps while several words have the values noted.
   *
   * @param count how many of the words count
   * @param timeout 16 bytes to work in
   * @param until the end of the sleep, as {@link System#nanoTime} has it
   * @return the index of a word that was woken, or a negative errno
   */
  static long awaitSeveral(MemorySegment waiters, int count, MemorySegment timeout, long until) {
    timeout.set(ValueLayout.JAVA_LONG, 0, until / SECOND);
    timeout.set(ValueLayout.JAVA_LONG, 8, until % SECOND);
    return HostCall.call(
        SyscallNumbers.FUTEX_WAITV,
        waiters.address(),
        count,
        0,
        timeout.address(),
        CLOCK_MONOTONIC);
  }
}
