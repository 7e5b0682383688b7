package io.jvisor.platform.spi;

/** Why guest code stopped running. */
public enum Event {
  /**
   * A system call: its number is in {@code orig_rax}, its arguments in the registers, and {@code
   * rip} stands behind the instruction.
   */
  SYSCALL,
  /**
   * An access to memory that the address space does not allow: {@link Context#faultAddress} and
   * {@link Context#faultAccess}; {@code rip} stands on the instruction.
   */
  FAULT,
  /** Another exception: {@link Context#signal}, {@link Context#signalCode}. */
  TRAP,
  /** {@link Context#interrupt} was called, or nothing happened that the kernel need know. */
  INTERRUPTED,
  /** The host's process or thread is gone; the guest process cannot go on. */
  LOST
}
