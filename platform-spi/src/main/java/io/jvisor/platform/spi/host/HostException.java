package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;

/** The host refused something that the kernel cannot do without. */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  /**
   * A refusal.
   *
   * @param what the call, for the message
   * @param result its negative errno
   */
  public HostException(String what, long result) {
    super(what + ": " + Errno.ofResult(result));
    this.errno = Errno.ofResult(result);
  }

  /** The host's error. */
  public Errno errno() {
    return errno;
  }
}
