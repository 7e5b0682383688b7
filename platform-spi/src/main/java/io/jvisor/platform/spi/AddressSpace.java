package io.jvisor.platform.spi;

import io.jvisor.kernel.api.ErrnoException;

/**
 * The host's side of a guest address space: which ranges of the memory file are visible where.
 *
 * <p>Addresses, offsets and lengths are multiples of the page size. Memory management serialises
 * changes to one address space; guest threads may run in it meanwhile. Any thread may call; a
 * thread whose context runs in this address space is served fastest.
 *
 * <p>As a TLB does, an address space may forget what is mapped: a fault where the kernel believes a
 * page to be mapped with the rights it needs is answered by mapping it again.
 */
public interface AddressSpace {
  /**
   * Maps a range of the memory file, replacing what is there.
   *
   * @param address guest address
   * @param offset byte offset in the memory file
   * @param protection {@code PROT_*} bits, at least one
   * @throws ErrnoException {@code ENOMEM} when the host has no room for another mapping
   */
  void map(long address, long offset, long length, int protection) throws ErrnoException;

  /** Removes what is mapped in a range; parts with nothing mapped are no error. */
  void unmap(long address, long length);

  /**
   * Changes the protection of what is mapped in a range.
   *
   * @param protection {@code PROT_*} bits; {@code PROT_NONE} as {@link #unmap}
   */
  void protect(long address, long length, int protection);

  /** Gives the host's resources back. No context may use the address space any more. */
  void release();
}
