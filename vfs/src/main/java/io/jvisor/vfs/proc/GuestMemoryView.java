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
}
