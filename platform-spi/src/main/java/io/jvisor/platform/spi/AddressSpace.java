package io.jvisor.platform.spi;

/**
 * The host's side of a guest address space: which ranges of the memory file are visible where.
 *
 * <p>It is a cache of what memory management knows, as a TLB is one of page tables: it starts
 * empty, and what is not there is brought in by a fault. So it may forget <em>everything</em> at
 * any {@link #apply}, and says so; what it was told and has not said to have forgotten stays.
 *
 * <p>Memory management hands over lists of changes, since a trip into the guest's process costs far
 * more than what is done there. It serialises the changes of one address space; guest threads may
 * run in it meanwhile. Any thread may call; a thread whose context is in this address space is
 * served fastest.
 */
public interface AddressSpace {
  /**
   * Makes changes, in their order. When it returns, guest code does not run with what was taken
   * away, on any thread, and never will again: frames that were unmapped may be given to others. A
   * platform may therefore put the work off until guest code is about to run in the address space
   * (an {@link MappingChanges#UNMAP} then shares a trip with what comes after), but only while no
   * thread runs guest code there.
   *
   * <p>A guest process that is gone, or that has to be ended, is no error here: its contexts tell
   * {@link Event#LOST}.
   *
   * @param changes not kept, and not changed; all of it below {@link Platform#addressLimit}
   * @return true when all is done; false when the host had no room for so many mappings: then
   *     nothing at all is mapped any more
   */
  boolean apply(MappingChanges changes);

  /**
   * The CPU time that the host has given to guest code here, in nanoseconds; it may be late by a
   * tick of the host, and includes what the platform itself does in guest threads. Never less than
   * before while the address space is in use; 0 or more.
   */
  long guestNanos();

  /** Gives the host's resources back. No context may use the address space any more. */
  void release();
}
