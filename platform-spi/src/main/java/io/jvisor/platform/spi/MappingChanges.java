package io.jvisor.platform.spi;

import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * A list of changes to an {@link AddressSpace}, in the order in which they are to be made. Kept in
 * arrays of numbers that are used again and again, so that nothing is allocated where faults are
 * handled. Not thread-safe.
 *
 * <p>A change that continues the last one becomes part of it, and one that makes the last ones
 * pointless takes their place.
 */
public final class MappingChanges {
  /** Shows a range of the memory file at an address, instead of what is there. */
  public static final int MAP = 0;

  /** Takes away what is there, if anything. */
  public static final int UNMAP = 1;

  /** Changes the rights to a range all of which is mapped. */
  public static final int PROTECT = 2;

  /** How many changes a list takes. */
  public static final int CAPACITY = 128;

  private static final long OFFSET_MASK = MemoryFile.PAGE_SIZE - 1;

  private final byte[] kinds = new byte[CAPACITY];
  private final byte[] protections = new byte[CAPACITY];
  private final long[] addresses = new long[CAPACITY];
  private final long[] lengths = new long[CAPACITY];
  private final long[] offsets = new long[CAPACITY];
  private int count;

  /** How many changes there are. */
  public int count() {
    return count;
  }

  /** Whether {@link #CAPACITY} is reached: then another change needs a {@link #clear} first. */
  public boolean isFull() {
    return count == CAPACITY;
  }

  /** Forgets all changes. */
  public void clear() {
    count = 0;
  }

  /**
   * Adds a {@link #MAP}. All numbers but the protection are multiples of the page size.
   *
   * @param address guest address
   * @param offset byte offset in the memory file
   * @param length bytes, at least a page
   * @param protection {@code PROT_*} bits, at least one
   */
  public void map(long address, long offset, long length, int protection) {
    check(address, offset, length);
    checkProtection(protection);
    int last = count - 1;
    if (last >= 0 && kinds[last] == MAP && protections[last] == protection) {
      if (address == end(last) && offset == offsets[last] + lengths[last]) {
        lengths[last] += length;
        return;
      }
      if (address + length == addresses[last] && offset + length == offsets[last]) {
        addresses[last] = address;
        offsets[last] = offset;
        lengths[last] += length;
        return;
      }
    }
    add(MAP, address, offset, length, protection);
  }

  /**
   * Adds an {@link #UNMAP}. Both numbers are multiples of the page size.
   *
   * @param address guest address
   * @param length bytes, at least a page
   */
  public void unmap(long address, long length) {
    check(address, 0, length);
    dropWithin(address, address + length);
    int last = count - 1;
    if (last >= 0
        && kinds[last] == UNMAP
        && address <= end(last)
        && addresses[last] <= address + length) {
      long start = Math.min(address, addresses[last]);
      lengths[last] = Math.max(address + length, end(last)) - start;
      addresses[last] = start;
      return;
    }
    add(UNMAP, address, 0, length, 0);
  }

  /**
   * Adds a {@link #PROTECT}.
   *
   * @param address guest address, a multiple of the page size
   * @param length bytes, a multiple of the page size, at least a page
   * @param protection {@code PROT_*} bits, at least one
   */
  public void protect(long address, long length, int protection) {
    check(address, 0, length);
    checkProtection(protection);
    int last = count - 1;
    if (last >= 0 && kinds[last] == PROTECT && protections[last] == protection) {
      if (address == end(last)) {
        lengths[last] += length;
        return;
      }
      if (address + length == addresses[last]) {
        addresses[last] = address;
        lengths[last] += length;
        return;
      }
    }
    add(PROTECT, address, 0, length, protection);
  }

  /** Drops the last changes as long as they are about nothing but a range. */
  private void dropWithin(long start, long end) {
    while (count > 0 && addresses[count - 1] >= start && end(count - 1) <= end) {
      count--;
    }
  }

  private void add(int kind, long address, long offset, long length, int protection) {
    if (count == CAPACITY) {
      throw new IllegalStateException("the list is full");
    }
    kinds[count] = (byte) kind;
    addresses[count] = address;
    offsets[count] = offset;
    lengths[count] = length;
    protections[count] = (byte) protection;
    count++;
  }

  private static void check(long address, long offset, long length) {
    if (((address | offset | length) & OFFSET_MASK) != 0
        || address < 0
        || offset < 0
        || length <= 0
        || address + length < 0) {
      throw new IllegalArgumentException("not a range of pages");
    }
  }

  private static void checkProtection(int protection) {
    if (protection <= 0 || protection > 7) {
      throw new IllegalArgumentException("not a protection");
    }
  }

  private long end(int index) {
    return addresses[index] + lengths[index];
  }

  /** {@link #MAP}, {@link #UNMAP} or {@link #PROTECT}. */
  public int kind(int index) {
    return kinds[index];
  }

  /** The first guest address. */
  public long address(int index) {
    return addresses[index];
  }

  /** The number of bytes. */
  public long length(int index) {
    return lengths[index];
  }

  /** The byte offset in the memory file; 0 unless this is a {@link #MAP}. */
  public long offset(int index) {
    return offsets[index];
  }

  /** {@code PROT_READ}, {@code PROT_WRITE} and {@code PROT_EXEC}; 0 for an {@link #UNMAP}. */
  public int protection(int index) {
    return protections[index];
  }
}
