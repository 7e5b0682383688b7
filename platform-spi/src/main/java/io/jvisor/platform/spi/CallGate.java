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
 *
 * <p>Places in guest code are given as distances from the return address, the one behind the call
 * instruction.
 */
public interface CallGate {
  /** How many bytes of code are replaced. */
  int SITE_BYTES = 7;

  /** The address of the gate; a multiple of the page size. */
  long address();

  /** Its size in bytes; a multiple of the page size. */
  long bytes();

  /** The size of an entry in bytes; a divisor of the page size. The first is the gate's own. */
  int entryBytes();

  /**
   * Looks whether a call instruction can be replaced, together with what is before or after it. It
   * is known that a thread went through the instruction, and not through what is before.
   *
   * @param before the eight bytes that end with the call instruction, the first one the lowest
   * @param after the eight bytes that follow
   * @param number what the call's number was
   * @return where the code that can be replaced begins, a negative number; 0 for nowhere
   */
  int start(long before, long after, long number);

  /** Makes a new gate ready for entries. */
  void begin(MemorySegment gate);

  /**
   * Writes an entry.
   *
   * @param entry where, {@link #entryBytes} long
   * @param address where the guest has it
   * @param start what {@link #start} said of {@code before} and {@code after}
   */
  void write(
      MemorySegment entry, long address, int start, long before, long after, long returnAddress);

  /**
   * What the code is replaced by: {@link #SITE_BYTES} bytes, the first one the lowest. A thread
   * between the instructions that were replaced, or that jumps there, traps before it has done
   * anything: with {@code SIGILL} where the call instruction was and the code began before it, with
   * {@code SIGSEGV} at the return address where it began with it.
   *
   * @param address where the guest has the entry
   * @param start what {@link #start} said
   */
  long jump(long address, int start);

  /**
   * Where a thread that stopped in an entry would be without a gate.
   *
   * @param start what {@link #start} said
   * @param offset of the next instruction in the entry
   */
  int outside(int start, int offset);

  /** Where in an entry the instructions begin that follow the call instruction. */
  int behindCall();
}
