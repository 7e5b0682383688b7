package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;

/** A memory barrier on every thread of the host: {@code membarrier(2)}. */
public final class HostBarrier {
  private static final int CMD_QUERY = 0;
  private static final int CMD_GLOBAL = 1;

  /** Asked when the class is first used; a host with {@code nohz_full} CPUs has none. */
  private static final boolean AVAILABLE = hasGlobal();

  private HostBarrier() {}

  private static boolean hasGlobal() {
    long commands = HostCall.call(SyscallNumbers.MEMBARRIER, CMD_QUERY, 0, 0);
    return commands > 0 && (commands & CMD_GLOBAL) != 0;
  }

  /** Whether there is such a barrier. */
  public static boolean isAvailable() {
    return AVAILABLE;
  }

  /**
   * Returns when every thread that ran meanwhile, guests' included, has passed a full barrier:
   * after milliseconds.
   *
   * @return 0 or a negative errno
   */
  public static long pass() {
    return HostCall.call(SyscallNumbers.MEMBARRIER, CMD_GLOBAL, 0, 0);
  }
}
