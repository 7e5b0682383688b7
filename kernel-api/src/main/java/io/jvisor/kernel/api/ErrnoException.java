package io.jvisor.kernel.api;

/** An error on its way to the guest. One instance per {@link Errno}, without a stack trace. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  ErrnoException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  /** The error. */
  public Errno errno() {
    return errno;
  }

  /** What the system call returns: the negated number. */
  public long result() {
    return errno.result();
  }
}
