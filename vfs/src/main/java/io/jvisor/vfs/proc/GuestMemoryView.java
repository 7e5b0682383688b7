package io.jvisor.vfs.proc;

import java.lang.foreign.MemorySegment;

/** The address space that a process had when its {@code mem} was opened. */
public interface GuestMemoryView {
  /** Whether it is gone: the process has ended, or executes another program. */
  boolean isGone();

  /**
   * Copies memory, whatever the process itself may do with it.
   *
   * @return how many bytes could be read, up to the first that cannot
   */
  long read(long address, MemorySegment target, long offset, long length);

  /**
   * Writes memory; into private mappings even if the process cannot.
   *
   * @return how many bytes could be written, up to the first that cannot
   */
  long write(long address, MemorySegment source, long offset, long length);

  /**
   * Describes pages with {@link PageBits}, 0 where there is nothing.
   *
   * @param first number of the first page
   * @param entries receives an entry for each
   * @param count how many to describe
   * @return how many there are of them below the end of the address space
   */
  int pages(long first, long[] entries, int count);

  /** What writing {@code clear_refs} does; nothing when the address space is gone. */
  void forget(Forget what);

  /** What {@code clear_refs} forgets. */
  enum Forget {
    /** That pages were used. */
    REFERENCED,
    /** That pages of the mappings' own were used. */
    REFERENCED_ANONYMOUS,
    /** That pages of files were used. */
    REFERENCED_FILES,
    /** How much memory there has been at most. */
    PEAK
  }
}
