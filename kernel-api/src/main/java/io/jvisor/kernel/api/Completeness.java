package io.jvisor.kernel.api;

/** How much of a system call is there. */
public enum Completeness {
  /** All that the man page says. */
  FULL,
  /** Usable; {@link Syscall#missing} says what is not there and how it is refused. */
  PARTIAL,
  /** Known by name and number only; answers {@code ENOSYS}. */
  MISSING
}
