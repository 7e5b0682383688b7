package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;

/**
 * What backs each page of an address space: a radix tree of four levels, as x86-64 has it. An entry
 * is a frame number shifted by 12 bits, and flags; 0 where there is nothing.
 *
 * <p>Written with the write lock of the address space held. Optimistic readers may read it at the
 * same time and throw away what they saw.
 */
final class PageTable {
  /** The entry names a frame, to which it holds a reference. */
  static final long PRESENT = 1;

  /** The area allows reads. */
  static final long READ = 2;

  /**
   * A store may go to the frame now: the area allows it, and the page is not shared with another
   * address space or with a page cache (or the mapping is shared and the object knows).
   */
  static final long WRITE = 4;

  /** The platform has it mapped: with the area's protection, but writable only with WRITE. */
  static final long MAPPED = 8;

  /** The frame belongs to this mapping and not to the mapped object. */
  static final long ANONYMOUS = 16;

  /** After the last page that there can be. */
  static final long END = AddressLayout.TABLE_END >>> AddressLayout.PAGE_SHIFT;

  private static final int BITS = 9;
  static final int LEAF_PAGES = 1 << BITS;
  private static final int MASK = LEAF_PAGES - 1;
  private static final int ROOT = 256;
  private static final int SHIFT_3 = 3 * BITS;
  private static final int SHIFT_2 = 2 * BITS;

  /** A leaf of 512 entries, and a share of the tables above. */
  private static final int LEAF_BYTES = 8 * LEAF_PAGES + 128;

  /** Leaves of all page tables, which live on the heap that all guests share. */
  private static final HeapShare SHARE = new HeapShare(4);

  private final long[][][][] root = new long[ROOT][][][];

  /** Present entries that are, and are not, {@link #ANONYMOUS}. */
  private long anonymousPages;

  private long objectPages;

  static long frame(long entry) {
    return entry >>> AddressLayout.PAGE_SHIFT;
  }

  static long entry(long frame, long flags) {
    return frame << AddressLayout.PAGE_SHIFT | flags;
  }

  long anonymousPages() {
    return anonymousPages;
  }

  long objectPages() {
    return objectPages;
  }

  /** The entry of a page. */
  long get(long page) {
    long[] leaf = leaf(page);
    return leaf == null ? 0 : leaf[(int) page & MASK];
  }

  private long[] leaf(long page) {
    long[][][] table = root[(int) (page >>> SHIFT_3)];
    if (table == null) {
      return null;
    }
    long[][] middle = table[(int) (page >>> SHIFT_2) & MASK];
    return middle == null ? null : middle[(int) (page >>> BITS) & MASK];
  }

  /**
   * Makes room for a page's entry.
   *
   * @throws ErrnoException {@code ENOMEM}
   */
  void prepare(long page) throws ErrnoException {
    long[][][] table = root[(int) (page >>> SHIFT_3)];
    if (table == null) {
      table = new long[LEAF_PAGES][][];
      root[(int) (page >>> SHIFT_3)] = table;
    }
    long[][] middle = table[(int) (page >>> SHIFT_2) & MASK];
    if (middle == null) {
      middle = new long[LEAF_PAGES][];
      table[(int) (page >>> SHIFT_2) & MASK] = middle;
    }
    int index = (int) (page >>> BITS) & MASK;
    if (middle[index] == null) {
      if (!SHARE.tryTake(LEAF_BYTES)) {
        throw Errno.ENOMEM.exception();
      }
      middle[index] = new long[LEAF_PAGES];
    }
  }

  /**
   * Makes room for the entries of a run of pages, which may need several tables.
   *
   * @param end the page after the last
   * @throws ErrnoException {@code ENOMEM}
   */
  void prepare(long first, long end) throws ErrnoException {
    for (long page = first; page < end; page = (page | MASK) + 1) {
      prepare(page);
    }
  }

  /** Sets the entry of a page for which there is room. */
  void set(long page, long entry) {
    long[] leaf = leaf(page);
    int index = (int) page & MASK;
    count(leaf[index], -1);
    count(entry, 1);
    leaf[index] = entry;
  }

  private void count(long entry, int change) {
    if ((entry & PRESENT) != 0) {
      if ((entry & ANONYMOUS) != 0) {
        anonymousPages += change;
      } else {
        objectPages += change;
      }
    }
  }

  /** The first page with an entry in {@code [page, end)}, or {@code end}. */
  long nextPresent(long page, long end) {
    long current = page;
    while (current < end) {
      long[][][] table = root[(int) (current >>> SHIFT_3)];
      if (table == null) {
        current = skip(current, SHIFT_3);
        continue;
      }
      long[][] middle = table[(int) (current >>> SHIFT_2) & MASK];
      if (middle == null) {
        current = skip(current, SHIFT_2);
        continue;
      }
      long[] leaf = middle[(int) (current >>> BITS) & MASK];
      if (leaf == null) {
        current = skip(current, BITS);
        continue;
      }
      int stop = (int) Math.min(LEAF_PAGES, (current & MASK) + end - current);
      for (int index = (int) current & MASK; index < stop; index++) {
        if (leaf[index] != 0) {
          return (current & ~(long) MASK) + index;
        }
      }
      current = skip(current, BITS);
    }
    return end;
  }

  private static long skip(long page, int shift) {
    return ((page >>> shift) + 1) << shift;
  }

  /**
   * Drops the tables of an unmapped range that lie in a hole between areas; they have no entries.
   *
   * @param first first page of the range
   * @param end page after it
   * @param holeFirst first page of the hole around the range
   * @param holeEnd page after it
   */
  void prune(long first, long end, long holeFirst, long holeEnd) {
    long page = first;
    while (page < end) {
      int top = (int) (page >>> SHIFT_3);
      long[][][] table = root[top];
      if (table == null) {
        page = skip(page, SHIFT_3);
        continue;
      }
      int second = (int) (page >>> SHIFT_2) & MASK;
      long[][] middle = table[second];
      if (middle != null) {
        long stop = Math.min(end, skip(page, SHIFT_2));
        pruneLeaves(middle, page, stop, holeFirst, holeEnd);
        if (isInside(page, SHIFT_2, holeFirst, holeEnd)) {
          pruneLeaves(middle, page & -(1L << SHIFT_2), skip(page, SHIFT_2), holeFirst, holeEnd);
          table[second] = null;
        }
      }
      if (isInside(page, SHIFT_3, holeFirst, holeEnd) && skip(page, SHIFT_2) >= end) {
        root[top] = null;
      }
      page = skip(page, SHIFT_2);
    }
  }

  private static void pruneLeaves(
      long[][] middle, long first, long end, long holeFirst, long holeEnd) {
    for (long page = first; page < end; page = skip(page, BITS)) {
      int index = (int) (page >>> BITS) & MASK;
      if (middle[index] != null && isInside(page, BITS, holeFirst, holeEnd)) {
        middle[index] = null;
        SHARE.give(LEAF_BYTES);
      }
    }
  }

  private static boolean isInside(long page, int shift, long holeFirst, long holeEnd) {
    return (page & -(1L << shift)) >= holeFirst && skip(page, shift) <= holeEnd;
  }

  /** Drops everything; the entries' frames have been released. */
  void clear() {
    long end = (long) ROOT << SHIFT_3;
    prune(0, end, 0, end);
    anonymousPages = 0;
    objectPages = 0;
  }
}
