package io.jvisor.platform.spi;

/** What an access that faulted was for. */
public enum FaultAccess {
  READ,
  WRITE,
  EXECUTE,
  /** The platform cannot tell; memory management infers it from what is mapped. */
  UNKNOWN
}
