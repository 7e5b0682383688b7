package io.jvisor.kernel.api;

/**
 * An error on its way to the guest. One instance per {@link Errno}, and one for a wait that was
 * interrupted ({@link Restart#exception}), without a stack trace.
 */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final long result;

  ErrnoException(Errno errno) {
    this(errno, errno.result());
  }

  ErrnoException(Errno errno, long result) {
    super(errno.name(), null, false, false);
    this.errno = errno;
    this.result = result;
  }

  /** The error. */
  public Errno errno() {
    return errno;
  }

  /** What the system call returns: the negated number. */
  public long result() {
    return result;
  }
}
