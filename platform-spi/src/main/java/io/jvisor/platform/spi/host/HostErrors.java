package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** What the C library calls an error: {@code strerror(3)}. */
public final class HostErrors {
  private static final int LONGEST = 256;
  private static final long STRERROR = HostCall.symbol("strerror");

  private HostErrors() {}

  /** A text for people, such as {@code No such file or directory}. */
  public static String text(Errno errno) {
    long address = HostCall.function(STRERROR, errno.number(), 0, 0, 0, 0, 0);
    return MemorySegment.ofAddress(address)
        .reinterpret(LONGEST)
        .getString(0, StandardCharsets.ISO_8859_1);
  }
}
