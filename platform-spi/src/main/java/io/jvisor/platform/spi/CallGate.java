package io.jvisor.platform.spi;

import java.lang.foreign.MemorySegment;

/**
 * How call instructions of guest code are replaced by jumps: a few pages of machine code at a fixed
 * address of each address space that has such jumps, the gate, with an entry for each of them. What
 * arrives through the gate is an ordinary {@link Event#SYSCALL}.
 *
 * <p>The platform knows the machine code. Memory management knows the guest's memory: it makes the
 * gate's pages, readable and executable for the guest, and private copies of the pages of code that
 * it changes.
 */
public interface CallGate {
  /** The address of the gate; a multiple of the page size. */
  long address();

  /** Its size in bytes; a multiple of the page size. */
  long bytes();

  /** The size of an entry in bytes; a divisor of the page size. */
  int entryBytes();

  /** How many bytes of code are replaced. The call instruction is the last of them. */
  int siteBytes();

  /**
   * Whether code can be replaced. It is known that a thread went through the call instruction at
   * its end, and not whether it went through all that is before.
   *
   * @param code the eight bytes that end with the call instruction, the first one the lowest
   * @param number what the call's number was
   */
  boolean canReplace(long code, long number);

  /**
   * Writes an entry.
   *
   * @param entry where, {@link #entryBytes} long
   * @param address where the guest has it
   * @param code what is replaced, as for {@link #canReplace}
   * @param returnAddress the address behind the call instruction
   */
  void write(MemorySegment entry, long address, long code, long returnAddress);

  /**
   * What the code is replaced by: {@link #siteBytes} bytes, the first one the lowest. A thread that
   * is on its call instruction, or jumps there, gets {@code SIGILL} at that place.
   *
   * @param address where the guest has the entry
   */
  long jump(long address);

  /**
   * Whether a thread that stopped within an entry has made its call; if not, it can begin again
   * with the code that was replaced.
   *
   * @param offset of the next instruction in the entry
   */
  boolean isBehindCall(int offset);
}
