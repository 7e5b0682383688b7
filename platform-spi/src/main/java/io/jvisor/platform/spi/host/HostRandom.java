package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.MemorySegment;

/** The host's random numbers: {@code getrandom(2)}. */
public final class HostRandom {
  /** The call gives at least this much without being interrupted. */
  private static final long CHUNK = 256;

  private HostRandom() {}

  /**
   * Fills memory with random bytes.
   *
   * @param target native memory
   */
  public static void fill(MemorySegment target) {
    for (long done = 0; done < target.byteSize(); ) {
      long wanted = Math.min(CHUNK, target.byteSize() - done);
      long got = HostCall.call(SyscallNumbers.GETRANDOM, target.address() + done, wanted, 0);
      if (got < 0) {
        throw new HostException("getrandom", got);
      }
      done += got;
    }
  }
}
