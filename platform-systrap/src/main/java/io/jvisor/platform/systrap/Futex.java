package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.HostCall;

/** {@code futex(2)} on words that a stub shares with the kernel. */
final class Futex {
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;

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

  /** Wakes one thread. */
  static void wake(long address) {
    HostCall.call(SyscallNumbers.FUTEX, address, FUTEX_WAKE, 1, 0, 0);
  }
}
